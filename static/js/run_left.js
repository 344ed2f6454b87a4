// How long a run still takes: its steps at their own pace, its evaluations at theirs. Pure.

import { upTo } from "./run_state.js";

const EVALUATIONS = 10; // about so many a run, and at least one an epoch: engine/schedule.py
const LEAST_GAPS = 4;
const GAPS = 400;
const OUTLIER = 4; // one slow step in a dozen says little of the hundred to come

// Seconds; null before there is a pace. `batch`: rows in one step, for pages that did not see the steps come.
export function secondsLeft(state, { batch = 0 } = {}) {
  const { span, totalSteps } = state;
  if (!span || span.lastStep <= span.firstStep || totalSteps < span.lastStep) return null;
  const told = { ...state, steps: upTo(span.lastStep, state.steps), evals: upTo(span.lastStep, state.evals) };
  const pace = stepPace(told, batch);
  const look = lookPace(told, pace);
  return pace * (totalSteps - span.lastStep) + look * looksLeft(told, span.lastStep);
}

// Seconds of a step: the pauses between neighbouring steps with no evaluation between them, else what the engine says
// of its speed, else the mean of everything.
function stepPace({ steps, evals, span }, batch) {
  const looked = new Set(evals.map(({ step }) => Math.max(1, step)));
  const gaps = [];
  for (let i = steps.length - 1; i > 0 && gaps.length < GAPS; i -= 1) {
    const [before, here] = [steps[i - 1], steps[i]];
    if (here.at && before.at && here.step === before.step + 1 && !looked.has(before.step)) gaps.push(here.at - before.at);
  }
  if (gaps.length >= LEAST_GAPS) {
    const most = OUTLIER * median(gaps);
    return mean(gaps.map((gap) => Math.min(gap, most)));
  }
  const overall = (span.last - span.first) / (span.lastStep - span.firstStep);
  const speed = steps.findLast((row) => row.examples_per_second)?.examples_per_second;
  return batch && speed ? Math.min(overall, batch / speed) : overall;
}

// Seconds that an evaluation adds, with the slower step behind it: as seen, the first only where there is no other (it
// is cold), else what the steps leave over.
function lookPace({ steps, evals, span }, pace) {
  const after = new Map(steps.map((row, i) => [row.step, steps[i + 1]?.at - row.at - pace]));
  const seen = evals.map(({ step, seconds }) => [step, after.get(Math.max(1, step)) || seconds]).filter(([, cost]) => cost > 0);
  const warm = seen.filter(([step]) => step > 0);
  if (seen.length) return median((warm.length ? warm : seen).map(([, cost]) => cost));
  const looks = evals.filter(({ step }) => step < span.lastStep && (step >= span.firstStep || step === 0)).length;
  const rest = span.last - span.first - pace * (span.lastStep - span.firstStep);
  return looks ? Math.max(0, rest) / looks : 0;
}

function looksLeft({ steps, evals, totalSteps }, now) {
  const every = spacing(steps, evals, totalSteps);
  const until = Math.floor(totalSteps / every) + (totalSteps % every ? 1 : 0);
  const done = evals.some(({ step }) => step === now) ? Math.floor(now / every) : Math.ceil(now / every) - 1;
  return Math.max(0, until - Math.max(0, done));
}

function spacing(steps, evals, totalSteps) {
  const looked = evals.map(({ step }) => step).filter((step) => step > 0);
  if (looked.length) return looked[0];
  const last = steps[steps.length - 1];
  const perEpoch = last?.epoch ? Math.round(last.step / last.epoch) : Infinity;
  return Math.max(1, Math.min(perEpoch, Math.ceil(totalSteps / EVALUATIONS)));
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
