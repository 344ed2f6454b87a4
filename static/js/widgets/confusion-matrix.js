// A confusion matrix: choose a cell and see which precision and recall it enters; where there are scores, move the threshold.

import { share, sum } from "./formulas.js";
import { begin, element, fill, fixed } from "./frame.js";

const SHADES = 4;
const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

export function matrixOf({ counts, scored }, { threshold }) {
  if (!scored.length) return counts;
  const matrix = [[0, 0], [0, 0]];
  for (const [score, belongs] of scored) matrix[belongs ? 0 : 1][score >= threshold ? 0 : 1] += 1;
  return matrix;
}

export function scoresOf(matrix) {
  const hits = matrix.map((row, i) => row[i]);
  const truly = matrix.map(sum);
  const answered = matrix.map((_row, i) => sum(matrix.map((row) => row[i])));
  const f1 = hits.map((hit, i) => share(2 * hit, truly[i] + answered[i]));
  const seen = f1.filter((_one, i) => truly[i] + answered[i]);
  return {
    hits, truly, answered,
    accuracy: share(sum(hits), sum(truly)),
    macroF1: share(sum(seen), seen.length),
    classes: hits.map((hit, i) => [share(hit, answered[i]), share(hit, truly[i]), f1[i]]),
  };
}

export function table(settings, state) {
  const { words, names, scored } = settings;
  const matrix = matrixOf(settings, state);
  const { accuracy, macroF1, classes, hits, truly } = scoresOf(matrix);
  const said = fill(words.summary, { accuracy: fixed(accuracy, 3), macro: fixed(macroF1, 3), right: sum(hits), all: sum(truly) });
  return {
    caption: words.caption,
    head: [words.corner, ...names, words.precision, words.recall, words.f1],
    rows: names.map((name, i) => [name, ...matrix[i].map(String), ...classes[i].map((one) => fixed(one, 3))]),
    summary: scored.length ? fill(words.atThreshold, { threshold: fixed(state.threshold, 2), said }) : said,
  };
}

// What one cell does to the scores, in a sentence.
export function explained({ words, names }, matrix, [i, j]) {
  const { hits, truly, answered, classes } = scoresOf(matrix);
  const word = i === j ? "right" : "wrong";
  return fill(words[matrix[i][j] ? word : `none${word[0].toUpperCase()}${word.slice(1)}`], {
    count: matrix[i][j], truth: names[i], answer: names[j], hits: hits[i], found: hits[j], row: truly[i], column: answered[j],
    recall: fixed(classes[i][1], 3), precision: fixed(classes[j][0], 3),
  });
}

function build(frame) {
  const { settings, words } = frame;
  const { names } = settings;
  const state = { ...settings.start, cell: null };
  const told = element("p", { class: "told" }, words.choose);
  const cells = names.map((_truth, i) => names.map((_answer, j) => element("button", { type: "button", class: "cell", "aria-pressed": "false", tabindex: i || j ? -1 : 0, click: () => choose(i, j), keydown: (event) => move(event, i, j) })));
  const scoreCells = names.map(() => [0, 1, 2].map(() => element("td", { class: "n" })));
  const heads = [words.corner, ...names, words.precision, words.recall, words.f1].map((text) => element("th", { scope: "col" }, text));
  const rows = names.map((name, i) => element("tr", {}, element("th", { scope: "row" }, name), ...cells[i].map((cell) => element("td", {}, cell)), ...scoreCells[i]));
  const grid = element("table", { class: "matrix" }, element("caption", { class: "visually-hidden" }, words.matrix), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));

  const show = () => {
    const matrix = matrixOf(settings, state);
    const { classes } = scoresOf(matrix);
    const [chosenRow, chosenColumn] = state.cell ?? [];
    matrix.forEach((row, i) => row.forEach((count, j) => {
      const cell = cells[i][j];
      const isChosen = i === chosenRow && j === chosenColumn;
      cell.textContent = count;
      cell.setAttribute("aria-label", frame.say("cell", { truth: names[i], answer: names[j], count }));
      cell.setAttribute("aria-pressed", String(isChosen));
      cell.dataset.shade = count ? Math.ceil((SHADES * count) / Math.max(...row)) : 0;
      cell.parentElement.className = i === j ? "diagonal" : "";
      cell.parentElement.classList.toggle("touched", i === chosenRow || j === chosenColumn);
    }));
    scoreCells.forEach((line, i) => line.forEach((cell, which) => {
      cell.textContent = fixed(classes[i][which], 3);
      cell.classList.toggle("touched", (which === 0 && i === chosenColumn) || (which === 1 && i === chosenRow));
    }));
    const shown = table(settings, state);
    told.textContent = state.cell ? explained(settings, matrix, state.cell) : words.choose;
    frame.show(shown, state.cell ? `${told.textContent} ${shown.summary}` : shown.summary);
  };
  const choose = (i, j) => {
    cells.flat().forEach((cell) => { cell.tabIndex = -1; });
    cells[i][j].tabIndex = 0;
    state.cell = [i, j];
    show();
  };
  const move = (event, i, j) => {
    const [down, right] = MOVES[event.key] ?? [0, 0];
    const next = cells[i + down]?.[j + right];
    if (!(down || right) || !next) return;
    event.preventDefault();
    choose(i + down, j + right);
    next.focus();
  };

  const moveThreshold = (threshold) => { state.threshold = threshold; show(); };
  if (settings.scored.length) {
    frame.add(frame.slider({ label: frame.say("threshold", { label: names[0] }), min: 0, max: 1, step: 0.01, value: state.threshold, text: (at) => fixed(at, 2), onInput: moveThreshold }).field);
  }
  frame.add(element("div", { class: "scroll", role: "group", "aria-label": words.matrix }, grid), told);
  show();
}

begin("confusion-matrix", build);
