// Tables and lists of the run page. Text from elsewhere enters as text, never as markup.

import { fill, loss, score } from "./run_numbers.js";
import { sampleTable, tableRows } from "./run_state.js";

function cell(tag, text, className = "") {
  const made = document.createElement(tag);
  if (text instanceof Node) made.append(text);
  else made.textContent = text;
  if (className) made.className = className;
  return made;
}

function row(cells) {
  const made = document.createElement("tr");
  made.append(...cells);
  return made;
}

function verdict(said, right) {
  return cell("span", `${right ? "✓" : "✗"} ${said}`, `pill ${right ? "good" : "bad"}`);
}

export function drawPoints(body, state) {
  const rows = tableRows(state).map((r) =>
    row([r.step, loss(r.trainLoss), loss(r.loss ?? null), score(r.accuracy ?? null), score(r.macro_f1 ?? null)].map((t) => cell("td", t, "n"))),
  );
  body.replaceChildren(...rows);
}

export function drawSamples(place, state, words) {
  const { steps, rows } = sampleTable(state);
  if (!rows.length) return;
  const names = [words.message, words.label, ...steps.map((step) => fill(words.step, { step }))];
  place.replaceChildren(stacked(names, rows.map(({ text, label, said }) => {
    const message = cell("th", text, "reads");
    Object.assign(message, { lang: "en", scope: "row" });
    return [message, cell("td", label), ...said.map((answer) => cell("td", answer === null ? "" : verdict(answer, answer === label)))];
  })));
}

// A table as the server writes it inside {% stacked %}: on a small screen each row is a card.
function stacked(names, rows) {
  const table = part("table", "table", [
    part("thead", "rowgroup", [part("tr", "row", names.map((name) => part("th", "columnheader", [name])))]),
    part("tbody", "rowgroup", rows.map((cells) => part("tr", "row", cells))),
  ]);
  table.dataset.stacked = "";
  rows.forEach((cells) => cells.forEach((one, i) => {
    one.role = one.localName === "th" ? "rowheader" : "cell";
    one.dataset.label = names[i];
  }));
  return table;
}

function part(tag, role, children) {
  const made = document.createElement(tag);
  made.role = role;
  made.append(...children);
  return made;
}

// Rows stand from the start; an answer fills its own, so the table keeps its place.
export function drawCases(body, cases) {
  for (const said of cases) {
    const place = body.rows[said.case - 1];
    if (!place || place.dataset.id === said.id) continue;
    place.dataset.id = said.id;
    place.classList.remove("waiting");
    const message = cell("div", said.text, "message");
    message.lang = "en";
    place.cells[1].replaceChildren(message);
    place.cells[2].textContent = said.label;
    place.cells[3].replaceChildren(verdict(said.answer || "–", said.correct));
  }
}
