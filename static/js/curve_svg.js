// A chart as a drawing of its own: what CurveChart shows, in SVG text. Pure apart from reading the chart.

import { smooth, spread } from "./curve_data.js";

const WIDTH = 900;
const HEIGHT = 460;
const BOX = { left: 64, top: 48, right: WIDTH - 170, bottom: HEIGHT - 44 };
const STEPS = [1, 2, 5, 10];

// Round marks between two values, about `count` of them.
export function niceTicks(low, high, count = 5) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * STEPS.find((times) => times * power >= rough * 0.999);
  const marks = [];
  for (let mark = Math.ceil(low / step - 1e-9) * step; mark <= high + step * 1e-9; mark += step) marks.push(Number(mark.toPrecision(12)));
  return marks;
}

function powersOfTen(low, high) {
  const marks = [];
  for (let power = Math.ceil(Math.log10(low) - 1e-9); 10 ** power <= high * 1.0001; power += 1) marks.push(10 ** power);
  return marks;
}

const escaped = (text) => String(text).replace(/[<>&"]/g, (sign) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[sign]);

export function svgOf(chart, { title }) {
  const [left, right] = chart.view ?? [0, chart.right];
  const { min: low, max: high } = chart.plot.scales.y;
  const x = (step) => BOX.left + ((step - left) / (right - left)) * (BOX.right - BOX.left);
  const height = chart.log ? (value) => Math.log10(value / low) / Math.log10(high / low) : (value) => (value - low) / (high - low);
  const y = (value) => BOX.bottom - height(value) * (BOX.bottom - BOX.top);
  const marks = chart.log ? powersOfTen(low, high) : niceTicks(low, high);
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${chart.colours["--sheet"]}"/>`,
    `<text x="${BOX.left}" y="28" font-size="17" font-weight="600" fill="${chart.colours["--ink-2"]}">${escaped(title)}</text>`,
    ...marks.flatMap((mark) => gridLine(chart, y(mark), chart.options.format(mark))),
    ...niceTicks(left, right, 6).map((step) => word(chart, x(step), HEIGHT - 20, "middle", Math.round(step))),
    ...chart.marks.resumes.filter((step) => step >= left && step <= right).map((step) =>
      `<line x1="${round(x(step))}" x2="${round(x(step))}" y1="${BOX.top}" y2="${BOX.bottom}" stroke="${chart.colours["--ink-3"]}" stroke-dasharray="5 4"/>`),
  ];
  const ends = [];
  for (const line of chart.lines) parts.push(...drawn(chart, line, { x, y, left, right, ends }));
  for (const end of spread(ends, { top: BOX.top, bottom: BOX.bottom, gap: 17 })) {
    parts.push(`<text x="${round(end.x)}" y="${round(end.y + 4)}" font-size="13" font-weight="650" fill="${end.colour}">${escaped(end.text)}</text>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" role="img" aria-label="${escaped(title)}">${parts.join("")}</svg>`;
}

const round = (value) => Math.round(value * 100) / 100;

function gridLine(chart, y, text) {
  return [
    `<line x1="${BOX.left}" x2="${BOX.right}" y1="${round(y)}" y2="${round(y)}" stroke="${chart.colours["--line"]}"/>`,
    word(chart, BOX.left - 8, y + 4, "end", text),
  ];
}

const word = (chart, x, y, anchor, text) =>
  `<text x="${round(x)}" y="${round(y)}" font-size="12" text-anchor="${anchor}" fill="${chart.colours["--ink-2"]}">${escaped(text)}</text>`;

function drawn(chart, line, { x, y, left, right, ends }) {
  const colour = chart.colours[line.colour];
  const inside = line.x.map((step) => step >= left && step <= right);
  const ok = (value) => value != null && (!chart.log || value > 0);
  const path = (values, { span }) => {
    let pen = "M";
    let told = "";
    values.forEach((value, i) => {
      if (!inside[i]) return;
      if (!ok(value)) {
        if (!span) pen = "M";
        return;
      }
      told += `${pen}${round(x(line.x[i]))} ${round(y(value))}`;
      pen = "L";
    });
    return told;
  };
  const main = line.smooth ? smooth(line.y, chart.beta) : line.y;
  const dash = line.dash ? ` stroke-dasharray="${line.dash.join(" ")}"` : "";
  const parts = [];
  if (line.smooth) parts.push(`<path d="${path(line.y, { span: false })}" fill="none" stroke="${colour}" opacity="0.28"/>`);
  parts.push(`<path d="${path(main, { span: true })}" fill="none" stroke="${colour}" stroke-width="2.2" stroke-linejoin="round"${dash}/>`);
  const last = main.findLastIndex((value, i) => inside[i] && ok(value));
  if (line.dots) line.x.forEach((step, i) => inside[i] && ok(main[i]) && parts.push(`<circle cx="${round(x(step))}" cy="${round(y(main[i]))}" r="3" fill="${colour}"/>`));
  if (last >= 0 && line.name) {
    ends.push({ text: `${line.name} ${chart.options.format(main[last])}`, colour, x: x(line.x[last]) + 8, y: y(main[last]), width: 150 });
  }
  return parts;
}
