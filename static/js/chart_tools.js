// The tools above a chart: smoothing, log scale, zoom, and what one can take away.

import { saveCsv, savePng, saveSvg } from "./curve_export.js";
import "./menus.js";

// The slider's middle is light smoothing, its end a mean over hundreds of steps; 0 shows the raw line alone.
export const smoothing = ({ value }) => Math.min(0.995, 1 - (1 - Number(value) / 100) ** 1.6);

// `set(options)` changes the charts; files are called `name`: `csv()` writes the numbers, `figure()` says what is drawn.
export function bindTools(chart, { set, csv, name, figure }) {
  const box = document.querySelector('[data-live="tools"]');
  const on = (tool, event, work) => box.querySelector(`[data-tool="${tool}"]`).addEventListener(event, work);
  on("smooth", "input", (event) => set({ beta: smoothing(event.target) }));
  on("log", "change", (event) => set({ log: event.target.checked }));
  on("in", "click", () => chart.zoomBy(0.5));
  on("out", "click", () => chart.zoomBy(2));
  on("all", "click", () => chart.zoom(null));
  const menu = box.querySelector(".menu");
  const save = (work) => () => {
    menu.open = false;
    work();
  };
  on("png", "click", save(() => savePng(name, figure())));
  on("svg", "click", save(() => saveSvg(name, figure())));
  on("csv", "click", save(() => saveCsv(name, csv())));
  set({ beta: smoothing(box.querySelector('[data-tool="smooth"]')) });
  box.hidden = false;
}
