// Chances of the next token: temperature, top-k and top-p bend them, and drawing shows what they mean.

import { ranked, softmax, sum } from "./formulas.js";
import { begin, element, fill, fixed, short } from "./frame.js";

const SLACK = 1e-12;
const MANY = 100;

export function truncated(probabilities, topK, topP) {
  const order = ranked(probabilities).slice(0, topK);
  const mass = sum(order.map((i) => probabilities[i]));
  const kept = probabilities.map(() => 0);
  let reached = 0;
  for (const i of order) {
    if (reached >= topP - SLACK) break;
    kept[i] = probabilities[i] / mass;
    reached += kept[i];
  }
  return kept.map((one) => one / reached);
}

export const chances = ({ logits }, { temperature, topK, topP }) => truncated(softmax(logits, temperature), topK, topP);

export function table(settings, state) {
  const { words, tokens, logits, compared } = settings;
  const now = chances(settings, state);
  const others = compared.map((temperature) => softmax(logits, temperature));
  const best = ranked(now)[0];
  const setting = { t: short(state.temperature), k: state.topK, p: short(state.topP) };
  return {
    caption: words.caption,
    head: [words.token, words.logit, ...compared.map((t) => fill(words.at, { t: short(t) })), fill(words.setting, setting)],
    rows: tokens.map((token, i) => [token, fixed(logits[i], 2), ...others.map((p) => fixed(p[i], 3)), now[i] ? fixed(now[i], 3) : "–"]),
    summary: fill(words.summary, { token: tokens[best], p: fixed(now[best], 3), kept: now.filter((p) => p > 0).length, all: now.length }),
  };
}

// Mulberry32: the same seed draws the same tokens on every machine.
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function draw(probabilities, random) {
  let left = random();
  const drawn = probabilities.findIndex((p) => { left -= p; return left < 0 && p > 0; });
  return drawn >= 0 ? drawn : probabilities.findLastIndex((p) => p > 0);
}

function bars({ tokens }) {
  const lines = tokens.map((token) => {
    const fillOf = element("i");
    const [value, count] = [element("b"), element("small")];
    return { item: element("li", {}, element("span", { class: "bar-name" }, token), element("span", { class: "bar" }, fillOf), value, count), fillOf, value, count };
  });
  return { list: element("ul", { class: "bars" }, ...lines.map(({ item }) => item)), lines };
}

function build(frame) {
  const { settings } = frame;
  const state = { ...settings.start };
  const { list, lines } = bars(settings);
  let random = generator(settings.seed);
  let counts = settings.tokens.map(() => 0);

  const showCounts = () => lines.forEach(({ count }, i) => { const all = sum(counts); count.textContent = all ? frame.say("drawn", { count: counts[i], all }) : ""; });
  const show = () => {
    const now = chances(settings, state);
    lines.forEach(({ item, fillOf, value }, i) => {
      fillOf.style.width = `${100 * now[i]}%`;
      value.textContent = now[i] ? fixed(now[i], 3) : "–";
      item.classList.toggle("cut", !now[i]);
    });
    frame.show(table(settings, state));
  };
  const startOver = () => {
    random = generator(settings.seed);
    counts = counts.map(() => 0);
    showCounts();
  };
  const change = (name) => (value) => { state[name] = value; startOver(); show(); };
  const take = (times) => () => {
    const now = chances(settings, state);
    let last;
    for (let n = 0; n < times; n += 1) counts[last = draw(now, random)] += 1;
    showCounts();
    frame.speak(frame.say("drew", { token: settings.tokens[last], count: sum(counts) }));
  };

  frame.add(
    frame.slider({ label: frame.words.temperature, min: 0.1, max: 3, step: 0.1, value: state.temperature, text: short, onInput: change("temperature") }).field,
    frame.slider({ label: frame.words.topK, min: 1, max: settings.tokens.length, step: 1, value: state.topK, text: String, onInput: change("topK") }).field,
    frame.slider({ label: frame.words.topP, min: 0.05, max: 1, step: 0.05, value: state.topP, text: (p) => fixed(p, 2), onInput: change("topP") }).field,
    list,
    element("div", { class: "row" }, frame.button("draw", take(1), "primary"), frame.button("drawMany", take(MANY)), frame.button("startOver", startOver, "ghost")),
  );
  show();
}

begin("softmax-temperature", build);
