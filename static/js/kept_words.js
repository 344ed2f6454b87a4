// What is typed into a form and not sent yet stays in this browser and comes back with the page, which says so.

import { asSent } from "./as_sent.js";
import "./composing.js";
import { storage } from "./storage.js";

const PREFIX = "typed ";
const FIELDS = "textarea, input:is([type=text], [type=number])";

const wordsOf = (form) => Object.fromEntries([...form.querySelectorAll(FIELDS)].map(({ name, value }) => [name, value]));
// What is saved, on a page that gives back what was typed over it.
const seenIn = (form) => Object.fromEntries(Object.keys(wordsOf(form)).map((name) => [name, form.elements.namedItem(`seen_${name}`)?.value ?? ""]));
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const inOneLine = (text) => text.replace(/\s+/g, " ").trim();
// A form that is empty again after it was sent shows elsewhere on the page what it was sent with.
const standsOnPage = (words) => words.every((text) => inOneLine(document.body.innerText).includes(inOneLine(text)));

class KeptWords {
  constructor(form, store) {
    Object.assign(this, { form, store, key: PREFIX + form.dataset.keptWords, atFirst: "givenBack" in form.dataset ? seenIn(form) : wordsOf(asSent(form)) });
  }

  get isDirty() {
    return !isSame(wordsOf(this.form), this.atFirst);
  }

  read() {
    try {
      return JSON.parse(this.store.getItem(this.key));
    } catch {
      return null;
    }
  }

  keep(isSent = false) {
    try {
      if (this.isDirty) this.store.setItem(this.key, JSON.stringify({ was: this.atFirst, words: wordsOf(this.form), isSent }));
      else this.store.removeItem(this.key);
    } catch {
      // A browser that stores nothing still asks before the page is left.
    }
  }

  // What was saved since, here or elsewhere, is not brought back.
  restore() {
    const kept = this.read();
    if (!kept || this.isDirty) return;
    const typed = Object.keys(this.atFirst).filter((name) => name in kept.words && kept.words[name] !== kept.was[name]);
    const words = typed.map((name) => kept.words[name]);
    if (isSame(words, typed.map((name) => this.atFirst[name])) || (kept.isSent && standsOnPage(words))) return void this.store.removeItem(this.key);
    for (const name of typed) this.form.querySelector(`[name="${name}"]`).value = kept.words[name];
    this.say(typed.filter((name) => kept.was[name] !== this.atFirst[name]).map((name) => this.atFirst[name]));
  }

  // Somebody may have saved something else meanwhile: whoever sends these words has read what they would replace.
  say(changed) {
    const { wordBack, wordNow } = this.form.dataset;
    const said = Object.assign(document.createElement("p"), { className: "small warn-ink", textContent: [wordBack, ...(changed.length ? [wordNow, ...changed] : [])].join(" ") });
    said.setAttribute("role", "status");
    this.form.prepend(said);
  }
}

// The page to which words lead has them now, so that they are not given back where they were typed.
function forget(key, store) {
  try {
    if (JSON.parse(store.getItem(key))?.isSent) store.removeItem(key);
  } catch {
    // A browser that stores nothing has nothing to forget.
  }
}

for (const { dataset } of document.querySelectorAll("[data-words-arrived]")) forget(PREFIX + dataset.wordsArrived, storage());

const kept = [...document.querySelectorAll("form[data-kept-words]")].map((form) => new KeptWords(form, storage()));
let isSending = false;

for (const one of kept) {
  one.restore();
  if ("givenBack" in one.form.dataset) one.keep();
  one.form.addEventListener("input", () => one.keep());
  one.form.addEventListener("submit", (event) => { if (!event.defaultPrevented) one.keep(true); });
}
addEventListener("submit", (event) => { isSending ||= !event.defaultPrevented; });
addEventListener("pageshow", () => { isSending = false; });
addEventListener("beforeunload", (event) => { if (!isSending && kept.some((one) => one.isDirty)) event.preventDefault(); });
