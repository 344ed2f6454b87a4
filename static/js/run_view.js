// Draws a run's state into its page: charts, figures, tables, samples, log. Knows nothing of where the state comes from.

import { bindTools } from "./chart_tools.js";
import { csvOfRun } from "./curve_export.js";
import { RunCharts } from "./run_charts.js";
import { secondsLeft } from "./run_left.js";
import { RunLog } from "./run_log.js";
import { duration, fill, percent, score, shortLoss, whole } from "./run_numbers.js";
import { judge, newest, newestValue, upTo } from "./run_state.js";
import { drawCases, drawPoints, drawSamples } from "./run_tables.js";

const all = (name) => document.querySelectorAll(`[data-live="${name}"]`);
const one = (name) => document.querySelector(`[data-live="${name}"]`);
const SAY_MS = 15_000;
const TABLES_MS = 300;

export const write = (name, text) => all(name).forEach((place) => { if (place.textContent !== text) place.textContent = text; });

const spoken = ({ step, train, validation }) => ({ step, train: shortLoss(train), validation: shortLoss(validation) });

export class RunView {
  // `page`: the element that carries the words; `detail(from, to)` fetches finer rows of a thinned run.
  constructor(page, { detail, logUrl = "" } = {}) {
    Object.assign(this, { page, words: page.dataset, drawing: false, saidAt: 0, saidEvals: 0 });
    this.log = new RunLog(document.getElementById("run_log"), { url: logUrl, ...JSON.parse(this.words.log) });
    this.charts = this.words.kind === "train" ? this.makeCharts(detail) : null;
  }

  makeCharts(detail) {
    const charts = new RunCharts({
      loss: one("chart"),
      small: one("small"),
      words: JSON.parse(this.words.names),
      detail,
      onReadout: (point) => write("readout", point ? fill(this.words.readout, spoken(point)) : ""),
    });
    one("chart").addEventListener("chart-keyed", () => this.say(one("readout").textContent));
    for (const { chart, title, value } of charts.small) {
      chart.element.addEventListener("chart-keyed", () => this.say(`${title}: ${value.textContent} · ${one("readout").textContent}`));
    }
    bindTools(charts.loss, {
      set: (options) => charts.set(options),
      csv: () => csvOfRun(this.state),
      name: this.words.file,
      figure: () => this.figure(),
    });
    return charts;
  }

  figure() {
    const marks = one("marks").hidden ? [] : [one("marks").textContent];
    return { title: this.words.title, notes: [this.words.about, ...marks], panels: this.charts.panels() };
  }

  show(state) {
    this.state = state;
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.drawing = false;
    if (this.charts) this.drawTraining(this.state);
    else this.drawPrompting(this.state);
    this.log.show(this.state.log);
    this.beat();
    this.words.seq = this.state.seq;
  }

  // The dot beside the state shows that something has just come.
  beat() {
    if (Number(this.words.seq) !== this.state.seq) document.querySelector(".live .dot")?.classList.toggle("beat");
  }

  drawTraining(state) {
    const { words } = this;
    const [steps, evals] = [state.steps, state.evals].map((rows) => upTo(state.here, rows));
    const step = newest(steps);
    const seen = newest(evals);
    this.charts.show(state);
    this.tables ??= setTimeout(() => this.drawTables(), TABLES_MS);
    this.drawVerdict();
    const legend = one("marks");
    if (legend) legend.hidden = !state.checkpoints.length && !state.resumes.length;
    if (seen && !words.ended) {
      write("macro_f1", score(newestValue(evals, "macro_f1")));
      write("accuracy", percent(newestValue(evals, "accuracy")));
    }
    if (!step) return;
    const alt = spoken({ step: step.step, train: step.loss, validation: seen?.loss ?? null });
    one("chart").setAttribute("aria-label", fill(words.chart, alt));
    write("throughput", whole(newestValue(steps, "examples_per_second")));
    if (words.ended) return;
    const left = secondsLeft(state, { batch: Number(words.batch) || 0 });
    write("left", duration(left, words)); // a recording has its own: what is left to watch
    const evaluating = state.phase === "evaluating" ? ` · ${words.evaluating}` : "";
    write("place", ` · ${fill(words.place, { step: state.here, total: state.totalSteps })}${evaluating}`);
    this.sayProgress(evals.length, alt);
  }

  // Tables change under the eyes and the cursor of their readers: seldom, and only where something is new.
  drawTables() {
    this.tables = null;
    drawPoints(one("points"), this.state);
    const newestSample = newest(this.state.samples);
    const told = `${this.state.samples.length} ${newestSample?.step} ${newestSample?.id}`;
    if (told !== this.toldSamples) drawSamples(one("samples"), this.state, this.words);
    this.toldSamples = told;
  }

  drawVerdict() {
    const { code, step } = judge(this.state);
    const text = this.page.querySelector(`[data-verdict="${code}"]`).content.textContent;
    write("verdict", text.replace("%(step)s", step));
  }

  drawPrompting({ cases }) {
    const right = cases.filter((said) => said.correct).length;
    const body = one("cases");
    drawCases(body, cases);
    if (!cases.length) return;
    write("right", whole(right));
    write("share", percent(right / cases.length));
    write("answered", fill(this.words.answered, { n: cases.length, of: body.rows.length }));
  }

  // Screen readers hear of an evaluation, not of every step, and not too often.
  sayProgress(evaluations, alt) {
    const now = performance.now();
    if (evaluations === this.saidEvals || now - this.saidAt < SAY_MS) return;
    if (this.saidEvals) this.say(fill(this.words.readout, alt));
    this.saidEvals = evaluations;
    this.saidAt = now;
  }

  say(text) {
    write("said", text);
  }
}
