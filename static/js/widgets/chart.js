// One curve with readable axes, drawn at the size it has on the screen, so that its letters keep theirs.

import { element, svg } from "./frame.js";

const MARGIN = { left: 64, right: 16, top: 12, bottom: 40 };
const HEIGHT = 220;
const STEPS = [1, 2, 5, 10];
const MARK_WIDTH = 80;

// Round values between two, about `count` of them.
export function roundMarks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * STEPS.find((times) => times * power >= rough * 0.999);
  const marks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) marks.push(Number((n * step).toPrecision(12)));
  return marks;
}

// `draw({ points, top, marker, label, xText, yText, dots })` shows [x, y] points over a ground that begins at 0.
// `onPick(x)` hears where a finger or mouse points to.
export class Chart {
  constructor({ onPick } = {}) {
    this.figure = element("div", { class: onPick ? "chart picks" : "chart" });
    new ResizeObserver(() => this.last && this.draw(this.last)).observe(this.figure);
    if (onPick) this.listen(onPick);
  }

  listen(onPick) {
    const pick = (event) => {
      if (event.type === "pointermove" && event.buttons !== 1) return;
      const { left } = this.figure.getBoundingClientRect();
      onPick(this.fromPixel(event.clientX - left));
    };
    this.figure.addEventListener("pointerdown", pick);
    this.figure.addEventListener("pointermove", pick);
  }

  draw(shown) {
    this.last = shown;
    const width = this.figure.clientWidth;
    if (!width) return;
    const { points, top, marker, label, dots } = shown;
    const [first, last] = [points[0][0], Math.max(points.at(-1)[0], points[0][0] + 1)];
    const box = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom };
    const x = (value) => box.left + ((value - first) / (last - first)) * (box.right - box.left);
    const y = (value) => box.bottom - (value / (top || 1)) * (box.bottom - box.top);
    this.fromPixel = (pixel) => Math.min(last, Math.max(first, first + ((pixel - box.left) / (box.right - box.left)) * (last - first)));
    const path = points.map(([px, py], place) => `${place ? "L" : "M"}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join("");
    this.figure.replaceChildren(svg(
      "svg",
      { role: "img", "aria-label": label, width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` },
      ...ground(shown, box, [first, last], x, y),
      svg("path", { d: path, class: "curve c1" }),
      ...(dots ? points.map(([px, py]) => svg("circle", { cx: x(px), cy: y(py), r: 3, class: "dot-on-curve" })) : []),
      ...(marker ? pin(marker, box, x, y) : []),
    ));
  }
}

function ground({ top, xText, yText }, box, [first, last], x, y) {
  const word = (text, at) => svg("text", at, text);
  const across = roundMarks(first, last, Math.max(2, (box.right - box.left) / MARK_WIDTH)).filter(Number.isInteger);
  return [
    ...roundMarks(0, top || 1, 4).flatMap((mark) => [
      svg("line", { x1: box.left, x2: box.right, y1: y(mark), y2: y(mark), class: "axis" }),
      word(yText(mark), { x: box.left - 8, y: y(mark) + 4, "text-anchor": "end" }),
    ]),
    ...across.map((mark) => word(String(mark), { x: x(mark), y: box.bottom + 18, "text-anchor": "middle" })),
    word(xText, { x: box.right, y: box.bottom + 35, "text-anchor": "end" }),
  ];
}

function pin([px, py], box, x, y) {
  return [
    svg("line", { x1: x(px), x2: x(px), y1: y(py), y2: box.bottom, class: "pin" }),
    svg("circle", { cx: x(px), cy: y(py), r: 7, class: "pin-head" }),
  ];
}
