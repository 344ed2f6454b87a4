// One chart of curves on uPlot: raw lines faint behind smoothed ones, names and values at the line ends, marks for
// checkpoints and resumes, zoom by drag, keys, wheel-free pinch. Colours come from the theme.

import uPlot from "../vendor/uplot/uPlot.esm.js";
import { align, logRange, smooth } from "./curve_data.js";
import { bindKeys, bindTouch } from "./curve_hands.js";
import { drawLabels, drawMarks, labelsOf } from "./curve_overlay.js";
import { tick } from "./run_numbers.js";

const SMALL = 480;
const FONT = "system-ui, sans-serif";
const LEAST_SPAN = 2;
// Where a system's own colours replace the theme's, every token comes to the same ink: curves differ by their dashes then,
// and what lies behind names is the page.
const FORCED = matchMedia("(forced-colors: active)");
const SYSTEM = { "--sheet": "Canvas", "--line": "color-mix(in srgb, CanvasText 30%, Canvas)" };
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2], [12, 5], [6, 2, 1, 2]];

export class CurveChart {
  // `format` writes a value; `steps` is the unit of the x axis; `room`: pixels kept free at the right for labels;
  // `ceiling`: the least top of a linear scale. `onCursor` gets a step or null, `onView` gets [from, to] or null.
  constructor(element, options = {}) {
    this.element = element;
    this.options = { format: tick, steps: "", room: 0, ceiling: 0, onCursor: () => {}, onView: () => {}, ...options };
    this.lines = [];
    this.marks = { checkpoints: [], resumes: [] };
    this.beta = 0.85;
    this.log = false;
    this.view = null;
    this.at = null;
    this.right = 10;
    this.top = this.options.ceiling;
    this.data = [[]];
    this.build();
    new ResizeObserver(() => this.fit()).observe(element);
    for (const asked of [matchMedia("(prefers-color-scheme: dark)"), FORCED]) asked.addEventListener("change", () => this.build());
    bindKeys(this);
    bindTouch(this);
  }

  // `lines`: [{ name, colour: "--c1", dash, smooth, dots, x, y }]; `marks`: { checkpoints: [step], resumes: [step] }.
  show({ lines, marks = this.marks, right = 0 }) {
    const shape = shapeOf(lines);
    this.lines = lines;
    this.marks = marks;
    this.right = Math.max(right, 10);
    this.columns();
    if (shape !== this.shape) this.build();
    else this.redraw();
  }

  // At once, not in a microtask: what follows reads the new scales. The cursor stays on its step, wherever that lies now.
  redraw() {
    const { at } = this;
    this.redrawing = true;
    this.plot.batch(() => this.plot.setData(this.data));
    if (at !== null) this.point(at);
    this.redrawing = false;
  }

  // Where the eyes or the keys have moved the cursor; what a new drawing does to it is nobody's wish.
  pointed(plot) {
    if (this.redrawing) return;
    this.at = plot.cursor.idx == null ? null : this.data[0][plot.cursor.idx] ?? null;
    this.options.onCursor(this.at);
  }

  set({ beta = this.beta, log = this.log }) {
    const rebuild = log !== this.log;
    Object.assign(this, { beta, log });
    this.columns();
    if (rebuild) this.build();
    else this.redraw();
  }

  columns() {
    const [xs, ...values] = align(this.lines);
    this.data = [xs];
    this.lines.forEach((line, i) => {
      const shown = this.log ? values[i].map((value) => (value > 0 || value === undefined ? value : null)) : values[i];
      if (line.smooth) this.data.push(shown);
      this.data.push(line.smooth ? smooth(shown, this.beta) : shown);
    });
  }

  build() {
    this.plot?.destroy();
    this.shape = shapeOf(this.lines);
    const names = new Set(["--ink-2", "--ink-3", "--line", "--sheet", ...this.lines.map(({ colour }) => colour)]);
    this.colours = Object.fromEntries([...names].map((name) => [name, this.colourOf(name)]));
    this.plot = new uPlot(this.plotOptions(), this.data, this.element);
  }

