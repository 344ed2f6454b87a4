// One chart as SVG text: what CurveChart shows, in a frame of a larger drawing. Pure apart from reading the chart.

import { logMarks, smooth } from "./curve_data.js";
import { placeLabels } from "./curve_labels.js";

const STEPS = [1, 2, 5, 10];
const GAP = 16;
const MOST_MARKS = 7; // on a logarithmic axis
const NUDGE = 8;

// Round marks between two values, about `count` of them.
function niceTicks(low, high, count = 5) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * STEPS.find((times) => times * power >= rough * 0.999);
  const marks = [];
  for (let mark = Math.ceil(low / step - 1e-9) * step; mark <= high + step * 1e-9; mark += step) marks.push(Number(mark.toPrecision(12)));
  return marks;
}

// Powers of ten where they are many, else 2 and 5 times them too.
function marksOfLog(low, high) {
  const marks = logMarks(low, high);
  return marks.length > MOST_MARKS ? marks.filter((mark) => Number.isInteger(Math.log10(mark))) : marks;
}

export const escaped = (text) => String(text).replace(/[<>&"]/g, (sign) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[sign]);
export const round = (value) => Math.round(value * 100) / 100;

export function word(text, { x, y, size = 12, weight = 400, anchor = "start", fill }) {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escaped(text)}</text>`;
}

// `frame`: { left, top, right, bottom } of the plot and `end`, to where names may reach; `colours` by token;
// `measure(text)`: the width of a name in pixels.
export function svgOf(chart, { frame, colours, measure }) {
  const [left, right] = chart.view ?? [0, chart.right];
  const { min: low, max: high } = chart.plot.scales.y;
  const share = chart.log ? (value) => Math.log10(value / low) / Math.log10(high / low) : (value) => (value - low) / (high - low);
  const at = {
    x: (step) => frame.left + ((step - left) / (right - left)) * (frame.right - frame.left),
    y: (value) => frame.bottom - share(value) * (frame.bottom - frame.top),
    inside: (step) => step >= left && step <= right,
    around: (points) => points.slice(Math.max(0, points.findLastIndex(({ step, y }) => step < left && y !== null)), beyond(points, right) + 1),
  };
  const curves = chart.lines.map((line) => curveOf(chart, line, at, colours));
  const marks = chart.log ? marksOfLog(low, high) : niceTicks(low, high, (frame.bottom - frame.top) / 50);
  return [
    ...marks.flatMap((mark) => gridLine(frame, at.y(mark), chart.options.format(mark), colours)),
    ...axis(chart, frame, at, colours),
    ...chart.marks.resumes.filter(at.inside).map((step) =>
      `<line x1="${round(at.x(step))}" x2="${round(at.x(step))}" y1="${frame.top}" y2="${frame.bottom}" stroke="${colours["--ink-3"]}" stroke-dasharray="5 4"/>`),
    ...chart.marks.checkpoints.filter(at.inside).map((step) => checkpoint(at.x(step), frame.bottom, colours["--ink-3"])),
    clipped(curves.flatMap(({ paths }) => paths), frame),
    ...curves.flatMap(({ dots }) => dots),
    ...names(curves, frame, measure),
  ].join("");
}

function gridLine(frame, y, text, colours) {
  return [
    `<line x1="${frame.left}" x2="${frame.right}" y1="${round(y)}" y2="${round(y)}" stroke="${colours["--line"]}"/>`,
    word(text, { x: frame.left - 8, y: y + 4, anchor: "end", fill: colours["--ink-2"] }),
  ];
}

function axis(chart, frame, at, colours) {
  const [from, to] = chart.view ?? [0, chart.right];
  const marks = niceTicks(from, to, (frame.right - frame.left) / 70).filter(Number.isInteger);
  return marks.map((step, i) => word(i === marks.length - 1 ? `${step} ${chart.options.steps}` : step, { x: at.x(step), y: frame.bottom + 18, anchor: "middle", fill: colours["--ink-2"] }));
}

const checkpoint = (x, y, colour) => `<path d="M${round(x - 4)} ${y}L${round(x)} ${round(y - 6.4)}L${round(x + 4)} ${y}Z" fill="${colour}"/>`;

// A line's drawing, its points in pixels, and where it ends.
function curveOf(chart, line, at, colours) {
  const colour = colours[line.colour];
  const main = line.smooth ? smooth(line.y, chart.beta) : line.y;
  const points = pointsOf(chart, line.x, main, at);
  const raw = pointsOf(chart, line.x, line.y, at);
  const dash = line.dash ? ` stroke-dasharray="${line.dash.join(" ")}"` : "";
  const paths = [];
  if (line.smooth) paths.push(`<path d="${path(at.around(raw), { span: false })}" fill="none" stroke="${colour}" opacity="0.28"/>`);
  paths.push(`<path d="${path(at.around(points), { span: Boolean(line.smooth) })}" fill="none" stroke="${colour}" stroke-width="2.2" stroke-linejoin="round"${dash}/>`);
  const drawn = points.filter(({ step, y }) => y !== null && at.inside(step));
  const dots = line.dots ? drawn.map(({ x, y }) => `<circle cx="${round(x)}" cy="${round(y)}" r="3" fill="${colour}"/>`) : [];
  const last = drawn.at(-1);
  const measured = last && raw.find(({ step }) => step === last.step).value;
  const text = last && line.name ? `${line.name} ${chart.options.format(measured)}` : "";
  return { paths, dots, drawn, last, text, colour };
}

function pointsOf(chart, xs, values, at) {
  const ok = (value) => value != null && (!chart.log || value > 0);
  return xs.map((step, i) => ({ step, value: values[i], x: at.x(step), y: ok(values[i]) ? at.y(values[i]) : null }));
}

// A curve comes into view from a point outside and leaves for one, as on the screen.
const beyond = (points, right) => {
  const next = points.findIndex(({ step, y }) => step > right && y !== null);
  return next < 0 ? points.length - 1 : next;
};

function clipped(paths, { left, top, right, bottom }) {
  const box = [left, top, right - left, bottom - top].map(round);
  return `<svg x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" viewBox="${box.join(" ")}">${paths.join("")}</svg>`;
}

function path(points, { span }) {
  let pen = "M";
  let told = "";
  for (const { x, y } of points) {
    if (y !== null) {
      told += `${pen}${round(x)} ${round(y)}`;
      pen = "L";
    } else if (!span) pen = "M";
  }
  return told;
}

function names(curves, frame, measure) {
  const ends = curves.filter(({ text }) => text).map(({ text, colour, last }) => ({ text, colour, x: last.x, y: last.y, width: measure(text) }));
  const lines = curves.map(({ drawn }) => ({ x: drawn.map(({ x }) => x), y: drawn.map(({ y }) => y) }));
  const box = { left: frame.left, top: frame.top + GAP / 2, bottom: frame.bottom - GAP / 2, end: frame.end, gap: GAP, nudge: NUDGE, unit: 4 };
  return placeLabels(ends, lines, box).flatMap(({ text, colour, x, y, width, end }) => [
    end ? `<line x1="${round(end.x)}" y1="${round(end.y)}" x2="${round(Math.max(x, Math.min(end.x, x + width)))}" y2="${round(y)}" stroke="${colour}"/>` : "",
    word(text, { x, y: y + 4, size: 13, weight: 650, fill: colour }),
  ]);
}
