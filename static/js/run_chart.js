// The loss curves: raw line faint behind the smoothed one, names and values at the line ends, colours from the theme.

import uPlot from "../vendor/uplot/uPlot.esm.js";
import { tick } from "./run_numbers.js";
import { newest, smooth } from "./run_state.js";

const LABEL_ROOM = 132;
const SMALL = 480;
const FIRST_TOP = 2; // guessing among six classes costs ln 6 = 1.8 nats

export class LossChart {
  // `words`: { training, validation, steps }; `format` writes a loss; `onHover` gets { step, train, validation } or null.
  constructor(element, { words, format, totalSteps = 0, onHover = () => {} }) {
    this.element = element;
    this.words = words;
    this.format = format;
    this.onHover = onHover;
    this.showRaw = true;
    this.logScale = false;
    this.data = [[], [], [], []];
    this.totalSteps = totalSteps;
    this.top = FIRST_TOP;
    this.build();
    new ResizeObserver(() => this.fit()).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.build());
  }

  show(state) {
    this.totalSteps = state.totalSteps;
    const atStep = new Map(state.steps.map((row) => [row.step, row.loss]));
    const evals = new Map(state.evals.map((row) => [row.step, row.loss]));
    const steps = [...new Set([...atStep.keys(), ...evals.keys()])].sort((a, b) => a - b);
    const raw = steps.map((step) => atStep.get(step) ?? null);
    this.data = [steps, raw, smooth(raw), steps.map((step) => evals.get(step) ?? null)];
    this.plot.setData(this.data);
  }

  set({ raw = this.showRaw, log = this.logScale }) {
    this.showRaw = raw;
    this.logScale = log;
    this.build();
  }

  colour(name) {
    const probe = document.createElement("span");
    probe.hidden = true;
    this.element.append(probe);
    probe.style.color = `var(${name})`;
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }

  build() {
    this.plot?.destroy();
    this.colours = Object.fromEntries(["--c1", "--c2", "--ink-2", "--line"].map((name) => [name, this.colour(name)]));
    this.plot = new uPlot(this.options(), this.data, this.element);
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width && (width !== this.plot.width || height !== this.plot.height)) this.plot.setSize({ width, height });
  }

  options() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const small = width < SMALL;
    const { "--c1": train, "--c2": validation } = this.colours;
    return {
      width,
      height,
      padding: [12, small ? 12 : LABEL_ROOM, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: false, range: () => [0, this.rightEnd()] }, y: this.yScale() },
      axes: [this.axis({ small, size: 32, unit: small ? "" : this.words.steps }), this.axis({ small, size: 44 })],
      series: [
        {},
        { stroke: train, width: 1, alpha: 0.28, show: this.showRaw, points: { show: false } },
        { stroke: train, width: 2.2, spanGaps: true, points: { show: false } },
        { stroke: validation, width: 2.2, spanGaps: true, points: { show: true, size: 6, fill: validation } },
      ],
      hooks: { draw: [() => this.drawLabels(small)], setCursor: [(plot) => this.hovered(plot.cursor.idx)] },
    };
  }

  // The frame holds still while points arrive: the whole run lies in view, and the top only ever grows.
  rightEnd() {
    return Math.max(this.totalSteps, newest(this.data[0]) ?? 0, 10);
  }

  yScale() {
    if (this.logScale) return { distr: 3 };
    return {
      range: (_plot, _low, high) => {
        this.top = Math.max(this.top, Math.ceil((high ?? 1) * 1.05 * 5) / 5);
        return [0, this.top];
      },
    };
  }

  axis({ small, size, unit = "" }) {
    const { "--ink-2": ink, "--line": line } = this.colours;
    return {
      stroke: ink,
      size,
      font: `${small ? 11 : 12}px system-ui, sans-serif`,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      values: (_plot, marks) => marks.map((mark, i) => (unit && i === marks.length - 1 ? `${tick(mark)} ${unit}` : tick(mark))),
    };
  }

  hovered(index) {
    if (index === null || index === undefined) return this.onHover(null);
    const validation = this.data[3].slice(0, index + 1).findLast((value) => value !== null) ?? null;
    return this.onHover({ step: this.data[0][index], train: this.data[2][index], validation });
  }

  drawLabels(small) {
    const ends = [
      { values: this.data[2], name: this.words.training, colour: this.colours["--c1"] },
      { values: this.data[3], name: this.words.validation, colour: this.colours["--c2"] },
    ].map((line) => ({ ...line, index: line.values.findLastIndex((value) => value !== null) }));
    const shown = ends.filter((line) => line.index >= 0).map((line) => this.place(line));
    keepApart(shown, 16 * devicePixelRatio);
    for (const label of shown) this.write(label, small);
  }

  place({ values, name, colour, index }) {
    const value = values[index];
    return {
      text: `${name} ${this.format(value)}`,
      colour,
      x: this.plot.valToPos(this.data[0][index], "x", true),
      y: this.plot.valToPos(value, "y", true),
    };
  }

  // On a narrow screen there is no room beside the frame, so a label moves left until it fits.
  write({ text, colour, x, y }, small) {
    const { ctx } = this.plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `650 ${(small ? 12 : 13) * ratio}px system-ui, sans-serif`;
    ctx.fillStyle = colour;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    const room = ctx.canvas.width - ctx.measureText(text).width - 2 * ratio;
    const fits = x + 10 * ratio <= room;
    ctx.fillText(text, Math.min(x + 10 * ratio, room), fits ? y : y - 14 * ratio);
    ctx.restore();
  }
}

function keepApart(labels, gap) {
  if (labels.length < 2) return;
  const [upper, lower] = [...labels].sort((a, b) => a.y - b.y);
  const missing = gap - (lower.y - upper.y);
  if (missing <= 0 || Math.abs(upper.x - lower.x) > 140 * devicePixelRatio) return;
  upper.y -= missing / 2;
  lower.y += missing / 2;
}
