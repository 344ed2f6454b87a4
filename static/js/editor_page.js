// A file of a draft: saved while it is written, shown beside as a learner will see it.

import { asSent } from "./as_sent.js";
import { composed, wordsIn } from "./composing.js";
import { openAgain, openTabs } from "./content_tabs.js";
import { DraftKeeper, DraftStore } from "./draft_keeper.js";
import { askForChange, goToPart } from "./form_changes.js";
import { followTyping, forgetNotes, goInto, keepOneRight, tellAtFields } from "./form_parts.js";
import { redraw } from "./form_redraw.js";
import { takeFiles } from "./editor_files.js";
import { tellIn } from "./editor_status.js";
import { prepare } from "./lesson_reading.js";
import { leaveSaved } from "./leave_saved.js";
import { leadToLook, lookAlong } from "./look_along.js";
import { followCaret, lookAlongText } from "./look_along_text.js";
import { setClocks } from "./moment_fields.js";
import { storage } from "./storage.js";
import { useTool } from "./text_tools.js";
import { showTools } from "./toolbar.js";
import { token } from "./token.js";
import { TriedAnswers } from "./tried_answers.js";

const LOOK_MS = 400;
const PATIENCE_MS = 30_000;
const KIB = 1024;
const ARROW = /^(up|down) /;

const form = document.querySelector("form[data-editor]");
const area = form.elements.text; // a file whose fields are filled in has none
const status = form.querySelector("[data-status]");
const look = document.querySelector("[data-look]");

function post(address, fields) {
  const body = new URLSearchParams(fields);
  const headers = { "X-CSRFToken": token(form) };
  return { method: "POST", body, headers, address };
}

// The fields of a form as one text.
const fieldsOf = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => name.startsWith("f."))).toString();

const asPosted = ({ text, ...fields }) => (area ? { ...fields, text } : { ...fields, is_form: "1", form: text, undo: form.elements.undo?.value ?? "" });

function fill(text) {
  const said = new URLSearchParams(text);
  for (const field of form.querySelectorAll("[name^='f.']")) {
    if (field.type === "checkbox") field.checked = said.getAll(field.name).includes(field.value);
    else if (said.has(field.name)) field.value = said.get(field.name);
  }
  setClocks(form);
}

// Why a text is not even sent: a server that is sent too much says nothing about it.
function tooLong(text) {
  const kib = Math.ceil(new Blob([text]).size / KIB);
  return area && kib * KIB > form.dataset.most ? form.dataset.tooLong.replace("{kib}", kib.toLocaleString(document.documentElement.lang)) : "";
}

async function send(fields) {
  const reason = tooLong(fields.text);
  if (reason) return { status: 413, body: { reason } };
  const { address, ...request } = post(form.action, asPosted({ ...fields, writer: form.elements.writer.value }));
  const headers = { ...request.headers, Accept: "application/json" };
  const answer = await fetch(address, { ...request, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  await composed(); // a merge is drawn over what is on the page
  return { status: answer.redirected ? 401 : answer.status, body: isJson ? await answer.json() : undefined };
}

const tellStatus = tellIn(status, form.dataset);
const say = (word, told) => tellStatus(word, told, keeper.isKept);

// Puts another text into the field and leaves the cursor beside the words it stood at.
function write(text) {
  const { selectionStart, selectionEnd, value } = area;
  const behind = value.slice(selectionEnd, selectionEnd + 40);
  const at = behind && text.indexOf(behind, Math.max(0, selectionStart - Math.abs(text.length - value.length)));
  area.value = text;
  const place = at > 0 ? at : Math.min(selectionStart, text.length);
  area.setSelectionRange(place, place);
}

const textOf = (form) => (area ? wordsIn(form.elements.text) : fieldsOf(form));
const read = () => textOf(form);

// What the server made of the page, in its place. A form that cannot be drawn alone comes with its whole page.
function draw({ text, fields }) {
  if (area) write(text);
  else if (fields) redraw(form, fields);
  else location.reload();
  if (fields) {
    files.takeIntoFields();
    setClocks(form);
  }
  showSoon();
}

const keeper = new DraftKeeper({
  path: form.elements.path.value,
  base: Number(form.elements.base.value),
  text: textOf(asSent(form)),
  read,
  write: area ? write : fill,
  show: draw,
  fits: (base) => area !== undefined || base === Number(form.elements.base.value),
  send,
  say,
  store: new DraftStore(form.dataset.keep, storage()),
});

let looking = null;
const tried = new TriedAnswers(look);
let refused = null; // why the model was not asked, and at which question
let timer = null;

function sayRefused() {
  const place = refused && look.querySelector(`[data-refused="${refused.question}"]`);
  if (place) place.textContent = refused.why;
}

async function show() {
  looking?.abort();
  if (tooLong(read())) return;
  looking = new AbortController();
  const about = asPosted({ path: form.elements.path.value, text: read() });
  const answers = tried.now();
  const { address, ...request } = post(form.dataset.preview, { ...about, answers });
  try {
    const answer = await fetch(address, { ...request, signal: looking.signal });
    if (!answer.ok || answer.redirected) return;
    const drawn = await answer.text();
    if (tried.now() !== answers) return void show(); // typed on meanwhile
    const tabs = openTabs(look);
    look.innerHTML = drawn;
    prepare(look);
    openAgain(look, tabs);
    tried.drawn();
    globalThis.htmx?.process(look);
    tellAtFields(form, look);
    sayRefused();
    document.dispatchEvent(new Event("widgets:drawn"));
    tried.arrive();
    if (area) followCaret(area, look);
    else lookAlong(form, look);
  } catch {
    // The next change asks again.
  }
}

// A run is made with what is saved; why there is none stays at the question until it is asked for again.
async function runOnModel({ value: question, dataset: { run: address } }) {
  refused = null;
  const prompt = new FormData(look.querySelector("[data-try]")).get(`q.${question}`);
  await keeper.flush();
  if (!keeper.isDone) return;
  const request = post(address, { path: form.elements.path.value, question, [`q.${question}`]: prompt });
  try {
    const answer = await fetch(address, request);
    if (!answer.ok) refused = { question, why: await answer.text() };
  } catch {
    refused = { question, why: form.dataset.unasked };
  }
  show();
}

function showSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => show(), LOOK_MS);
}

