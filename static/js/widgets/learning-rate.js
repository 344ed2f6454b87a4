// The learning rate over a run: its shape, its warm-up, and what it is at a step that the learner points to.

import { Chart } from "./chart.js";
import { begin, element, fill, fixed, short } from "./frame.js";

const LONG_WARMUP = 0.3;
const MOST_POINTS = 400;
const [FEWEST, MOST] = [10, 100_000];

export const warmSteps = (steps, share) => Math.min(steps - 1, Math.floor(steps * share + 0.5));

export function rateAt(step, { peak, steps, warm, shape }) {
  if (step <= warm) return (peak * step) / warm;
  if (shape === "constant") return peak;
  const gone = (step - warm - 1) / (steps - warm);
  return shape === "linear" ? peak * (1 - gone) : (peak * (1 + Math.cos(Math.PI * gone))) / 2;
}

const percent = (hundredths, words) => fill(words.percent, { share: fixed(hundredths, 0) });

const scheduleOf = ({ peak }, { factor, steps, warmup, shape }) => ({ peak: peak * factor, steps, shape, warm: warmSteps(steps, warmup) });

export function tellingSteps(steps, warm, chosen) {
  const quarters = [1, 2, 3].map((part) => Math.floor((part * steps) / 4));
  return [...new Set([1, Math.max(1, warm), warm + 1, ...quarters, steps, chosen])].sort((a, b) => a - b);
}

function hintOf({ factor, warmup, shape }, warm) {
  if (factor > 1) return "hintHigh";
  if (factor < 1) return "hintLow";
  if (warmup > LONG_WARMUP) return "hintLong";
  return warm ? `hint${shape[0].toUpperCase()}${shape.slice(1)}` : "hintCold";
}

export function table(settings, state) {
  const { words, digits } = settings;
  const schedule = scheduleOf(settings, state);
  const { steps, step, shape } = state;
  const rate = rateAt(step, schedule);
  const phase = (at) => (at <= schedule.warm ? words.warmup : shape === "constant" ? words.constant : words.decay);
  return {
    caption: words.caption,
    head: [words.step, words.share, words.rate, words.phase],
    rows: tellingSteps(steps, schedule.warm, step).map((at) => [String(at), percent((100 * at) / steps, words), fixed(rateAt(at, schedule), digits), phase(at)]),
    summary: fill(words.summary, { step, steps, rate: fixed(rate, digits), share: percent((100 * rate) / schedule.peak, words), hint: words[hintOf(state, schedule.warm)] }),
  };
}

// Every step of a short run, evenly spread ones of a long one, and always the end of the warm-up.
function pointsOf(schedule) {
  const { steps, warm } = schedule;
  const some = Array.from({ length: Math.min(steps, MOST_POINTS) }, (_none, n) => 1 + Math.round((n * (steps - 1)) / (Math.min(steps, MOST_POINTS) - 1)));
  const all = [...new Set([...some, Math.max(1, warm), Math.min(steps, warm + 1)])].sort((a, b) => a - b);
  return all.map((step) => [step, rateAt(step, schedule)]);
}

function build(frame) {
  const { settings, words } = frame;
  const state = { ...settings.start };
  const chart = new Chart({ onPick: (step) => { point.set(Math.round(step)); moveTo(Math.round(step)); } });

  const show = () => {
    const schedule = scheduleOf(settings, state);
    const shown = table(settings, state);
    chart.draw({
      points: pointsOf(schedule), top: settings.peak * state.factor * 1.1, marker: [state.step, rateAt(state.step, schedule)],
      label: `${frame.say("curve", { steps: state.steps })}. ${shown.summary}`, xText: words.step, yText: short,
    });
    frame.show(shown);
  };
  const moveTo = (step) => { state.step = step; show(); };
  const point = frame.slider({ label: words.point, min: 1, max: state.steps, step: 1, value: state.step, text: String, onInput: moveTo });
  const change = (name) => (value) => { state[name] = value; show(); };
  const lengthen = ({ target }) => {
    if (!target.checkValidity() || !target.value) return;
    state.step = Math.max(1, Math.round((state.step / state.steps) * Number(target.value)));
    state.steps = Number(target.value);
    point.set(state.step, state.steps);
    show();
  };
  const id = frame.newId();
  const length = element("div", { class: "field" }, element("label", { for: id }, words.steps), element("input", { id, type: "number", min: FEWEST, max: MOST, step: 1, value: state.steps, input: lengthen }));

  frame.add(
    frame.choice({ label: words.shapes, options: ["linear", "cosine", "constant"].map((shape) => [shape, words[shape]]), value: state.shape, onInput: change("shape") }).field,
    frame.choice({ label: words.peak, options: settings.factors.map((factor) => [factor, short(settings.peak * factor)]), value: state.factor, onInput: change("factor") }).field,
    frame.slider({ label: words.warmupShare, min: 0, max: 0.5, step: 0.01, value: state.warmup, text: (part) => percent(100 * part, words), onInput: change("warmup") }).field,
    length,
    chart.figure,
    point.field,
  );
  show();
}

begin("learning-rate", build);
