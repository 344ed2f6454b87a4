// All charts of a page as one drawing to print: a title, what it shows, the first chart large, the others below it.
// Always in the colours of the light theme, on white.

import { escaped, round, svgOf, word } from "./curve_svg.js";

const WIDTH = 1000;
const MARGIN = 32;
const LARGE = { height: 320, room: 150 };
const SMALL = { height: 132, columns: 3, gap: 36 };
const ABOVE = 30; // a chart's title
const BELOW = 34; // its steps
const SCALE = 50; // its values
const LINE = 18;
const FONT = "system-ui, 'Noto Sans CJK SC', sans-serif";
const TOKENS = ["--ink", "--ink-2", "--ink-3", "--line"];

// `panels`: [{ chart, title }], the large one first; `notes`: lines under the title.
export function figureOf({ title, notes = [], panels }) {
  const colours = printedColours(panels);
  const measure = widthOf();
  let y = MARGIN + 12;
  const parts = [word(title, { x: MARGIN, y, size: 20, weight: 650, fill: colours["--ink"] })];
  for (const note of notes) parts.push(word(note, { x: MARGIN, y: (y += LINE + 2), size: 13, fill: colours["--ink-2"] }));
  y += ABOVE;
  const { boxes, bottom } = layout(panels.length, y);
  panels.forEach((panel, i) => parts.push(panelOf(panel, boxes[i], colours, measure)));
  const [width, height] = [WIDTH, bottom + MARGIN / 2];
  const size = `viewBox="0 0 ${width} ${round(height)}" width="${width}" height="${round(height)}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}" role="img"><title>${escaped(title)}</title><rect width="${width}" height="${round(height)}" fill="#ffffff"/>${parts.join("")}</svg>`;
  return { svg, width, height };
}

function layout(count, top) {
  const large = { x: MARGIN, y: top, width: WIDTH - 2 * MARGIN, height: LARGE.height, room: LARGE.room };
  const boxes = [large];
  const width = (large.width - (SMALL.columns - 1) * SMALL.gap) / SMALL.columns;
  const rowHeight = ABOVE + SMALL.height + BELOW;
  const first = top + ABOVE + LARGE.height + BELOW;
  for (let i = 0; i < count - 1; i += 1) {
    const [column, row] = [i % SMALL.columns, Math.floor(i / SMALL.columns)];
    boxes.push({ x: MARGIN + column * (width + SMALL.gap), y: first + row * rowHeight, width, height: SMALL.height, room: 0 });
  }
  return { boxes, bottom: first + Math.ceil((count - 1) / SMALL.columns) * rowHeight };
}

function panelOf({ chart, title }, { x, y, width, height, room }, colours, measure) {
  const frame = { left: x + SCALE, top: y + ABOVE - 12, right: x + width - room, bottom: y + ABOVE - 12 + height, end: x + width };
  const alone = chart.lines.length === 1 && !chart.lines[0].name;
  const newest = alone ? chart.options.format(chart.valueAt(0, chart.view?.[1] ?? Infinity)) : "";
  return [
    word(title, { x, y: y + 4, size: 14, weight: 650, fill: colours["--ink"] }),
    word(newest, { x: frame.right, y: y + 4, size: 13, weight: 650, anchor: "end", fill: colours["--ink"] }),
    svgOf(chart, { frame, colours, measure }),
  ].join("");
}

function printedColours(panels) {
  const [{ chart }] = panels;
  const names = new Set([...TOKENS, ...panels.flatMap((panel) => panel.chart.lines.map(({ colour }) => colour))]);
  return Object.fromEntries([...names].map((name) => [name, chart.colourOf(name, "light")]));
}

function widthOf() {
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.font = `650 13px ${FONT}`;
  return (text) => ctx.measureText(text).width;
}
