// A quiz in its page: saves every answer as it is given, brings back what was not saved, and watches the clock.

import { AnswerKeeper } from "./answer_keeper.js";
import { QuizClock } from "./quiz_clock.js";

const BLANK = "";
const questionOf = (field) => field.name.slice(2).split(".")[0];
const isAnswer = (field) => field.name?.startsWith("q.") && !field.disabled;
const answersIn = (form) => [...form.elements].filter(isAnswer);
const isGiven = (field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : true);

// The fields of a question as a form would send them; one empty field says that nothing is given any more.
function fieldsOf(form, question) {
  const mine = answersIn(form).filter((field) => questionOf(field) === question);
  const given = mine.filter(isGiven).map((field) => [field.name, field.value]);
  return given.length ? given : [[mine[0].name, BLANK]];
}

function fill(form, fields) {
  const values = (name) => fields.filter(([named]) => named === name).map(([, value]) => value);
  for (const field of answersIn(form).filter((one) => questionOf(one) === fields[0]?.[0].slice(2).split(".")[0])) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values(field.name).includes(field.value);
    else field.value = values(field.name)[0] ?? BLANK;
  }
}

async function post(form, fields) {
  const body = new URLSearchParams([["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ...fields]);
  const answer = await fetch(form.dataset.save, { method: "POST", body, keepalive: true });
  if (answer.redirected) return { status: 401 };
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { status: answer.status, body: isJson ? await answer.json() : {} };
}

function storage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function bind(form) {
  if (form.dataset.bound) return;
  form.dataset.bound = "yes";
  const words = form.dataset;
  const place = form.querySelector("[data-saved]");
  const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const wordOf = { saving: "wordSaving", saved: "wordSaved", kept: "wordKept", signedOut: "wordSignedOut", closed: "wordClosed", replaced: "wordReplaced", restored: "wordRestored" };
  const say = (word, { at } = {}) => {
    place.textContent = words[wordOf[word]].replace("%(time)s", at ? time(at) : "");
    place.dataset.how = word;
  };
  const keeper = new AnswerKeeper({
    name: words.save,
    number: Number(form.elements.number.value),
    versions: JSON.parse(words.versions),
    send: (fields) => post(form, fields),
    say,
    onClosed: () => globalThis.location.reload(),
    store: storage(),
  });
  const left = Object.values(keeper.unsaved);
  left.forEach((fields) => fill(form, fields));
  if (left.length) {
    say("restored");
    keeper.flush();
  }
  const note = ({ target }) => { if (isAnswer(target)) keeper.changed(questionOf(target), fieldsOf(form, questionOf(target))); };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("htmx:beforeRequest", () => keeper.pause());
  form.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    if (xhr.status === 200 || xhr.status === 422) keeper.forget();
    else keeper.resume();
  });
  addEventListener("online", () => keeper.flush());
  document.addEventListener("visibilitychange", () => { if (document.hidden) keeper.flush(); });
  if (words.left) watch(form, keeper);
}

function watch(form, keeper) {
  const clock = new QuizClock({
    seconds: Number(form.dataset.left),
    show: (text, how) => {
      const place = form.querySelector("[data-time]");
      place.textContent = text;
      place.closest("[data-clock]").dataset.how = how;
    },
    onOver: async () => {
      await keeper.flush();
      const final = Object.assign(document.createElement("input"), { type: "hidden", name: "time-is-over", value: "1" });
      form.append(final);
      form.noValidate = true;
      form.requestSubmit();
    },
  });
  clock.start();
}

const bindAll = () => document.querySelectorAll("form[data-quiz]").forEach(bind);
bindAll();
document.body.addEventListener("htmx:load", bindAll);
