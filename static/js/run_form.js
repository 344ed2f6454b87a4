// The lab's form: a slider beside the learning rate, the method's usual value, and a count of chosen examples.

import { fill } from "./run_numbers.js";

const TICKS = 1000;
const BETWEEN = [1, 1.5, 2, 3, 5, 7]; // within each power of ten

// A slider position (0 to 1000) and its value on a logarithmic scale between two limits.
export const toValue = (position, low, high) => low * (high / low) ** (position / TICKS);
export const toPosition = (value, low, high) => Math.round((TICKS * Math.log(value / low)) / Math.log(high / low));

// Two digits that count: 0.00123 becomes 0.0012.
export const tidy = (value) => String(Number(value.toPrecision(2)));

// What the keys of a slider go through, as somebody would write it: 0.001, 0.0015, 0.002 …
export function stops(low, high) {
  const powers = Array.from({ length: Math.ceil(Math.log10(high / low)) + 2 }, (_, at) => 10 ** (Math.floor(Math.log10(low)) + at));
  const inside = powers.flatMap((power) => BETWEEN.map((times) => Number((times * power).toPrecision(2)))).filter((value) => value > low && value < high);
  return [low, ...inside, high];
}

const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 3, PageDown: -3 };

// The value that a key leads to, from another: the next stop, or the third; null for any other key.
export function afterKey(key, value, low, high) {
  if (key === "Home") return low;
  if (key === "End") return high;
  const step = STEPS[key];
  if (!step) return null;
  const ways = step > 0 ? stops(low, high).filter((one) => one > value * 1.001) : stops(low, high).filter((one) => one < value * 0.999).reverse();
  return ways[Math.min(Math.abs(step), ways.length) - 1] ?? value;
}

export function bindLogKnob(field, methods) {
  const number = field.querySelector("input[type=number]");
  const slider = field.querySelector("input[type=range]");
  const usual = field.querySelector("[data-usual]");
  const [low, high] = [Number(number.min), Number(number.max)];
  const follow = () => {
    const value = Number(number.value || number.placeholder);
    if (value >= low && value <= high) slider.value = toPosition(value, low, high);
    slider.setAttribute("aria-valuetext", number.value || number.placeholder);
  };
  const takeUsual = () => {
    const chosen = methods.find((method) => method.checked);
    if (!chosen?.dataset.rate) return;
    number.placeholder = chosen.dataset.rate;
    usual.textContent = fill(usual.dataset.usual, { method: chosen.dataset.name, rate: chosen.dataset.rate });
    follow();
  };
  slider.addEventListener("input", () => {
    number.value = tidy(Math.min(high, Math.max(low, toValue(Number(slider.value), low, high))));
    follow();
  });
  slider.addEventListener("keydown", (event) => {
    const { key, ctrlKey, altKey, metaKey } = event;
    const to = ctrlKey || altKey || metaKey ? null : afterKey(key, Number(number.value || number.placeholder), low, high);
    if (to === null) return;
    event.preventDefault();
    number.value = tidy(to);
    follow();
  });
  number.addEventListener("input", follow);
  methods.forEach((method) => method.addEventListener("change", takeUsual));
  slider.hidden = false;
  takeUsual();
  follow();
}

export function bindExamples(group) {
  const most = Number(group.dataset.most);
  const said = group.querySelector("[data-chosen]");
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const count = () => {
    const n = boxes.filter((box) => box.checked).length;
    said.textContent = fill(said.dataset.chosen, { n, most });
    boxes.forEach((box) => { box.disabled = n >= most && !box.checked; });
  };
  boxes.forEach((box) => box.addEventListener("change", count));
  count();
}

function bind(form) {
  const methods = [...form.querySelectorAll("input[name=method]")];
  form.querySelectorAll(".knob.log-scale").forEach((field) => bindLogKnob(field, methods));
  form.querySelectorAll(".examples").forEach(bindExamples);
  form.querySelector("[aria-invalid=true]")?.focus();
  const run = form.querySelector(".run-bar button");
  form.addEventListener("submit", () => run.setAttribute("aria-busy", "true"));
  addEventListener("pageshow", () => run.removeAttribute("aria-busy"));
}

document.querySelectorAll(".lab-form").forEach(bind);
