// What a chart draws over its curves: marks of checkpoints and resumes, and the curves' names.

import { smooth } from "./curve_data.js";
import { placeLabels } from "./curve_labels.js";

const FONT = "system-ui, sans-serif";
const GAP = 16;
const LOOKED_AT = 400;

export function drawMarks({ plot, colours, marks }) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colours["--ink-3"];
  ctx.lineWidth = devicePixelRatio;
  const inside = (step) => step >= plot.scales.x.min && step <= plot.scales.x.max;
  const bottom = bbox.top + bbox.height;
  const half = 4 * devicePixelRatio;
  for (const step of marks.checkpoints.filter(inside)) {
    const x = plot.valToPos(step, "x", true);
    ctx.beginPath();
    ctx.moveTo(x - half, bottom);
    ctx.lineTo(x, bottom - 1.6 * half);
    ctx.lineTo(x + half, bottom);
    ctx.fill();
  }
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const step of marks.resumes.filter(inside)) {
    const x = plot.valToPos(step, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  }
  ctx.restore();
}

export function drawLabels(chart) {
  const { ctx } = chart.plot;
  ctx.save();
  const labels = labelsOf(chart);
  Object.assign(ctx, { textBaseline: "middle", textAlign: "left", lineJoin: "round" });
  for (const label of labels) if (label.end) drawLeader(ctx, label);
  for (const { text, colour, x, y } of labels) {
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeStyle = chart.colours["--sheet"];
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }
  ctx.restore();
}

// From the end of a curve to its name, where that had to stand away.
function drawLeader(ctx, { colour, x, y, width, end }) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(end.x, end.y);
  ctx.lineTo(Math.max(x, Math.min(end.x, x + width)), y);
  ctx.stroke();
}

// One label per line near its last point in view: { text, colour, x, y, width, end } in canvas pixels.
export function labelsOf(chart) {
  const { ctx, bbox } = chart.plot;
  const ratio = devicePixelRatio;
  ctx.font = `650 ${(chart.narrow ? 12 : 13) * ratio}px ${FONT}`;
  const half = (GAP / 2) * ratio;
  const box = {
    left: bbox.left, top: bbox.top + half, bottom: bbox.top + bbox.height - half,
    end: ctx.canvas.width - 2 * ratio, gap: GAP * ratio, nudge: 10 * ratio, unit: 4 * ratio,
  };
  const [x, y] = toPixels(chart);
  const found = chart.lineEnds().map(({ line, step, height, value }) => {
    const text = `${line.name} ${chart.options.format(value)}`;
    return { text, colour: chart.colours[line.colour], x: x(step), y: y(height), width: ctx.measureText(text).width };
  });
  return found.length ? placeLabels(found, drawnCurves(chart, x, y), box) : [];
}

// As uPlot's valToPos, without its look-ups for each of many thousand points.
function toPixels({ log, plot: { bbox, scales: { x: across, y: up } } }) {
  const share = log
    ? (value) => Math.log(value / up.min) / Math.log(up.max / up.min)
    : (value) => (value - up.min) / (up.max - up.min);
  return [
    (step) => bbox.left + ((step - across.min) / (across.max - across.min)) * bbox.width,
    (value) => bbox.top + (1 - share(value)) * bbox.height,
  ];
}

// Of a curve of thousands of points only some are looked at: no name has room between two of them.
function drawnCurves({ lines, beta, log }, x, y) {
  return lines.flatMap((line) => (line.smooth ? [line.y, smooth(line.y, beta)] : [line.y]).map((values, i, { length }) => {
    const curve = { x: [], y: [], faint: i < length - 1 };
    const every = Math.ceil(values.length / LOOKED_AT);
    for (let at = (values.length - 1) % every; at < values.length; at += every) {
      if (values[at] == null || (log && values[at] <= 0)) continue;
      curve.x.push(x(line.x[at]));
      curve.y.push(y(values[at]));
    }
    return curve;
  }));
}
