// Charts to take away: a picture, a drawing, or their numbers. Made in the browser, sent nowhere.

import { figureOf } from "./curve_figure.js";

const SHARP = 2; // pixels of the picture for one of the drawing

export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A figure: { title, notes, panels }, see curve_figure.js.
export async function savePng(name, figure) {
  const { svg, width, height } = figureOf(figure);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SHARP, height: height * SHARP });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  download(`${name}.png`, await new Promise((done) => canvas.toBlob(done, "image/png")));
}

export function saveSvg(name, figure) {
  download(`${name}.svg`, new Blob([figureOf(figure).svg], { type: "image/svg+xml" }));
}

// Rows of objects as comma-separated values; a number that is none stays empty, text is quoted where it must be.
export function csvOf(rows, columns) {
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    const text = String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

// Steps and evaluations of one run side by side: step, what each step measured, and each evaluation under `validation_`.
export function csvOfRun({ steps, evals }) {
  const rows = new Map(steps.map((row) => [row.step, { ...row }]));
  for (const { step, ...said } of evals) {
    const named = Object.fromEntries(Object.entries(said).map(([key, value]) => [`validation_${key}`, value]));
    rows.set(step, { step, ...rows.get(step), ...named });
  }
  const all = [...rows.values()].sort((a, b) => a.step - b.step);
  const columns = [...new Set([...steps, ...all].flatMap((row) => Object.keys(row)))].filter((name) => !["at", "validation_seconds", "validation_epoch"].includes(name));
  return csvOf(all, ["step", ...columns.filter((name) => name !== "step")]);
}

export function saveCsv(name, text) {
  download(`${name}.csv`, new Blob([text], { type: "text/csv" }));
}
