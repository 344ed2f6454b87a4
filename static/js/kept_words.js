// What is typed into a form and not sent yet stays in this browser and comes back with the page, which says so.

import { asSent } from "./as_sent.js";
import "./composing.js";
import { storage } from "./storage.js";
import { WindowEntries } from "./window_entries.js";

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
    const entries = new WindowEntries(PREFIX + form.dataset.keptWords, store);
    Object.assign(this, { form, entries, atFirst: "givenBack" in form.dataset ? seenIn(form) : wordsOf(asSent(form)) });
  }

  get isDirty() {
    return !isSame(wordsOf(this.form), this.atFirst);
  }

  keep(isSent = false) {
    if (this.isDirty) this.entries.put({ was: this.atFirst, words: wordsOf(this.form), isSent });
    else this.entries.drop();
  }

  // What was saved since, here or elsewhere, is not brought back, and neither is what another window has of it. Of what two
  // windows have left, the older waits until the newer has been sent.
  restore() {
    if (this.isDirty) return;
    const others = this.entries.others().reverse();
    const done = others.filter(({ kept }) => this.isDone(kept));
    const [newest] = others.filter(({ kept }) => !done.some((one) => isSame(one.kept.words, kept.words)));
    for (const one of others) if (done.some(({ kept }) => isSame(kept.words, one.kept.words))) this.entries.drop(one.key);
    if (newest) this.takeOver(newest);
  }

  typedIn({ was, words }) {
    return Object.keys(this.atFirst).filter((name) => name in words && words[name] !== was[name]);
  }

  isDone(kept) {
    const typed = this.typedIn(kept);
    const words = typed.map((name) => kept.words[name]);
    return isSame(words, typed.map((name) => this.atFirst[name])) || (kept.isSent && standsOnPage(words));
  }

  takeOver({ key, kept }) {
    const typed = this.typedIn(kept);
    for (const name of typed) this.form.querySelector(`[name="${name}"]`).value = kept.words[name];
    if (this.entries.put(kept)) this.entries.drop(key);
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
function forget(name, store) {
  const entries = new WindowEntries(name, store);
  for (const { key, kept } of entries.others()) if (kept.isSent) entries.drop(key);
}

for (const { dataset } of document.querySelectorAll("[data-words-arrived]")) forget(PREFIX + dataset.wordsArrived, storage());

const kept = [...document.querySelectorAll("form[data-kept-words]")].map((form) => new KeptWords(form, storage()));
let isSending = false;

for (const one of kept) {
  one.restore();
  if ("givenBack" in one.form.dataset) one.keep();
  one.entries.whenTaken(() => one.keep());
  one.form.addEventListener("input", () => one.keep());
  one.form.addEventListener("submit", (event) => { if (!event.defaultPrevented) one.keep(true); });
}
addEventListener("submit", (event) => { isSending ||= !event.defaultPrevented; });
addEventListener("pageshow", () => { isSending = false; });
addEventListener("beforeunload", (event) => { if (!isSending && kept.some((one) => one.isDirty)) event.preventDefault(); });
