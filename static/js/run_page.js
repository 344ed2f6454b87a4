// Binds one run's stream to its page. What the server drew stays until the stream says more.

import { LossChart } from "./run_chart.js";
import { duration, fill, percent, score, shortLoss, whole } from "./run_numbers.js";
import { emptyState, judge, newest, reduce, secondsLeft } from "./run_state.js";
import { RunStream } from "./run_stream.js";
import { drawCases, drawLog, drawPoints, drawSamples } from "./run_tables.js";

const page = document.getElementById("run_live");
const words = page.dataset;
const all = (name) => document.querySelectorAll(`[data-live="${name}"]`);
const one = (name) => document.querySelector(`[data-live="${name}"]`);
const write = (name, text) => all(name).forEach((place) => { if (place.textContent !== text) place.textContent = text; });

let state = emptyState(Number(words.total));
let known = words.state;
let drawing = false;
const chart = words.kind === "train" ? makeChart() : null;

function makeChart() {
  const made = new LossChart(one("chart"), {
    words: { training: words.training, validation: words.validation, steps: words.steps },
    format: shortLoss,
    totalSteps: Number(words.total),
    onHover: (point) => write("readout", point ? fill(words.readout, spoken(point)) : ""),
  });
  const [raw, log] = ["chart_raw", "chart_log"].map((id) => document.getElementById(id));
  raw.addEventListener("change", () => made.set({ raw: raw.checked }));
  log.addEventListener("change", () => made.set({ log: log.checked }));
  one("tools").hidden = false;
  return made;
}

const spoken = ({ step, train, validation }) => ({ step, train: shortLoss(train), validation: shortLoss(validation) });

function draw() {
  drawing = false;
  if (chart) drawTraining();
  else drawPrompting();
  drawLog(one("log"), state.log);
  words.seq = state.seq;
}

function drawTraining() {
  const step = newest(state.steps);
  const seen = newest(state.evals);
  chart.show(state);
  drawPoints(one("points"), state);
  drawSamples(one("samples"), state, words);
  drawVerdict();
  if (seen && !words.ended) {
    write("macro_f1", score(seen.macroF1));
    write("accuracy", percent(seen.accuracy));
  }
  if (!step) return;
  const alt = spoken({ step: step.step, train: step.loss, validation: seen?.loss ?? null });
  one("chart").setAttribute("aria-label", fill(words.chart, alt));
  write("throughput", whole(state.steps.findLast((row) => row.throughput !== null)?.throughput ?? null));
  if (words.ended) return;
  write("left", duration(secondsLeft(state), words));
  write("place", ` · ${fill(words.place, { step: step.step, total: state.totalSteps })}`);
}

function drawVerdict() {
  const { code, step } = judge(state);
  const text = page.querySelector(`[data-verdict="${code}"]`).content.textContent;
  write("verdict", text.replace("%(step)s", step));
}

function drawPrompting() {
  const right = state.cases.filter((said) => said.correct).length;
  const body = one("cases");
  drawCases(body, state.cases);
  if (!state.cases.length) return;
  write("right", whole(right));
  write("share", percent(right / state.cases.length));
  write("answered", fill(words.answered, { n: state.cases.length, of: body.rows.length }));
}

function take(events) {
  state = reduce(state, events);
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(draw);
  }
  if (state.state && state.state !== known && stream.caughtUp) tell();
}

// The server words states, reasons and reports; htmx fetches those parts anew.
function tell() {
  known = state.state;
  document.body.dispatchEvent(new CustomEvent("run-moved"));
}

function connection(how) {
  const text = { offline: words.offline, slow: words.slow, closed: words.closed }[how] ?? "";
  all("connection").forEach((pill) => {
    pill.textContent = text;
    pill.hidden = !text;
  });
  if (how === "ended" && !words.ended) {
    draw();
    words.ended = "yes";
    tell();
    document.body.dispatchEvent(new CustomEvent("run-ended"));
  }
}

const scheme = location.protocol === "https:" ? "wss:" : "ws:";
const stream = new RunStream({
  socketUrl: `${scheme}//${location.host}${words.socket}`,
  eventsUrl: words.events,
  onEvents: take,
  onConnection: connection,
});
if (words.ended) stream.readAll();
else {
  stream.start();
  setInterval(() => stream.checkPulse(), 10_000);
  addEventListener("offline", () => connection("offline"));
  addEventListener("online", () => stream.checkPulse({ awake: true }));
}
