// The charts of one run: loss large, the rest as small multiples below. They share the cursor's step and the zoom.

import { CurveChart } from "./curve_chart.js";
import { columnOf, withDetail } from "./curve_data.js";
import { compactTick, percent, score, shortLoss, whole } from "./run_numbers.js";

const SLOW_MS = 400; // the small ones follow at this pace
const LOAD = { format: percent, ceiling: 1 };
const SMALL = [
  { key: "scores", format: score, ceiling: 1, lines: [["macro_f1", "--c1"], ["accuracy", "--c2", [6, 4]], ["exact_match", "--c3", [2, 3]]] },
  { key: "learning_rate", format: compactTick },
  { key: "gradient_norm", format: compactTick, smooth: true },
  { key: "examples_per_second", format: whole },
  { key: "memory_mb", format: whole },
  { key: "load", ...LOAD },
];

export class RunCharts {
  // `places`: { loss: element, small: element -> one box per key with [data-value] and [data-plot] }.
  // `words`: names by metric, with training, validation and steps; `detail(from, to)` fetches finer rows or null.
  constructor({ loss, small, words, onReadout = () => {}, detail = async () => null }) {
    Object.assign(this, { words, onReadout, detail, finer: null, drawnAt: 0, later: null });
    const shared = { steps: words.steps, onCursor: (step) => this.pointed(step), onView: (view) => this.looked(view) };
    this.loss = new CurveChart(loss, { ...shared, format: shortLoss, room: 140, ceiling: 2 });
    this.small = small ? SMALL.map((about) => this.makeSmall(about, small, shared)).filter(Boolean) : [];
    this.smallBox = small;
  }

  makeSmall(about, box, shared) {
    const card = box.querySelector(`[data-chart="${about.key}"]`);
    if (!card) return null;
    const chart = new CurveChart(card.querySelector("[data-plot]"), { ...shared, format: about.format, ceiling: about.ceiling ?? 0 });
    const title = card.querySelector("figcaption span").textContent;
    return { about, card, chart, title, value: card.querySelector("[data-value]") };
  }

  get all() {
    return [this.loss, ...this.small.map(({ chart }) => chart)];
  }

  // What is drawn now, with the names that stand over it.
  panels() {
    const small = this.small.filter(({ card }) => !card.hidden);
    return [{ chart: this.loss, title: this.words.loss }, ...small.map(({ chart, title }) => ({ chart, title }))];
  }

  show(state) {
    this.state = state;
    this.loss.show(this.lossLines(state));
    if (this.later) return;
    const wait = Math.max(0, this.drawnAt + SLOW_MS - performance.now());
    this.later = setTimeout(() => this.showSmall(), wait);
  }

  rows() {
    return withDetail(this.state.steps, this.finer);
  }

  lossLines(state) {
    const { words } = this;
    return {
      ...this.frame(state),
      lines: [
        { name: words.training, colour: "--c1", smooth: true, ...columnOf(this.rows(), "loss") },
        { name: words.validation, colour: "--c2", dots: true, ...columnOf(state.evals, "loss") },
      ],
    };
  }

  frame({ totalSteps, steps, evals, checkpoints, resumes }) {
    const last = Math.max(steps.at(-1)?.step ?? 0, evals.at(-1)?.step ?? 0);
    return { right: Math.max(totalSteps, last), marks: { checkpoints, resumes } };
  }

  showSmall() {
    this.later = null;
    this.drawnAt = performance.now();
    const frame = this.frame(this.state);
    for (const { about, card, chart } of this.small) {
      const lines = this.linesOf(about);
      card.hidden = !lines.length;
      if (!card.hidden) chart.show({ ...frame, marks: { ...frame.marks, checkpoints: [] }, lines });
    }
    const any = this.small.some(({ card }) => !card.hidden);
    if (this.smallBox) this.smallBox.closest("[data-more]").hidden = !any;
    this.readValues(this.loss.cursorStep());
  }

  linesOf({ key, lines, smooth = false }) {
    if (!lines) {
      const column = columnOf(this.rows(), key);
      return column.y.some((value) => value != null) ? [{ name: "", colour: "--c1", smooth, ...column }] : [];
    }
    return lines
      .map(([metric, colour, dash]) => ({ name: this.words[metric], colour, dash, dots: true, ...columnOf(this.state.evals, metric) }))
      .filter(({ y }) => y.some((value) => value != null));
  }

  // One chart's cursor is every chart's cursor.
  pointed(step) {
    for (const chart of this.all) chart.point(step);
    this.readValues(step);
    this.onReadout(step === null ? null : { step, train: this.lossAt(0, step), validation: this.lossAt(1, step) });
  }

  lossAt(index, step) {
    return this.loss.lines.length > index ? this.loss.valueAt(index, step) : null;
  }

  readValues(step) {
    for (const { about, card, chart, value } of this.small) {
      if (card.hidden || !chart.lines.length) continue;
      const said = chart.lines.map((line, i) => about.format(chart.valueAt(i, step ?? this.state.here)));
      value.textContent = said.join(" · ");
    }
  }

  // One chart's view is every chart's view; a run that came thinned is asked for more points there.
  async looked(view) {
    for (const chart of this.all) {
      if (chart.view === view) continue;
      chart.view = view;
      chart.redraw();
    }
    this.asked = view;
    this.finer = view ? await this.detail(Math.floor(view[0]), Math.ceil(view[1])) : null;
    if (this.asked !== view || !this.state) return;
    this.loss.show(this.lossLines(this.state));
    this.showSmall();
  }

  set(options) {
    for (const chart of this.all) chart.set({ beta: options.beta ?? chart.beta });
    if (options.log !== undefined) this.loss.set({ log: options.log });
  }
}
