// A quiz in its page: saves every answer as it is given, brings back what was not saved, and watches the clock.

import { AnswerKeeper, AnswerStore } from "./answer_keeper.js";
import { AnswerProblems } from "./answer_problems.js";
import { asSent } from "./as_sent.js";
import { patienceFor } from "./chosen_files.js";
import { isComposing } from "./composing.js";
import { QuizClock } from "./quiz_clock.js";
import { fieldsOf, fillIn, givenIn, isAnswer, questionOf } from "./quiz_fields.js";
import { leadOn } from "./quiz_keys.js";
import { QuizVoice } from "./quiz_voice.js";
import { storage } from "./storage.js";
import { token } from "./token.js";

const PATIENCE_MS = 10_000;
const AGAIN_MS = 2000;
const LOOK_MS = 20_000;
const FORBIDDEN = 403;
const SEEN = "seen.";
const AT = "at-"; // of what the clock says with so many seconds left
const REMEMBERED = new Set(["restored", "elsewhere"]);
const CLOCK_SHOWS = 7200; // seconds; the server draws it by the same rule
const LARGEST_PARTING = 50_000; // bytes that a browser sends for a page that is being left

// Where the cookies of the site are gone, the first refusal brings a new token: only the second try tells whether the
// person is signed out with it.
async function post(form, fields, signal) {
  const told = await postOnce(form, fields, signal);
  return told.status === FORBIDDEN ? postOnce(form, fields, signal) : told;
}

async function postOnce(form, fields, signal) {
  const body = new URLSearchParams(fields);
  const keepalive = document.hidden && body.toString().length < LARGEST_PARTING;
  const headers = { "X-CSRFToken": token(form) };
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const answer = await fetch(form.dataset.save, { method: "POST", body, headers, keepalive, signal: within });
  if (answer.redirected) return { status: 401 };
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { status: answer.status, body: isJson ? await answer.json() : {} };
}

// What every save names: the attempt that the page was drawn for, and whose page it is.
function about(form) {
  return ["number", "sitting", "writer"].map((name) => [name, form.elements[name].value]);
}

// Versions by question, kept in the hidden fields that the form itself sends along; a check swaps them.
class Versions {
  constructor(form) {
    this.form = form;
  }

  field(question) {
    return this.form.elements.namedItem(`${SEEN}${question}`);
  }

  entries() {
    return [...this.form.elements].filter(({ name }) => name?.startsWith(SEEN)).map(({ name, value }) => [name.slice(SEEN.length), Number(value)]);
  }

  get(question) {
    return Number(this.field(question)?.value ?? 0);
  }

  set(question, version) {
    const field = this.field(question);
    if (field) field.value = version;
  }
}

// What is to be remembered, such as that answers were brought back, stands before the rest until something is answered.
function sayIn(form) {
  const [place, heard] = [form.querySelector("[data-saved]"), form.querySelector("[data-heard]")];
  const voice = new QuizVoice({ tell: (words) => { heard.textContent = words; }, words: { heard: form.dataset.wordHeard, back: form.dataset.wordBack } });
  const wordsOf = (word, at = "") => form.dataset[`word${word[0].toUpperCase()}${word.slice(1)}`].replace("%(time)s", at);
  let before = "";
  form.addEventListener("input", () => { before = ""; });
  const say = (word, { at, reason } = {}) => {
    const words = reason ?? wordsOf(word, at);
    voice.hears(word, words);
    if (REMEMBERED.has(word)) before = words;
    place.textContent = before && !REMEMBERED.has(word) ? `${before} ${words}` : words;
    place.dataset.how = word;
  };
  return { say, voice };
}

// Shows the attempt as the server has it now, and only this part of the page. `word` is what is said there.
async function showAsItStands(form, { isLate = false, word = "" } = {}) {
  const section = form.closest("section");
  const { id } = section;
  await globalThis.htmx.ajax("GET", `${form.dataset.show}${isLate ? "&late=1" : ""}`, { target: section, swap: "outerHTML" });
  const drawn = document.querySelector(`#${CSS.escape(id)} form[data-quiz]`);
  if (word && drawn) sayIn(drawn).say(word);
}

function bind(form) {
  if (form.dataset.bound) return;
  form.dataset.bound = "yes";
  const { say, voice } = sayIn(form);
  const problems = new AnswerProblems(form);
  const versions = new Versions(form);
  let clock = null;
  const timed = (seconds) => { clock = startClock(form, seconds, () => handInAtTheEnd(form, keeper, versions)); };
  const keeper = new AnswerKeeper({
    about: about(form),
    versions,
    send: (fields, signal) => post(form, fields, signal),
    say,
    drawn: (question) => fieldsOf(asSent(form), question),
    onClosed: (isLate) => showAsItStands(form, { isLate }),
    onMoved: () => isComposing() || showAsItStands(form, { word: "elsewhere" }), // it is told again
    onLeft: (seconds) => { // where the page was drawn without a deadline, its first save tells of one
      if (!clock) timed(seconds);
      else clock.set(seconds);
      lookAtTimes(form, keeper);
    },
    onRead: (...read) => {
      voice.isWrong = Boolean(read.at(-1));
      problems.heard(...read);
      saysIsBack(form);
    },
    onNote: (text) => { form.querySelector("[data-note]").textContent = text; },
    store: new AnswerStore(form.elements.sitting.value, { storage: storage() }),
  });
  const left = keeper.restore();
  left.forEach((fields) => fillIn(form, fields));
  if (left.length) {
    say("restored");
    keeper.flush();
  }
  const note = ({ target }) => { if (isAnswer(target)) keeper.changed(questionOf(target), fieldsOf(form, questionOf(target))); };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  if (!left.length) givenIn(form, asSent(form)).forEach(([question, fields]) => keeper.changed(question, fields));
  bindHandIn(form, keeper);
  if (!form.hasAttribute("data-enter")) leadOn(form);
  const flush = () => { if (form.isConnected) keeper.flush(); };
  addEventListener("online", flush);
  const look = () => { if (form.isConnected && !document.hidden) keeper.comesBack(); };
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); else look(); });
  addEventListener("focus", look);
  if (form.dataset.left) timed(Number(form.dataset.left));
  if (clock && begun(form, versions)) lookAtTimes(form, keeper);
}

