// A file of a draft: saved while it is written, shown beside as a learner will see it.

import { DraftKeeper } from "./draft_keeper.js";

const LOOK_MS = 400;

const form = document.querySelector("form[data-editor]");
const area = form.elements.text;
const status = form.querySelector("[data-status]");
const look = form.querySelector("[data-look]");

function storage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function post(address, fields) {
  const body = new URLSearchParams(fields);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  return { method: "POST", body, headers, address };
}

async function send(fields) {
  const { address, ...request } = post(form.action, fields);
  const answer = await fetch(address, { ...request, headers: { ...request.headers, Accept: "application/json" } });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { status: answer.redirected ? 401 : answer.status, body: isJson ? await answer.json() : undefined };
}

function say(word, { at, merge } = {}) {
  const time = at ? ` ${new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}` : "";
  status.dataset.how = word === "unsaved" || word === "conflict" || word === "refused" ? "kept" : "";
  status.textContent = form.dataset[word] + time;
  if (!merge) return;
  const link = Object.assign(document.createElement("a"), { href: merge, textContent: form.dataset.choose });
  status.append(" ", link);
}

// Puts another text into the field and leaves the cursor beside the words it stood at.
function write(text) {
  const { selectionStart, selectionEnd, value } = area;
  const behind = value.slice(selectionEnd, selectionEnd + 40);
  const at = behind && text.indexOf(behind, Math.max(0, selectionStart - Math.abs(text.length - value.length)));
  area.value = text;
  const place = at > 0 ? at : Math.min(selectionStart, text.length);
  area.setSelectionRange(place, place);
}

const keeper = new DraftKeeper({
  path: form.elements.path.value,
  base: Number(form.elements.base.value),
  text: area.value,
  read: () => area.value,
  write: (text) => { write(text); showSoon(); },
  send,
  say,
  storage: storage(),
});

let looking = null;
let timer = null;

async function show() {
  looking?.abort();
  looking = new AbortController();
  const { address, ...request } = post(form.dataset.preview, { path: form.elements.path.value, text: area.value });
  try {
    const answer = await fetch(address, { ...request, signal: looking.signal });
    if (answer.ok && !answer.redirected) look.innerHTML = await answer.text();
  } catch {
    // The next change asks again.
  }
}

function showSoon() {
  clearTimeout(timer);
  timer = setTimeout(show, LOOK_MS);
}

function goToLine(number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
  area.scrollTop = (area.scrollHeight * (number - 3)) / lines.length;
}

// Puts marks around the selection, or before each of its lines. execCommand keeps the browser's own undo.
function format({ around, before, aroundLines }) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const start = around ? from : value.lastIndexOf("\n", from - 1) + 1;
  const chosen = value.slice(start, to);
  const lines = () => chosen.split("\n").map((line) => before + line).join("\n");
  const text = around ? around + chosen + around : before ? lines() : `::: ${aroundLines}\n${chosen}\n:::\n`;
  area.focus();
  area.setSelectionRange(start, to);
  document.execCommand("insertText", false, text);
  if (around && !chosen) area.setSelectionRange(start + around.length, start + around.length);
}

area.addEventListener("input", () => { keeper.changed(); showSoon(); });
form.addEventListener("click", ({ target }) => {
  const tool = target.closest("[data-tools] button");
  if (tool) format(tool.dataset);
  const line = target.closest("button[data-line]");
  if (line) goToLine(Number(line.dataset.line));
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  keeper.flush();
});
addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  keeper.flush();
});
addEventListener("online", () => keeper.flush());
document.addEventListener("visibilitychange", () => { if (document.hidden) keeper.flush(); });
addEventListener("beforeunload", (event) => {
  if (!keeper.isDirty || keeper.stopped) return;
  keeper.flush();
  event.preventDefault();
});

form.querySelector("[data-tools]")?.removeAttribute("hidden");
if (keeper.restore()) {
  keeper.flush();
  show();
}
if (Number(form.dataset.line)) goToLine(Number(form.dataset.line));
