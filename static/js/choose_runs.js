// Counts the runs chosen for comparison and keeps them to the most that fit on one chart.

import { fill } from "./run_numbers.js";

const form = document.querySelector(".choose-runs");

function count() {
  const most = Number(form.dataset.most);
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const n = boxes.filter((box) => box.checked).length;
  boxes.forEach((box) => { box.disabled = n >= most && !box.checked; });
  form.querySelector("button").disabled = n === 0;
  form.querySelector("[data-said]").textContent = n ? fill(form.dataset.chosen, { n, most }) : form.dataset.none;
}

if (form) {
  form.dataset.none = form.querySelector("[data-said]").textContent;
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}
