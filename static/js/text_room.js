// How much room an answer has: all that is pasted stays in the field, and what is too long is said, never cut.

const NEAR = 0.9; // of the room: before, nobody has to count

const lengthOf = (text) => [...text.trim()].length;
const filled = (words, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`%(${name})s`, value), words);

// A field that nobody types in keeps what else was said of it.
function count(field, { isTyped = false } = {}) {
  const { most, saidAt, wordCount, wordOver } = field.dataset;
  const place = saidAt ? document.getElementById(saidAt) : null;
  const [have, room] = [lengthOf(field.value), Number(most)];
  const over = have > room ? filled(wordOver, { over: have - room }) : "";
  if (over || isTyped) field.setCustomValidity(over);
  if (!place) return;
  const said = have > room * NEAR ? [filled(wordCount, { have, most: room }), over].filter(Boolean).join(" · ") : "";
  place.classList.toggle("error", Boolean(over));
  if (place.textContent !== said) place.textContent = said;
}

const isCounted = (field) => Boolean(field.dataset?.most);
const countAll = () => document.querySelectorAll("textarea[data-most], input[data-most]").forEach((field) => count(field));

document.addEventListener("input", ({ target }) => { if (isCounted(target)) count(target, { isTyped: true }); });
document.body.addEventListener("htmx:load", countAll);
countAll();