// How high the lines above a place stand, however often they are wrapped.
function heightOf(text) {
  const measure = area.cloneNode();
  measure.removeAttribute("name");
  Object.assign(measure.style, { position: "absolute", visibility: "hidden", height: "0", minHeight: "0", width: `${area.offsetWidth}px` });
  area.after(measure);
  measure.value = text;
  const height = measure.scrollHeight;
  measure.remove();
  return height;
}

function goToLine(number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
  area.scrollTop = Math.max(0, heightOf(area.value.slice(0, start)) - area.clientHeight / 3);
  area.scrollIntoView({ block: "nearest" });
}

function goToField(name) {
  const fields = [...form.querySelectorAll("[name]:not([type=hidden])")];
  goInto(form, fields.find((one) => one.name === name) ?? fields.find((one) => one.name.startsWith(`${name}.`)) ?? document.getElementById(name));
}

// Instead of what was chosen; where the browser lets it, it can be taken back as if it were typed.
function insert(field, text, [from, to] = [field.selectionStart, field.selectionEnd]) {
  field.focus();
  field.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function tell(words, how = "") {
  status.dataset.how = how;
  status.textContent = words;
}

// One at a time: what a second press of a double click means is what the first is doing.
let isPressed = false;
async function change(submitter) {
  if (isPressed) return;
  isPressed = true;
  await changeNow(submitter).finally(() => { isPressed = false; });
}

// A part is added or moved by the server, on top of all that was typed before; only the form is drawn anew.
async function changeNow(submitter) {
  await keeper.flush();
  if (!keeper.isDone) return;
  form.elements.base.value = keeper.base;
  const text = read();
  const { word, ...told } = await askForChange(form, submitter);
  await composed();
  if (word === "unsaved") return void keeper.lost(text);
  if (word) return void say(word, told);
  keeper.remade(text, told);
  form.elements.base.value = keeper.base;
  if (keeper.isDone && status.dataset.how) say("saved", told); // what was said of an earlier press is over
  goToPart(form, told.place);
}

// Whoever asks for it is told, also when there was nothing to save.
async function saveNow() {
  await keeper.flush();
  if (keeper.isDone && !status.textContent) say("saved");
}

form.addEventListener("input", ({ target }) => { keepOneRight(form, target); keeper.changed(); showSoon(); followTyping(form, target); forgetNotes(target); });
// What may be chosen next depends on it, so the server draws the form anew.
form.addEventListener("change", ({ target }) => {
  const { formAction } = form.querySelector("[name=change]") ?? {};
  if (target.matches("[data-redraws]")) change({ name: "change", value: `show ${target.name}`, formAction });
});
form.addEventListener("click", (event) => {
  const { target, detail } = event;
  const presses = target.closest("[name=change]");
  if (presses && detail > 1 && !ARROW.test(presses.value)) event.preventDefault(); // of a slow double click: it has been done
  const tool = target.closest("[data-tools] button");
  if (tool) useTool(area, tool);
});
look.addEventListener("submit", (event) => {
  const trying = event.target.closest("[data-try]");
  if (!trying) return;
  event.preventDefault();
  tried.handIn();
  show();
});
look.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-again]")) {
    event.preventDefault();
    tried.startOver();
    show();
  }
  const line = target.closest("button[data-line]");
  if (!line) return;
  if (area) goToLine(Number(line.dataset.line));
  else goToField(line.dataset.field);
});
look.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-run]");
  if (button) runOnModel(button);
});
document.body.addEventListener("tried-out", () => show());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "change") change(event.submitter);
  else saveNow();
});
addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  saveNow();
});
leaveSaved(keeper);
keeper.store.whenTaken(() => keeper.keep());
addEventListener("online", () => keeper.flush());
for (const moment of ["visibilitychange", "focus"]) addEventListener(moment, () => { if (keeper.isUnsaved) keeper.flush(); });
addEventListener("beforeunload", (event) => {
  if (!keeper.isUnsaved) return;
  keeper.leaves();
  keeper.flush();
  event.preventDefault();
});

// What only keeps the place is written over by whoever begins to type.
form.addEventListener("focusin", ({ target }) => {
  if (target.value === "…") target.select();
  lookAlong(form, look);
});
leadToLook(form, look);
if (area) lookAlongText(area, look);
prepare(look);
setClocks(form);
showTools(form.querySelector("[data-tools]"));
tellAtFields(form, look);
const files = takeFiles(form, { area, insert, say: tell });
if (keeper.restore()) {
  keeper.flush();
  show();
} else if (keeper.isDirty) {
  keeper.changed();
  showSoon();
}
if (area && Number(form.dataset.line)) goToLine(Number(form.dataset.line));
if (!area && form.dataset.field) goToField(form.dataset.field);
const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (part?.matches("details")) {
  part.open = true;
  part.scrollIntoView();
}
