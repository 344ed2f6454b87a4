// Words that an input method is still making, such as pinyin before it is Chinese: until they are chosen they are nobody's
// words, so they are not saved, previewed or handed in. A field counts as what it held before, and tells of the change then.
//
// Keyboards of phones compose every word of every language, and there each letter is its writer's. Which of both it is tells
// the word that was made last, and before there is one, what the reader reads.

const CHOSEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const CHOOSING = /^(zh|ja|ko)\b/;

let choosesWords = [document.documentElement.lang, ...navigator.languages].some((code) => CHOOSING.test(code));
let now = null; // the field that is composed in, what it held before, and whether that is what it counts as
let waiting = [];

const here = () => (now?.field.isConnected ? now : null);

const chooses = () => here()?.isToBeChosen;

export const wordsIn = (field) => (chooses() && now.field === field ? now.before : field.value);

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
  if (target.name !== undefined) now = { field: target, before: target.value, isToBeChosen: choosesWords };
}, true);
addEventListener("compositionend", ({ target, data }) => {
  end(target);
  if (data) choosesWords = CHOSEN.test(data);
}, true);
addEventListener("focusout", ({ target }) => end(target), true);
addEventListener("input", (event) => { if (chooses() && now.field === event.target) event.stopImmediatePropagation(); }, true);
// What is sent without anybody pressing anything, such as at the end of the time.
addEventListener("formdata", ({ target, formData }) => {
  if (chooses() && now.field.form === target && formData.has(now.field.name)) formData.set(now.field.name, now.before);
}, true);
