// Curves as columns: sorted steps with values, merged for one plot. Pure: no DOM, no clock.
// In a column `null` is a gap in the line; `undefined` means that this line has no point there, and is drawn across.

// Exponential mean without the pull of its start; gaps stay gaps. (Kingma & Ba 2015, section 3, on bias correction.)
// It reaches back over no more than a tenth of the points: a longer mean of a short run would show what never was.
export function smooth(values, wanted = 0.85) {
  const count = values.reduce((sum, value) => sum + (value == null ? 0 : 1), 0);
  const beta = Math.max(0, Math.min(wanted, 1 - 10 / count));
  let mean = 0;
  let weight = 0;
  return values.map((value) => {
    if (value === null || value === undefined) return value;
    mean = beta * mean + (1 - beta) * value;
    weight = beta * weight + (1 - beta);
    return mean / weight;
  });
}

// `rows` with a `step` as one line; rows that never measured `key` are left out.
export function columnOf(rows, key) {
  const x = [];
  const y = [];
  for (const row of rows) {
    if (row[key] === undefined) continue;
    x.push(row.step);
    y.push(row[key]);
  }
  return { x, y };
}

// All lines over the union of their steps: [steps, values of line 1, values of line 2, ...].
export function align(lines) {
  if (!lines.length) return [[]];
  const xs = lines.map(({ x }) => x).reduce(union);
  return [xs, ...lines.map(({ x, y }) => (x === xs || sameSteps(x, xs) ? y : spreadOver(xs, x, y)))];
}

const sameSteps = (a, b) => a.length === b.length;

function union(a, b) {
  if (!b.length) return a;
  if (!a.length) return b;
  const merged = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const next = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    if (a[i] === next) i += 1;
    if (b[j] === next) j += 1;
    merged.push(next);
  }
  return merged;
}

function spreadOver(xs, x, y) {
  const values = new Array(xs.length);
  let j = 0;
  for (let i = 0; i < xs.length; i += 1) {
    if (x[j] === xs[i]) {
      values[i] = y[j];
      j += 1;
    }
  }
  return values;
}

// The rows of `finer` stand in for those of `rows` between its first and last step.
export function withDetail(rows, finer) {
  if (!finer?.length) return rows;
  const [from, to] = [finer[0].step, finer[finer.length - 1].step];
  return [...rows.filter((row) => row.step < from), ...finer, ...rows.filter((row) => row.step > to)];
}

const MANTISSAS = [1, 2, 5];

// The ends of a logarithmic axis: the next of 1, 2, 5 times a power of ten on either side of the values.
export function logRange(low, high) {
  const [from, to] = [logMarks(low / 10, low).at(-1), logMarks(high, high * 10)[0]];
  return from < to ? [from, to] : [from, logMarks(to * 1.01, to * 10)[0]];
}

// 1, 2 and 5 times the powers of ten between two values.
export function logMarks(low, high) {
  const marks = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1) {
    for (const times of MANTISSAS) marks.push(Number((times * 10 ** power).toPrecision(1)));
  }
  return marks.filter((mark) => mark >= low * (1 - 1e-9) && mark <= high * (1 + 1e-9));
}

// Labels { x, y, width } in one box: no two overlap, none leaves `top` to `bottom`, each as near to its line as can be.
export function spread(labels, { top, bottom, gap }) {
  const placed = labels.map((label) => ({ ...label, y: Math.min(bottom, Math.max(top, label.y)) }));
  const byHeight = [...placed].sort((a, b) => a.y - b.y);
  const beside = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width;
  byHeight.forEach((label, i) => {
    for (const above of byHeight.slice(0, i)) {
      if (beside(label, above)) label.y = Math.max(label.y, above.y + gap);
    }
  });
  let floor = bottom;
  for (let i = byHeight.length - 1; i >= 0; i -= 1) {
    const label = byHeight[i];
    if (label.y <= floor) break;
    label.y = floor;
    floor -= gap;
  }
  return placed;
}
