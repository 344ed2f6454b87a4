// Where the names of curves stand: near their ends, over no curve and no other name. Pure; pixels of one drawing.

import { spread } from "./curve_data.js";

const COVERS = 60; // covering a curve for one column is as bad as standing so many pixels farther away
const COVERS_FAINT = 4;
const FAR = 1.4; // gaps between a label and its curve's end from where on a thin line joins them

// `labels`: { x, y, width } with the end of each curve; `curves`: { x: [], y: [], faint }, from left to right.
// `box`: the labels' middles lie from `top` to `bottom`, the plot begins at `left`, the drawing ends at `end`; labels are
// `gap` high and stand `nudge` beside an end; `unit` is the width of a column in which curves are looked at.
// Returns the labels with x (left) and y (middle), and the `end` that a line should join them with.
export function placeLabels(labels, curves, box) {
  const shadows = curves.map((curve) => shadowOf(curve, box));
  const placed = new Map();
  const beside = labels.filter((label) => standsFree(label, shadows, box));
  const spreadOut = spread(beside.map(({ x, ...label }) => ({ ...label, x: x + box.nudge })), box);
  beside.forEach((label, i) => placed.set(label, spreadOut[i]));
  const put = (group) => stacked(group, [...placed.values()], shadows, box).forEach((label, i) => placed.set(group[i], label));
  for (const group of neighbours(labels.filter((one) => !placed.has(one)), box)) put(group);
  return labels.map((label) => placed.get(label));
}

// Beyond the last point of every curve nothing can be covered.
function standsFree({ x, width }, shadows, box) {
  return x + box.nudge + width <= box.end && shadows.every(({ reach }) => reach < column(x + box.nudge, box));
}

// Labels whose curves end close together, from the top.
function neighbours(labels, { gap }) {
  const groups = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    const near = groups.find((group) => group.some(({ x, y }) => Math.abs(x - label.x) < 2 * gap && Math.abs(y - label.y) < 2 * gap));
    if (near) near.push(label);
    else groups.push([label]);
  }
  return groups;
}

// In the order of their curves, one below the other, wherever there is room for all; else each where it finds room.
function stacked(group, others, shadows, box) {
  const middle = group.reduce((sum, { y }) => sum + y, 0) / group.length;
  const whole = { x: group[0].x, y: middle, width: Math.max(...group.map(({ width }) => width)), rows: group.length };
  const found = nearest(whole, others, shadows, box);
  if (group.length > 1 && !found.free) {
    const alone = [];
    for (const label of group) alone.push(...stacked([label], [...others, ...alone], shadows, box));
    return alone;
  }
  return group.map((label, i) => {
    const y = found.y + (i - (group.length - 1) / 2) * box.gap;
    const x = label.x > found.x + whole.width / 2 ? found.x + whole.width - label.width : found.x;
    const aside = Math.max(0, x - label.x, label.x - x - label.width);
    const joined = Math.hypot(aside, y - label.y) > FAR * box.gap && (aside > 0 || group.length === 1);
    return { ...label, x, y, end: joined ? { x: label.x, y: label.y } : null };
  });
}

// The best place for `rows` lines: { x, y, free }, y in the middle of them.
function nearest({ x, y, width, rows }, others, shadows, box) {
  const half = (rows * box.gap) / 2;
  let best = { cost: Infinity, x: Math.max(box.left, Math.min(x, box.end - width)), y, free: false };
  const across = places(x, width, box);
  for (const middle of heights(y, half, others, box)) {
    for (const left of across) {
      const away = Math.hypot(Math.max(0, left - x, x - left - width), Math.max(0, Math.abs(middle - y) - half));
      if (away >= best.cost || others.some((other) => overlap(other, left, middle, width, half + box.gap / 2))) continue;
      const covers = covered(shadows, left, [middle - half, middle + half], width, box);
      if (away + covers < best.cost) best = { cost: away + covers, x: left, y: middle, free: covers < COVERS };
    }
  }
  return best;
}

function heights(y, half, others, { top, bottom, gap }) {
  const [first, last] = [top - gap / 2 + half, bottom + gap / 2 - half];
  const found = [y, y - half - gap / 2, y + half + gap / 2, ...others.flatMap((other) => [other.y - half - gap / 2, other.y + half + gap / 2])];
  for (let here = first; here <= last; here += gap / 2) found.push(here);
  return found.filter((here) => here >= first && here <= last);
}

function places(x, width, { left, end, nudge, unit }) {
  const found = [x + nudge, x - width / 2, x - width - nudge, end - width];
  for (let here = left; here <= end - width; here += 2 * unit) found.push(here);
  return found.filter((here) => here >= left && here + width <= end);
}

const overlap = (other, x, y, width, apart) => Math.abs(other.y - y) < apart && x < other.x + other.width && other.x < x + width;

const column = (x, { left, unit }) => Math.floor((x - left) / unit);

function covered(shadows, x, [above, below], width, box) {
  const [from, to] = [column(x, box), column(x + width, box)];
  let cost = 0;
  for (const { low, high, faint } of shadows) {
    for (let at = Math.max(0, from); at <= to; at += 1) if (low[at] <= below && high[at] >= above) cost += faint ? COVERS_FAINT : COVERS;
  }
  return cost;
}

// How low and how high a curve lies in each column of the drawing, and the last column that it reaches.
function shadowOf({ x, y, faint = false }, box) {
  const count = column(box.end, box) + 1;
  const [low, high] = [new Float64Array(count).fill(Infinity), new Float64Array(count).fill(-Infinity)];
  const mark = (at, height) => {
    if (height < low[at]) low[at] = height;
    if (height > high[at]) high[at] = height;
  };
  let [fromX, fromY, reach] = [NaN, NaN, -1];
  for (let i = 0; i < x.length; i += 1) {
    if (y[i] == null) continue;
    const [first, last] = [column(fromX, box), column(x[i], box)];
    if (first !== last && last >= 0 && first < count) {
      const slope = (y[i] - fromY) / (x[i] - fromX);
      for (let at = Math.max(0, first); at <= Math.min(last, count - 1); at += 1) {
        const edge = box.left + at * box.unit;
        mark(at, fromY + slope * (Math.max(fromX, edge) - fromX));
        mark(at, fromY + slope * (Math.min(x[i], edge + box.unit) - fromX));
      }
    } else if (last >= 0 && last < count) mark(last, y[i]);
    [fromX, fromY, reach] = [x[i], y[i], last];
  }
  return { low, high, faint, reach };
}
