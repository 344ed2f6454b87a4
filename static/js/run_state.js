// What a run's stream adds up to. Pure: no DOM, no clock, no network. presenting/progress.py keeps the same rules.

export const ENDED = new Set(["finished", "failed", "cancelled"]);
const LOG_LINES = 2000;
const SAMPLE_STEPS = 3;
const TABLE_ROWS = 60;
const CURVES = ["steps", "evals", "samples"];

export function emptyState(totalSteps = 0) {
  return {
    seq: 0, state: "", phase: "", totalSteps, moves: 0, span: null, resumes: [], checkpoints: [],
    steps: [], evals: [], samples: [], cases: [], log: [],
  };
}

// Adds a batch of events in order; an event seen before changes nothing. Returns a new state.
export function reduce(state, events) {
  const next = { ...state };
  for (const key of [...CURVES, "cases", "log", "checkpoints", "resumes"]) next[key] = [...state[key]];
  for (const event of events) {
    if (event.seq <= next.seq) continue;
    next.seq = event.seq;
    take(next, event);
  }
  next.log = next.log.slice(-LOG_LINES);
  return next;
}

function take(state, event) {
  const { kind, data, at } = event;
  if (kind === "state") moved(state, data);
  else if (kind === "step") putStep(state, data, at);
  else if (kind === "eval") replaceWhere(state.evals, (row) => row.step === data.step, evaluation(data, state, at));
  else if (kind === "sample" && "case" in data) replaceWhere(state.cases, (row) => row.case === data.case, data);
  else if (kind === "sample") replaceWhere(state.samples, (row) => row.id === data.id && row.step === data.step, data);
  else if (kind === "checkpoint" && !state.checkpoints.includes(data.step)) state.checkpoints.push(data.step);
  else if (kind === "log") state.log.push({ seq: event.seq, at, level: data.level || "info", message: data.message || "", say: data.say, values: data.values });
}

function moved(state, data) {
  if (data.state && data.state !== state.state) {
    state.state = data.state;
    state.moves += 1;
  }
  if (data.phase) state.phase = data.phase;
  if (data.total_steps) state.totalSteps = data.total_steps;
  if (data.resume_step === undefined || data.resume_step === null) return;
  for (const key of [...CURVES]) state[key] = state[key].filter((row) => row.step <= data.resume_step);
  state.checkpoints = state.checkpoints.filter((step) => step <= data.resume_step);
  state.resumes = state.resumes.filter((step) => step < data.resume_step);
  state.span = null; // the pace is that of the present attempt
  if (data.resume_step > 0) state.resumes.push(data.resume_step);
  else state.cases = [];
}

function putStep(state, data, at) {
  const seconds = Date.parse(at) / 1000;
  const row = { ...numbers(data.metrics), step: data.step, epoch: data.epoch, at: seconds };
  row.loss ??= null;
  const last = newest(state.steps);
  if (!last || last.step < row.step) state.steps.push(row);
  else replaceWhere(state.steps, (old) => old.step === row.step, row);
  const first = state.span ?? { first: seconds, firstStep: row.step };
  state.span = { ...first, last: seconds, lastStep: row.step };
}

// `seconds`: how long the evaluation took, where its step was the last thing said before it.
function evaluation({ step, epoch, metrics }, { span }, at) {
  const directly = span && span.lastStep === Math.max(1, step);
  const seconds = directly ? Date.parse(at) / 1000 - span.last : null;
  return { step, epoch, seconds, loss: null, ...numbers(metrics) };
}

const numbers = (metrics) => Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, numberOrNull(value)]));
const numberOrNull = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

function replaceWhere(rows, same, row) {
  const place = rows.findIndex(same);
  if (place < 0) rows.push(row);
  else rows[place] = row;
}

// The server's summary of a stream up to its `seq`, as if every event until there had been read.
export function fromSnapshot(told, before = emptyState()) {
  const { at } = told;
  return {
    ...emptyState(told.total_steps || before.totalSteps),
    seq: told.seq,
    state: told.state,
    phase: told.phase || "",
    moves: before.moves,
    span: at?.first ? { first: Date.parse(at.first) / 1000, last: Date.parse(at.last) / 1000, firstStep: at.first_step, lastStep: at.last_step } : null,
    resumes: told.resume_step ? [told.resume_step] : [],
    checkpoints: told.checkpoints ?? [],
    steps: rowsOf(told.steps),
    evals: rowsOf(told.evals),
    samples: told.samples ?? [],
    cases: told.cases ?? [],
    log: before.log,
  };
}

// Columns of equal length as rows.
export function rowsOf(columns) {
  const names = Object.keys(columns ?? {});
  return (columns?.step ?? []).map((_step, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])));
}

export const newest = (rows) => (rows.length ? rows[rows.length - 1] : null);
export const newestValue = (rows, key) => rows.findLast((row) => row[key] !== null && row[key] !== undefined)?.[key] ?? null;

// One row per evaluation with the mean training loss since the one before, then the newest step; the newest rows only.
export function tableRows({ steps, evals }) {
  let since = 0;
  const rows = [...evals].sort((a, b) => a.step - b.step).slice(-TABLE_ROWS).map((row) => {
    const losses = steps.filter((s) => s.step > since && s.step <= row.step && s.loss !== null).map((s) => s.loss);
    since = row.step;
    const trainLoss = losses.length ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : null;
    return { ...row, trainLoss };
  });
  const last = newest(steps);
  if (last) rows.push({ step: last.step, trainLoss: last.loss, loss: null, accuracy: null, macro_f1: null });
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

const CUT = new Set(["failed", "cancelled"]);

// Is it learning? The code of a sentence, with the step it speaks of.
export function judge({ steps, evals, state }) {
  if (steps.length && ranAway(steps[0].loss, newest(steps).loss)) return { code: "broken", step: 0 };
  if (CUT.has(state)) return { code: "cut", step: 0 };
  const ended = ENDED.has(state);
  const known = evals.filter((row) => row.loss !== null);
  if (known.length < 2) return { code: "early", step: 0 };
  const best = known.reduce((a, b) => (b.loss < a.loss ? b : a));
  const worse = known.filter((row) => row.step > best.step).length;
  if (!worse) return { code: ended ? "fell" : "falling", step: 0 };
  if (ended) return { code: "turned", step: best.step };
  return { code: worse === 1 ? "wavering" : "rising", step: best.step };
}
