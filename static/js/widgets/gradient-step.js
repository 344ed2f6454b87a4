// One batch, its cross-entropy and the gradient p − y: each step goes against it, and the loss is watched.

import { Chart } from "./chart.js";
import { crossEntropy, softmax, sum } from "./formulas.js";
import { begin, element, fill, fixed, short } from "./frame.js";

const NOTICEABLE = 1e-9;
const MOST_STEPS = 60;

export function descend({ logits, shares }, rate, steps) {
  const walked = [];
  let at = logits;
  for (let n = 0; n <= steps; n += 1) {
    const probabilities = softmax(at);
    walked.push({ logits: at, probabilities, loss: crossEntropy(at, shares) });
    at = at.map((z, i) => z - rate * (probabilities[i] - shares[i]));
  }
  return walked;
}

export const leastLoss = (shares) => -sum(shares.filter((y) => y > 0).map((y) => y * Math.log(y))) || 0;

function summaryOf({ words, shares }, walked, { rate, steps }) {
  const losses = walked.map(({ loss }) => loss);
  const rises = losses.filter((loss, n) => n && loss > losses[n - 1] + NOTICEABLE).length;
  const word = steps === 0 ? "begin" : rises ? "wavered" : "fell";
  const said = fill(words[word], { rate: short(rate), steps, first: fixed(losses[0], 3), last: fixed(losses.at(-1), 3), rises });
  const floor = leastLoss(shares);
  return floor ? fill(words.floor, { said, floor: fixed(floor, 3) }) : said;
}

export function table(settings, state) {
  const { words, names, shares } = settings;
  const walked = descend(settings, state.rate, state.steps);
  const labels = names.map((name, i) => `${name} ${fixed(shares[i], 2)}`).join(", ");
  return {
    caption: fill(words.caption, { labels }),
    head: [words.step, words.loss, ...names],
    rows: walked.map(({ loss, probabilities }, n) => [String(n), fixed(loss, 3), ...probabilities.map((p, i) => `${fixed(p, 3)} (${fixed(p - shares[i], 3)})`)]),
    summary: summaryOf(settings, walked, state),
  };
}

// The step that comes next, with every number that goes into it.
function workings({ words, names, shares }) {
  const head = ["class", "logit", "probability", "target", "gradient", "next"].map((word) => element("th", { scope: "col" }, words[word]));
  const body = element("tbody");
  const show = ({ logits, probabilities }, rate) => body.replaceChildren(...names.map((name, i) => {
    const gradient = probabilities[i] - shares[i];
    const numbers = [fixed(logits[i], 3), fixed(probabilities[i], 3), fixed(shares[i], 2), fixed(gradient, 3), fixed(logits[i] - rate * gradient, 3)];
    return element("tr", {}, element("th", { scope: "row" }, name), ...numbers.map((text) => element("td", {}, text)));
  }));
  const drawn = element("table", {}, element("caption", {}, words.now), element("thead", {}, element("tr", {}, ...head)), body);
  return { box: element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": words.now }, drawn), show };
}

function build(frame) {
  const { settings } = frame;
  const state = { rate: settings.start.rate, steps: 0 };
  const chart = new Chart();
  const { box, show: showWorkings } = workings(settings);

  const show = () => {
    const walked = descend(settings, state.rate, state.steps);
    const losses = walked.map(({ loss }) => loss);
    const shown = table(settings, state);
    chart.draw({ points: losses.map((loss, n) => [n, loss]), top: Math.max(...losses) * 1.1, label: `${frame.words.curve}. ${shown.summary}`, xText: frame.words.step, yText: short, dots: true });
    showWorkings(walked.at(-1), state.rate);
    [one, ten].forEach((button) => { button.disabled = state.steps >= MOST_STEPS; });
    frame.show(shown);
  };
  const take = (steps) => () => { state.steps = Math.min(MOST_STEPS, state.steps + steps); show(); };
  const startOver = () => { state.steps = 0; show(); };
  const one = frame.button("take", take(1), "primary");
  const ten = frame.button("takeTen", take(10));

  frame.add(
    frame.slider({
      label: frame.words.rate, min: 0, max: settings.rates.length - 1, step: 1, value: settings.rates.indexOf(state.rate),
      text: (place) => short(settings.rates[place]), onInput: (place) => { state.rate = settings.rates[place]; startOver(); },
    }).field,
    box,
    element("div", { class: "row" }, one, ten, frame.button("startOver", startOver, "ghost")),
    element("p", { class: "small" }, frame.words.curve),
    chart.figure,
  );
  show();
}

begin("gradient-step", build);