// Whether there is a try: it begins with the first answer that is saved, where it has no button of its own.
function begun(form, versions) {
  return form.hasAttribute("data-begun") || versions.entries().some(([, version]) => version > 0);
}

// A deadline may move while nobody types: what was granted meanwhile is shown soon, in a page that is looked at.
function lookAtTimes(form, keeper) {
  if (form.dataset.looks) return;
  form.dataset.looks = "yes";
  const timer = setInterval(() => {
    if (!form.isConnected) clearInterval(timer);
    else if (!document.hidden && !form.querySelector("[data-clock]").hidden) keeper.look(); // days ahead there is no hurry
  }, LOOK_MS);
}

// Where no try began before the quiz closed, there is nothing to hand in: what was typed at the last moment is sent once
// more, and the page shows how the quiz stands.
async function handInAtTheEnd(form, keeper, versions) {
  if (!form.isConnected) return;
  if (!begun(form, versions)) await keeper.flush();
  if (!form.isConnected || keeper.closed) return;
  if (begun(form, versions)) form.requestSubmit();
  else {
    if (!keeper.unsaved.size) await showAsItStands(form).catch(() => {});
    setTimeout(() => handInAtTheEnd(form, keeper, versions), AGAIN_MS);
  }
}

// What a crash kept back from a try that is over goes on its record.
function bindEnded(form) {
  if (form.dataset.bound) return;
  form.dataset.bound = "yes";
  const keeper = new AnswerKeeper({
    about: about(form),
    versions: new Versions(form),
    send: (fields, signal) => post(form, fields, signal),
    say: () => {},
    onClosed: (isLate) => showAsItStands(form, { isLate }),
    store: new AnswerStore(form.elements.sitting.value, { storage: storage() }),
  });
  if (keeper.restore().length) keeper.flush();
}

// What says that there was no connection is no longer true.
function saysIsBack(form) {
  const unsent = form.querySelector("[data-unsent]");
  if (unsent && unsent.textContent === unsent.dataset.words) unsent.textContent = unsent.dataset.back;
}

function bindHandIn(form, keeper) {
  form.addEventListener("htmx:configRequest", ({ detail }) => patienceFor(form, detail));
  const unsent = form.querySelector("[data-unsent]");
  // Said once: at the end of time the form is sent again and again.
  form.addEventListener("htmx:beforeRequest", () => {
    if (!form.dataset.over) unsent.textContent = "";
    keeper.pause();
  });
  // A question that is checked alone has a button of its own.
  const missed = ({ detail }) => {
    if (detail.requestConfig.elt !== form) return;
    const words = form.dataset.over ? unsent.dataset.over : unsent.dataset.words;
    if (unsent.textContent !== words) unsent.textContent = words;
    if (form.dataset.over) {
      form.querySelector("[data-then]").textContent = form.querySelector("[data-then]").dataset.lost;
      form.querySelector("[data-soon]").textContent = ""; // what there is no connection for is said by its own words
    }
  };
  for (const lost of ["htmx:sendError", "htmx:timeout"]) form.addEventListener(lost, missed);
  addEventListener("online", () => saysIsBack(form));
  form.addEventListener("htmx:afterRequest", ({ detail: { xhr, requestConfig } }) => {
    if (xhr.getResponseHeader("X-Answers") === "kept") {
      keeper.arrived();
      if (requestConfig.elt !== form && form.isConnected) keeper.goOn(); // one question was checked, and the form stays
      return;
    }
    keeper.resume(xhr.status);
    if (form.dataset.over) setTimeout(() => form.isConnected && form.requestSubmit(), AGAIN_MS);
  });
}

function startClock(form, seconds, atTheEnd) {
  const clock = clockOf(form, seconds, atTheEnd);
  clock.start();
  return clock;
}

function clockOf(form, seconds, atTheEnd) {
  const place = form.querySelector("[data-time]");
  const box = place.closest("[data-clock]");
  const [soon, then] = [box.querySelector("[data-soon]"), box.querySelector("[data-then]")];
  return new QuizClock({
    seconds,
    show: (text, how, left) => {
      place.textContent = text;
      box.dataset.how = how;
      box.hidden = left > CLOCK_SHOWS;
    },
    warnings: Object.keys(soon.dataset).filter((name) => name.startsWith(AT)).map((name) => Number(name.slice(AT.length))),
    onWarning: (at) => { soon.textContent = soon.dataset[`${AT}${at}`]; },
    onOver: () => {
      form.dataset.over = "yes";
      [then.textContent, soon.textContent] = [then.dataset.over, soon.dataset.over];
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "time-is-over", value: "1" }));
      form.noValidate = true;
      atTheEnd();
    },
  });
}

function bindAll() {
  document.querySelectorAll("form[data-quiz]").forEach(bind);
  document.querySelectorAll("form[data-ended]").forEach(bindEnded);
}

// Not before htmx knows the form: where time is over when the page opens, the form goes out at once, and without htmx the
// browser would leave the page with it.
document.addEventListener("DOMContentLoaded", bindAll);
document.body.addEventListener("htmx:load", bindAll);
