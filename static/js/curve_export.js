// A chart to take away: a picture, a drawing, or its numbers. Made in the browser, sent nowhere.

import { svgOf } from "./curve_svg.js";

export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function savePng(chart, { name, title }) {
  const drawn = chart.plot.ctx.canvas;
  const ratio = devicePixelRatio;
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width;
  canvas.height = drawn.height + 40 * ratio;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = chart.colours["--sheet"];
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = chart.colours["--ink-2"];
  ctx.font = `600 ${16 * ratio}px system-ui, sans-serif`;
  ctx.fillText(title, 16 * ratio, 26 * ratio);
  ctx.drawImage(drawn, 0, 40 * ratio);
  return new Promise((done) => canvas.toBlob((blob) => {
    download(`${name}.png`, blob);
    done();
  }, "image/png"));
}

export function saveSvg(chart, { name, title }) {
  download(`${name}.svg`, new Blob([svgOf(chart, { title })], { type: "image/svg+xml" }));
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

export function saveCsv(text, { name }) {
  download(`${name}.csv`, new Blob([text], { type: "text/csv" }));
}
