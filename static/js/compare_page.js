// Up to eight runs on one chart, each with its letter at the line's end.

import { bindTools } from "./chart_tools.js";
import { CurveChart } from "./curve_chart.js";
import { align, columnOf } from "./curve_data.js";
import { csvOf } from "./curve_export.js";
import { compactTick, fill, loss, percent, score, shortLoss, whole } from "./run_numbers.js";
import { emptyState, fromSnapshot } from "./run_state.js";

const LOOK_AGAIN_MS = 5000;
const TABLE_ROWS = 60;
const FORMATS = { loss: shortLoss, macro_f1: score, accuracy: percent, load: percent, examples_per_second: whole, memory_mb: whole };
const FROM_ZERO_TO_ONE = new Set(["macro_f1", "accuracy", "load"]);

const page = document.getElementById("compare");
const words = page.dataset;
const runs = JSON.parse(words.curves).map((run) => ({ ...run, state: emptyState(run.total), shown: true }));
const one = (name) => document.querySelector(`[data-live="${name}"]`);
const metric = document.querySelector("[data-compare=metric]");

const chart = new CurveChart(one("chart"), { steps: words.steps, room: 110, onCursor: read, format: (value) => formatted(value) });
const parts = () => metric.value.split(".");
const formatted = (value) => (FORMATS[parts()[1]] ?? compactTick)(value);

async function fetchRun(run) {
  try {
    const answer = await fetch(`${run.url}?points=1500`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    run.state = fromSnapshot(await answer.json());
    run.open = !["finished", "failed", "cancelled"].includes(run.state.state);
    const lowest = run.state.evals.map((row) => row.loss).filter((value) => value != null);
    const cell = document.querySelector(`tr[data-run="${run.letter}"] [data-lowest]`);
    if (lowest.length) cell.textContent = loss(Math.min(...lowest));
  } catch {
    // The next look may reach the site; what was drawn stays.
  }
}

function lines() {
  const [source, key] = parts();
  return runs.filter(({ shown }) => shown).map((run) => ({
    name: run.letter, colour: run.colour, dash: run.dash.length ? run.dash : undefined,
    smooth: source === "steps" && key !== "learning_rate", dots: false, ...columnOf(run.state[source], key),
  })).filter(({ y }) => y.some((value) => value != null));
}

function draw() {
  const drawn = lines();
  const [source] = parts();
  const right = Math.max(10, ...runs.filter(({ shown }) => shown).map(({ state }) => Math.max(state.totalSteps, state[source].at(-1)?.step ?? 0)));
  chart.show({ lines: drawn, right });
  document.querySelector("[data-compare=none]").hidden = drawn.length > 0;
  drawTable(drawn);
  const ends = drawn.map(({ name }, i) => `${name} ${formatted(chart.valueAt(i, Infinity))}`);
  chart.element.setAttribute("aria-label", `${metric.selectedOptions[0].textContent}: ${ends.join(", ")}`);
}

function drawTable(drawn) {
  const [steps, ...columns] = align(drawn);
  const every = Math.max(1, Math.ceil(steps.length / TABLE_ROWS));
  const rows = steps.map((_step, i) => i).filter((i) => i % every === 0 || i === steps.length - 1).map((i) => {
    const made = document.createElement("tr");
    const cells = [steps[i], ...runs.map(({ letter }) => {
      const place = drawn.findIndex(({ name }) => name === letter);
      const value = place < 0 ? null : columns[place][i];
      return value == null ? "–" : formatted(value);
    })];
    made.append(...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text, className: "n" })));
    return made;
  });
  one("points").replaceChildren(...rows);
}

function read(step) {
  const said = step === null ? "" : `${fill(words.readout, { step })}: ${chart.lines.map(({ name }, i) => `${name} ${formatted(chart.valueAt(i, step))}`).join(" · ")}`;
  one("readout").textContent = said;
}

function csv() {
  const drawn = lines();
  const [steps, ...columns] = align(drawn);
  const rows = steps.map((step, i) => ({ step, ...Object.fromEntries(drawn.map(({ name }, place) => [name, columns[place][i]])) }));
  return csvOf(rows, ["step", ...drawn.map(({ name }) => name)]);
}

function figure() {
  const shown = new Set(chart.lines.map(({ name }) => name));
  const notes = runs.filter(({ letter }) => shown.has(letter)).map(({ letter, what }) => `${letter}  ${what}`);
  return { title: document.querySelector("h1").textContent, notes, panels: [{ chart, title: metric.selectedOptions[0].textContent }] };
}

metric.addEventListener("change", () => {
  chart.top = chart.options.ceiling = FROM_ZERO_TO_ONE.has(parts()[1]) ? 1 : 0;
  draw();
});
document.querySelectorAll("[data-compare=shown]").forEach((box) => box.addEventListener("change", () => {
  runs.find(({ letter }) => letter === box.value).shown = box.checked;
  draw();
}));
chart.element.addEventListener("chart-keyed", () => { one("said").textContent = one("readout").textContent; });
bindTools(chart, { set: (options) => chart.set(options), csv, name: words.file, figure });

async function look(which) {
  await Promise.all(which.map(fetchRun));
  draw();
  page.dataset.drawn = "yes";
}
await look(runs);
setInterval(() => {
  const open = runs.filter((run) => run.open);
  if (open.length && !document.hidden) look(open);
}, LOOK_AGAIN_MS);