  // A token's colour in the page's theme, or in the one that is asked for.
  colourOf(name, scheme = "") {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.colorScheme = scheme;
    this.element.append(probe);
    const own = FORCED.matches && SYSTEM[name];
    probe.style.forcedColorAdjust = own ? "none" : "";
    probe.style.color = own || `var(${name})`;
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || (width === this.plot.width && height === this.plot.height)) return;
    if (width < SMALL !== this.plot.width < SMALL) this.build();
    else this.plot.setSize({ width, height });
  }

  get narrow() {
    return this.element.clientWidth < SMALL;
  }

  plotOptions() {
    const { clientWidth: width, clientHeight: height } = this.element;
    return {
      width,
      height,
      padding: [12, this.narrow ? 12 : Math.max(12, this.options.room), 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: true, y: false, dist: 6 }, points: { size: 6 }, bind: { dblclick: () => () => this.zoom(null) } },
      scales: { x: { time: false, range: () => this.view ?? [0, this.right] }, y: this.yScale() },
      axes: [this.axis({ size: 26, unit: this.narrow ? "" : this.options.steps }), this.axis({ size: 48 })],
      series: [{}, ...this.lines.flatMap((line) => this.series(line))],
      hooks: {
        draw: [() => drawMarks(this), () => drawLabels(this)],
        setCursor: [(plot) => this.pointed(plot)],
        setSelect: [(plot) => this.selected(plot.select)],
      },
    };
  }

  series(line) {
    const stroke = this.colours[line.colour];
    const dash = FORCED.matches ? DASHES[this.lines.indexOf(line) % DASHES.length] : line.dash;
    const main = { stroke, width: 2.2, dash, spanGaps: Boolean(line.smooth), points: { show: Boolean(line.dots), size: 6, fill: stroke } };
    return line.smooth ? [{ stroke, width: 1, alpha: 0.28, points: { show: false } }, main] : [main];
  }

  // Unzoomed, the frame holds still while points arrive: the whole run lies in view, and the top only ever grows.
  yScale() {
    if (this.log) return { distr: 3, range: (_plot, low, high) => (low == null ? [0.1, 10] : logRange(low, high)) };
    return {
      range: (_plot, low, high) => {
        if (low == null) return [0, this.top || 1];
        const room = (high - low || Math.abs(high) || 1) * 0.08;
        if (this.view) return [Math.max(0, low - room), high + room];
        this.top = Math.max(this.top, high + room);
        return [Math.min(0, low), this.top];
      },
    };
  }

  axis({ size, unit = "" }) {
    const { "--ink-2": ink, "--line": line } = this.colours;
    return {
      stroke: ink,
      size,
      space: size === 26 ? 60 : 34,
      font: `${this.narrow ? 11 : 12}px ${FONT}`,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      values: (_plot, marks) => marks.map((mark, i) => (unit && i === marks.length - 1 ? `${tick(mark)} ${unit}` : tick(mark))),
    };
  }

  // --- where one looks

  zoom(view) {
    if (view) {
      const span = Math.min(this.right, Math.max(LEAST_SPAN, view[1] - view[0]));
      const from = Math.min(Math.max(0, view[0]), this.right - span);
      this.view = span >= this.right ? null : [from, from + span];
    } else this.view = null;
    this.redraw();
    this.options.onView(this.view);
  }

  // Closer (factor below 1) or farther, around the cursor's step or the middle.
  zoomBy(factor, around = null) {
    const [from, to] = this.view ?? [0, this.right];
    const middle = around ?? this.cursorStep() ?? (from + to) / 2;
    this.zoom([middle - (middle - from) * factor, middle + (to - middle) * factor]);
  }

  selected({ left, width }) {
    if (width < 6) return;
    const [from, to] = [left, left + width].map((x) => this.plot.posToVal(x, "x"));
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.zoom([from, to]);
  }

  cursorStep() {
    const { idx } = this.plot.cursor;
    return idx == null ? null : this.data[0][idx] ?? null;
  }

  // Puts the cursor on a step, silently when another chart leads.
  point(step, { silent = true } = {}) {
    this.at = step;
    const left = step === null ? -10 : this.plot.valToPos(step, "x");
    this.plot.setCursor({ left, top: step === null ? -10 : 10 }, !silent);
  }

  // The value of line `index` at or before a step, null where there is none.
  valueAt(index, step) {
    const { x, y } = this.lines[index];
    for (let i = x.length - 1; i >= 0; i -= 1) if (x[i] <= step && y[i] != null) return y[i];
    return null;
  }

  // Where each line that has a name ends in view, with the value that was measured there: a smoothed one never was.
  lineEnds() {
    const { min, max } = this.plot.scales.x;
    let column = 0;
    const ends = [];
    for (const line of this.lines) {
      column += line.smooth ? 2 : 1;
      const values = this.data[column];
      const index = values.findLastIndex((value, i) => value != null && this.data[0][i] <= max && this.data[0][i] >= min);
      const measured = this.data[line.smooth ? column - 1 : column];
      if (line.name && index >= 0) ends.push({ line, step: this.data[0][index], height: values[index], value: measured[index] });
    }
    return ends;
  }

  labels() {
    return labelsOf(this);
  }
}

const shapeOf = (lines) => lines.map(({ name, colour, smooth: smoothed, dots }) => [name, colour, smoothed, dots].join("|")).join();
