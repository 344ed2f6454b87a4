// The form of a learning path: the server adds, moves and removes its parts without the page being left, and what was typed
// and is not saved stays in this browser.

import { asSent } from "./as_sent.js";
import "./composing.js";
import { followTyping, goInto } from "./form_parts.js";
import { storage } from "./storage.js";
import { token } from "./token.js";
import { WindowEntries } from "./window_entries.js";

const form = document.querySelector("form[data-path-form]");
const address = form.getAttribute("action");
const status = form.querySelector("[data-status]");
const fields = () => form.querySelector("[data-fields]");
const told = (of) => new URLSearchParams([...new FormData(of)].filter(([name]) => name !== "csrfmiddlewaretoken")).toString();
const atFirst = told(asSent(form));
let leaving = false;

const entries = new WindowEntries(`path ${address}`, storage());
const keep = () => entries.put(told(form));

function leaveFor(place) {
  leaving = true;
  entries.drop();
  location.assign(place);
}

function goTo(name) {
  const named = [...form.querySelectorAll("[name]:not([type=hidden])")].find((one) => one.name === name);
  const part = document.getElementById(name);
  const field = named ?? part?.querySelector("input:not([type=hidden]), select, textarea") ?? part?.querySelector("summary, button:not([disabled])");
  goInto(form, field);
}

// The page shows what the server makes of the form; what is told at its head comes first, then the part that was changed.
async function show(answer, place) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-fields]");
  if (!fresh) throw new Error(answer.status);
  fields().replaceWith(fresh);
  keep();
  const alarm = fresh.querySelector("[role=alert]");
  if (!alarm) return goTo(place || fresh.dataset.place);
  alarm.tabIndex = -1;
  return alarm.focus();
}

// Presses a button of the form: `what` is its name, `value` its value. `words` are the fields, as they are unless it is said.
// Whether the server has answered.
async function send(what, value, place = "", words = told(form)) {
  const body = new URLSearchParams(words);
  body.set(what, value);
  body.set("csrfmiddlewaretoken", token(form));
  fields().inert = true; // nothing may be typed into what is about to go
  status.textContent = "";
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson && answer.ok) leaveFor((await answer.json()).location);
    else await show(answer, place);
    return true;
  } catch {
    status.dataset.how = "kept";
    status.textContent = form.dataset.unsent;
    return false;
  } finally {
    fields().inert = false;
  }
}

function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words });
  made.addEventListener("click", act);
  return made;
}

// What an earlier page or another window could not save comes back only if its author says so: the path may have moved on
// since. What is left of several is offered one by one, the newest first.
function offer([left, ...older]) {
  if (!left) return;
  const row = Object.assign(document.createElement("div"), { className: "card row" });
  const end = (act) => async () => { row.remove(); if (await act()) entries.drop(left.key); };
  row.setAttribute("role", "status");
  const bring = () => send("change", "show f.title", "f.title", left.kept);
  const drop = () => { offer(older); return true; };
  row.append(form.dataset.left, button(form.dataset.bring, end(bring)), button(form.dataset.drop, end(drop)));
  form.prepend(row);
}

form.addEventListener("input", ({ target }) => { keep(); followTyping(form, target); });
form.addEventListener("change", ({ target }) => { if (target.matches("[data-redraws]")) send("change", `show ${target.name}`, target.name); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter) send(event.submitter.name, event.submitter.value);
});
form.addEventListener("click", (event) => {
  const note = event.target.closest("a[href^='#note-']");
  const way = event.target.closest("[data-leave]");
  if (note ?? way) event.preventDefault();
  if (note) goTo(decodeURIComponent(note.hash.slice("#note-".length)));
  if (way) leaveFor(way.href);
});
addEventListener("beforeunload", (event) => { if (!leaving && told(form) !== atFirst) event.preventDefault(); });

entries.whenTaken(() => { if (told(form) !== atFirst) keep(); });
offer(entries.others().filter(({ kept }) => kept !== told(form)).reverse());
