// What every widget is made of: its settings, labelled native controls, the table beside the drawing, and a voice.

import { fill } from "../run_numbers.js";

export { fill };

const SVG = "http://www.w3.org/2000/svg";
const MINUS = "\u2212";
const PAUSE_MS = 700; // a voice that follows a moving slider would never end a sentence

// As Python's `fixed` writes it: halves away from zero, a real minus, none before zero.
export function fixed(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

export const short = (value) => String(Number(value.toPrecision(6))).replace("-", MINUS);

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

// An attribute that is a function listens for the event of its name.
export const element = (name, attributes = {}, ...children) => made(document.createElement(name), attributes, children);
export const svg = (name, attributes = {}, ...children) => made(document.createElementNS(SVG, name), attributes, children);

export class Frame {
  constructor(root) {
    this.root = root;
    this.settings = JSON.parse(root.dataset.settings);
    this.words = this.settings.words;
    this.stage = root.querySelector("[data-stage]");
    this.isShown = false;
    this.names = 0;
  }

  say(word, values = {}) {
    return fill(this.words[word], values);
  }

  add(...children) {
    this.stage.append(...children);
  }

  // Brings table and summary up to date. `spoken` is said instead of the summary, once the learner rests.
  show({ caption, head, rows, summary }, spoken = summary) {
    const table = this.root.querySelector("[data-table] table");
    table.caption.textContent = caption;
    table.parentElement.setAttribute("aria-label", caption);
    table.tHead.replaceChildren(row(head, () => element("th", { scope: "col" })));
    table.tBodies[0].replaceChildren(...rows.map((cells) => row(cells, (place) => (place ? element("td") : element("th", { scope: "row" })))));
    this.root.querySelector("[data-summary]").textContent = summary;
    if (this.isShown) this.speak(spoken);
  }

  speak(text) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { this.root.querySelector("[data-live]").textContent = text; }, PAUSE_MS);
  }

  // `text(value)` is what stands beside it and what a screen reader says.
  slider({ label, min, max, step, value, text, onInput }) {
    const id = this.newId();
    const shown = element("output", { for: id, "aria-live": "off" });
    const input = element("input", { type: "range", id, min, max, step, value });
    const tell = () => {
      shown.textContent = text(Number(input.value));
      input.setAttribute("aria-valuetext", shown.textContent);
    };
    input.addEventListener("input", () => { tell(); onInput(Number(input.value)); });
    tell();
    const field = element("div", { class: "slider" }, element("label", { for: id }, label), shown, input);
    const set = (to, most = input.max) => { input.max = most; input.value = to; tell(); };
    return { field, input, set };
  }

  // One of several, as radio buttons: arrow keys move by themselves. `options`: [value, text] pairs.
  choice({ label, options, value, onInput }) {
    const name = this.newId();
    const radios = options.map(([of, text]) => {
      const input = element("input", { type: "radio", name, value: of, checked: of === value, change: () => onInput(of) });
      return element("label", {}, input, element("span", {}, text));
    });
    const field = element("fieldset", { class: "options" }, element("legend", {}, label), ...radios);
    const set = (to) => { field.querySelectorAll("input").forEach((input) => { input.checked = input.value === String(to); }); };
    return { field, set };
  }

  button(word, click, kind = "") {
    return element("button", { type: "button", class: `btn ${kind}`.trim(), click }, this.words[word]);
  }

  newId() {
    this.names += 1;
    return `${this.root.id}-${this.names}`;
  }

  // The table steps back, but stays at hand.
  open() {
    const table = this.root.querySelector("[data-table]");
    const fold = element("details", { class: "widget-fold" }, element("summary", { "aria-describedby": `${this.root.id}-title` }, this.root.dataset.asTable));
    table.replaceWith(fold);
    fold.append(table);
    fold.before(this.root.querySelector("[data-summary]"));
    this.stage.hidden = false;
    this.isShown = true;
  }
}

function row(cells, make) {
  return element("tr", {}, ...cells.map((text, place) => { const cell = make(place); cell.textContent = text; return cell; }));
}

// Builds every widget of a kind on the page, and those that are drawn later. One that fails leaves its table as it stands.
export function begin(kind, build) {
  const all = () => document.querySelectorAll(`[data-widget="${kind}"]:not([data-built])`).forEach((root) => {
    root.dataset.built = "";
    const frame = new Frame(root);
    build(frame);
    frame.open();
  });
  all();
  document.addEventListener("widgets:drawn", all);
}
