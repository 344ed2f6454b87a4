// What a run's stream adds up to. Pure: no DOM, no clock, no network. presenting/progress.py keeps the same rules.

export const ENDED = new Set(["finished", "failed", "cancelled"]);
const LOG_LINES = 300;
const SAMPLE_STEPS = 3;

export function emptyState(totalSteps = 0) {
  return { seq: 0, state: "", phase: "", totalSteps, steps: [], evals: [], samples: [], cases: [], log: [], moves: 0 };
}

// Adds a batch of events in order; an event seen before changes nothing. Returns a new state.
export function reduce(state, events) {
  const next = { ...state };
  for (const key of ["steps", "evals", "samples", "cases", "log"]) next[key] = [...state[key]];
  for (const event of events) {
    if (event.seq <= next.seq) continue;
    next.seq = event.seq;
    take(next, event);
  }
  next.log = next.log.slice(-LOG_LINES);
  return next;
}

function take(state, { kind, data, at }) {
  if (kind === "state") moved(state, data);
  else if (kind === "step") putStep(state, data, at);
  else if (kind === "eval") replaceWhere(state.evals, (row) => row.step === data.step, evaluation(data));
  else if (kind === "sample" && "case" in data) replaceWhere(state.cases, (row) => row.case === data.case, data);
  else if (kind === "sample") replaceWhere(state.samples, (row) => row.id === data.id && row.step === data.step, data);
  else if (kind === "log") state.log.push({ level: data.level || "info", message: data.message || "" });
}

function moved(state, data) {
  if (data.state && data.state !== state.state) {
    state.state = data.state;
    state.moves += 1;
  }
  if (data.phase) state.phase = data.phase;
  if (data.total_steps) state.totalSteps = data.total_steps;
  if (data.resume_step === undefined || data.resume_step === null) return;
  for (const key of ["steps", "evals", "samples"]) {
    state[key] = state[key].filter((row) => row.step <= data.resume_step);
  }
  if (data.resume_step === 0) state.cases = [];
}

function putStep(state, data, at) {
  const row = {
    step: data.step,
    loss: numberOrNull(data.metrics.loss),
    throughput: numberOrNull(data.metrics.examples_per_second),
    at: Date.parse(at) / 1000,
  };
  const last = state.steps[state.steps.length - 1];
  if (!last || last.step < row.step) state.steps.push(row);
  else replaceWhere(state.steps, (old) => old.step === row.step, row);
}

const evaluation = ({ step, epoch, metrics }) => ({
  step,
  epoch,
  loss: numberOrNull(metrics.loss),
  accuracy: numberOrNull(metrics.accuracy),
  macroF1: numberOrNull(metrics.macro_f1),
});

const numberOrNull = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

function replaceWhere(rows, same, row) {
  const place = rows.findIndex(same);
  if (place < 0) rows.push(row);
  else rows[place] = row;
}

// Exponential mean without the pull of its start; gaps stay gaps. (Kingma & Ba 2015, section 3, on bias correction.)
export function smooth(values, beta = 0.85) {
  let mean = 0;
  let weight = 0;
  return values.map((value) => {
    if (value === null) return null;
    mean = beta * mean + (1 - beta) * value;
    weight = beta * weight + (1 - beta);
    return mean / weight;
  });
}

export const newest = (rows) => (rows.length ? rows[rows.length - 1] : null);

// Steps to go at the pace of all steps so far, evaluations included; null before there is a pace.
export function secondsLeft({ steps, totalSteps }) {
  if (steps.length < 2) return null;
  const first = steps[0];
  const last = newest(steps);
  if (totalSteps <= last.step || last.step === first.step) return null;
  return ((last.at - first.at) / (last.step - first.step)) * (totalSteps - last.step);
}

// One row per evaluation with the mean training loss since the one before, then the newest step.
export function tableRows({ steps, evals }) {
  let since = 0;
  const rows = [...evals].sort((a, b) => a.step - b.step).map((row) => {
    const losses = steps.filter((s) => s.step > since && s.step <= row.step && s.loss !== null).map((s) => s.loss);
    since = row.step;
    const trainLoss = losses.length ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : null;
    return { ...row, trainLoss };
  });
  const last = newest(steps);
  if (last) rows.push({ step: last.step, trainLoss: last.loss, loss: null, accuracy: null, macroF1: null });
  return rows;
}

// { steps, rows: [{text, label, said: [predicted or null]}] } for the newest evaluations.
export function sampleTable({ samples }) {
  const steps = [...new Set(samples.map((sample) => sample.step))].sort((a, b) => a - b).slice(-SAMPLE_STEPS);
  const byId = new Map();
  for (const sample of samples) {
    if (!byId.has(sample.id)) byId.set(sample.id, { text: sample.text, label: sample.label, said: new Map() });
    byId.get(sample.id).said.set(sample.step, sample.predicted);
  }
  const rows = [...byId.values()].map((row) => ({ ...row, said: steps.map((step) => row.said.get(step) ?? null) }));
  return { steps, rows };
}

const RUN_AWAY = 4;
const ranAway = (first, last) => first === null || last === null || last > RUN_AWAY * first;

// Is it learning? The code of a sentence, with the step it speaks of.
export function judge({ steps, evals, state }) {
  const ended = ENDED.has(state);
  if (steps.length && ranAway(steps[0].loss, newest(steps).loss)) return { code: "broken", step: 0 };
  const known = evals.filter((row) => row.loss !== null);
  if (known.length < 2) return { code: "early", step: 0 };
  const best = known.reduce((a, b) => (b.loss < a.loss ? b : a));
  const worse = known.filter((row) => row.step > best.step).length;
  if (!worse) return { code: ended ? "fell" : "falling", step: 0 };
  if (ended) return { code: "turned", step: best.step };
  return { code: worse === 1 ? "wavering" : "rising", step: best.step };
}
