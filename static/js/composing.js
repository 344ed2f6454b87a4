// Words that an input method is still making, such as pinyin before it is Chinese: until they are chosen they are nobody's
// words, so they are not saved, previewed or handed in. A field counts as what it held before, and tells of the change then.

let now = null; // the field that is composed in, and what it held before
let waiting = [];

const here = () => (now?.field.isConnected ? now : null);

export const wordsIn = (field) => (here()?.field === field ? now.before : field.value);

export const isComposing = () => here() !== null;

// Resolves when nothing is being composed: who composes must not lose the field.
export const composed = () => new Promise((resolve) => { if (here()) waiting.push(resolve); else resolve(); });

function end(field) {
  if (now?.field !== field) return;
  now = null;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromComposition" }));
  waiting.splice(0).forEach((resolve) => resolve());
}

addEventListener("compositionstart", ({ target }) => {
  if (target.name !== undefined) now = { field: target, before: target.value };
}, true);
addEventListener("compositionend", ({ target }) => end(target), true);
addEventListener("focusout", ({ target }) => end(target), true);
addEventListener("input", (event) => { if (here()?.field === event.target) event.stopImmediatePropagation(); }, true);
// What is sent without anybody pressing anything, such as at the end of the time.
addEventListener("formdata", ({ target, formData }) => {
  if (here()?.field.form === target && formData.has(now.field.name)) formData.set(now.field.name, now.before);
}, true);
