// One chart of curves on uPlot: raw lines faint behind smoothed ones, names and values at the line ends, marks for
// checkpoints and resumes, zoom by drag, keys, wheel-free pinch. Colours come from the theme.

import uPlot from "../vendor/uplot/uPlot.esm.js";
import { align, smooth, spread } from "./curve_data.js";
import { bindKeys, bindTouch } from "./curve_hands.js";
import { tick } from "./run_numbers.js";

const SMALL = 480;
const FONT = "system-ui, sans-serif";
const GAP = 16;
const LEAST_SPAN = 2;

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
    this.right = 10;
    this.top = this.options.ceiling;
    this.data = [[]];
    this.build();
    new ResizeObserver(() => this.fit()).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.build());
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

  // At once, not in a microtask: what follows reads the new scales.
  redraw() {
    this.plot.batch(() => this.plot.setData(this.data));
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

  colourOf(name) {
    const probe = document.createElement("span");
    probe.hidden = true;
    this.element.append(probe);
    probe.style.color = `var(${name})`;
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
        draw: [() => this.drawMarks(), () => this.drawLabels()],
        setCursor: [(plot) => this.options.onCursor(plot.cursor.idx == null ? null : this.data[0][plot.cursor.idx] ?? null)],
        setSelect: [(plot) => this.selected(plot.select)],
      },
    };
  }

  series(line) {
    const stroke = this.colours[line.colour];
    const main = { stroke, width: 2.2, dash: line.dash, spanGaps: Boolean(line.smooth), points: { show: Boolean(line.dots), size: 6, fill: stroke } };
    return line.smooth ? [{ stroke, width: 1, alpha: 0.28, points: { show: false } }, main] : [main];
  }

  // Unzoomed, the frame holds still while points arrive: the whole run lies in view, and the top only ever grows.
  yScale() {
    if (this.log) return { distr: 3, range: (_plot, low, high) => (low == null ? [0.1, 10] : uPlot.rangeLog(low, high, 10, false)) };
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
    const left = step === null ? -10 : this.plot.valToPos(step, "x");
    this.plot.setCursor({ left, top: step === null ? -10 : 10 }, !silent);
  }

  // The value of line `index` at or before a step, null where there is none.
  valueAt(index, step) {
    const { x, y } = this.lines[index];
    for (let i = x.length - 1; i >= 0; i -= 1) if (x[i] <= step && y[i] != null) return y[i];
    return null;
  }

  // --- what is drawn over the lines

  drawMarks() {
    const { ctx, bbox } = this.plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = this.colours["--ink-3"];
    ctx.lineWidth = devicePixelRatio;
    const inside = (step) => step >= this.plot.scales.x.min && step <= this.plot.scales.x.max;
    const bottom = bbox.top + bbox.height;
    const half = 4 * devicePixelRatio;
    for (const step of this.marks.checkpoints.filter(inside)) {
      const x = this.plot.valToPos(step, "x", true);
      ctx.beginPath();
      ctx.moveTo(x - half, bottom);
      ctx.lineTo(x, bottom - 1.6 * half);
      ctx.lineTo(x + half, bottom);
      ctx.fill();
    }
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const step of this.marks.resumes.filter(inside)) {
      const x = this.plot.valToPos(step, "x", true);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bottom);
      ctx.stroke();
    }
    ctx.restore();
  }

  // One label per line at its last point in view: { text, colour, x, y, width } in canvas pixels, none over another.
  labels() {
    const { ctx, bbox } = this.plot;
    const ratio = devicePixelRatio;
    ctx.font = `650 ${(this.narrow ? 12 : 13) * ratio}px ${FONT}`;
    const end = ctx.canvas.width - 2 * ratio;
    const half = (GAP / 2) * ratio;
    const box = { top: bbox.top + half, bottom: bbox.top + bbox.height - half, gap: GAP * ratio };
    const found = this.lineEnds().map(({ line, x, y, value }) => {
      const text = `${line.name} ${this.options.format(value)}`;
      const width = ctx.measureText(text).width;
      const beside = x + 10 * ratio;
      return { text, colour: this.colours[line.colour], x: Math.min(beside, end - width), y, width, fits: beside + width <= end };
    });
    const cramped = found.filter(({ fits }) => !fits);
    if (cramped.length) this.clearOfLines(cramped, box);
    return spread(found, box);
  }

  lineEnds() {
    let column = 0;
    const ends = [];
    for (const line of this.lines) {
      column += line.smooth ? 2 : 1;
      const index = this.lastInView(this.data[column]);
      if (!line.name || index < 0) continue;
      const value = this.data[column][index];
      ends.push({ line, value, x: this.plot.valToPos(this.data[0][index], "x", true), y: this.plot.valToPos(value, "y", true) });
    }
    return ends;
  }

  // Labels with no room beside their lines stand above all lines there, or below, in the order of the lines' ends.
  clearOfLines(labels, { top, bottom, gap }) {
    const from = this.plot.posToVal(Math.min(...labels.map(({ x }) => x)) / devicePixelRatio - this.plot.bbox.left / devicePixelRatio, "x");
    let [low, high] = [Infinity, -Infinity];
    for (let i = this.data[0].length - 1; i >= 0 && this.data[0][i] >= from; i -= 1) {
      for (let column = 1; column < this.data.length; column += 1) {
        const value = this.data[column][i];
        if (value == null) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    const room = labels.length * gap;
    const above = this.plot.valToPos(high, "y", true) - gap;
    const below = this.plot.valToPos(low, "y", true) + gap;
    const ordered = [...labels].sort((a, b) => a.y - b.y);
    if (above - room + gap >= top) ordered.forEach((label, i) => { label.y = above - (ordered.length - 1 - i) * gap; });
    else if (below + room - gap <= bottom) ordered.forEach((label, i) => { label.y = below + i * gap; });
  }

  lastInView(values) {
    const { max } = this.plot.scales.x;
    return values.findLastIndex((value, i) => value != null && this.data[0][i] <= max);
  }

  drawLabels() {
    const { ctx } = this.plot;
    ctx.save();
    for (const { text, colour, x, y } of this.labels()) {
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      ctx.lineJoin = "round";
      ctx.lineWidth = 4 * devicePixelRatio;
      ctx.strokeStyle = this.colours["--sheet"];
      ctx.strokeText(text, x, y);
      ctx.fillStyle = colour;
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  }
}

const shapeOf = (lines) => lines.map(({ name, colour, smooth: smoothed, dots }) => [name, colour, smoothed, dots].join("|")).join();
