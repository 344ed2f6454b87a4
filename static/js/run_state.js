// What a run's stream adds up to. Pure: no DOM, no clock, no network. presenting/progress.py keeps the same rules.

export const ENDED = new Set(["finished", "failed", "cancelled"]);
const LOG_LINES = 2000;
const SAMPLE_STEPS = 3;
const TABLE_ROWS = 60;
const CURVES = ["steps", "evals", "samples"];

// `here`: the step at which the present attempt stands. What an earlier one told of later steps counts until it is told again.
export function emptyState(totalSteps = 0) {
  return {
    seq: 0, state: "", phase: "", totalSteps, moves: 0, here: 0, span: null, resumes: [], checkpoints: [],
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
  else if (kind === "eval") putEvaluation(state, data, at);
  else if (kind === "sample" && "case" in data) replaceWhere(state.cases, (row) => row.case === data.case, data);
  else if (kind === "sample") putSample(state, data);
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
  if (Number.isInteger(data.resume_step)) goOn(state, data.resume_step);
  if (data.state === "finished" && Number.isInteger(data.step)) finish(state, data.step);
}

function goOn(state, step) {
  state.here = step;
  state.span = null; // the pace is that of the present attempt
  state.checkpoints = state.checkpoints.filter((saved) => saved <= step); // those behind it could not be used
  state.resumes = state.resumes.filter((earlier) => earlier < step);
  if (step > 0) state.resumes.push(step);
}

// The result is of this step: what an attempt before said of later ones does not count.
function finish(state, last) {
  for (const key of CURVES) state[key] = upTo(last, state[key]);
  state.cases = state.cases.filter((row) => row.case <= last);
}

function putStep(state, data, at) {
  const seconds = Date.parse(at) / 1000;
  const row = { ...numbers(data.metrics), step: data.step, epoch: data.epoch, at: seconds };
  row.loss ??= null;
  putRow(state.steps, row);
  state.here = row.step;
  const first = state.span ?? { first: seconds, firstStep: row.step };
  state.span = { ...first, last: seconds, lastStep: row.step };
}

// The phase of evaluating lasts until this.
function putEvaluation(state, data, at) {
  putRow(state.evals, evaluation(data, state, at));
  state.phase = "training";
}

// `seconds`: how long the evaluation took, where its step was the last thing said before it.
function evaluation({ step, epoch, metrics }, { span }, at) {
  const directly = span && span.lastStep === Math.max(1, step);
  const seconds = directly ? Date.parse(at) / 1000 - span.last : null;
  return { step, epoch, seconds, loss: null, ...numbers(metrics) };
}

const numbers = (metrics) => Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, numberOrNull(value)]));
const numberOrNull = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

// Puts a row in its place among rows that are sorted by step; one of the same step is replaced.
function putRow(rows, row) {
  let place = rows.length;
  if (place && rows[place - 1].step >= row.step) {
    let low = 0;
    while (low < place) {
      const middle = (low + place) >> 1;
      if (rows[middle].step < row.step) low = middle + 1;
      else place = middle;
    }
  }
  rows.splice(place, rows[place]?.step === row.step ? 1 : 0, row);
}

// Samples lie in the order of their telling: told again, one is the newest.
function putSample(state, said) {
  state.samples = state.samples.filter((row) => row.id !== said.id || row.step !== said.step);
  state.samples.push(said);
}

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
    here: told.step ?? 0,
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

export const upTo = (last, rows) => rows.filter(({ step }) => step <= last);
export const newest = (rows) => (rows.length ? rows[rows.length - 1] : null);
export const newestValue = (rows, key) => rows.findLast((row) => row[key] !== null && row[key] !== undefined)?.[key] ?? null;

// One row per evaluation with the mean training loss since the one before, then the newest step unless it is one of them; the newest rows only.
export function tableRows({ steps, evals, here }) {
  let since = 0;
  const rows = evals.slice(-TABLE_ROWS).map((row) => {
    const losses = steps.filter((s) => s.step > since && s.step <= row.step && s.loss !== null).map((s) => s.loss);
    since = row.step;
    const trainLoss = losses.length ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : null;
    return { ...row, trainLoss };
  });
  const last = newest(upTo(here, steps));
  if (last && !evals.some(({ step }) => step === last.step)) rows.push({ step: last.step, trainLoss: last.loss, loss: null, accuracy: null, macro_f1: null });
  return rows;
}

// { steps, rows: [{text, label, said: [predicted or null]}] } for the newest evaluations.
export function sampleTable({ samples }) {
  const told = new Set(samples.map((sample) => sample.step).reverse());
  const steps = [...told].slice(0, SAMPLE_STEPS).sort((a, b) => a - b);
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
export function judge({ steps, evals, state, here }) {
  const now = newest(upTo(here, steps));
  if (now && ranAway(steps[0].loss, now.loss)) return { code: "broken", step: 0 };
  if (CUT.has(state)) return { code: "cut", step: 0 };
  const ended = ENDED.has(state);
  const known = upTo(here, evals).filter((row) => row.loss !== null);
  if (known.length < 2) return { code: "early", step: 0 };
  const best = known.reduce((a, b) => (b.loss < a.loss ? b : a));
  const worse = known.filter((row) => row.step > best.step).length;
  if (!worse) return { code: ended ? "fell" : "falling", step: 0 };
  if (ended) return { code: "turned", step: best.step };
  return { code: worse === 1 ? "wavering" : "rising", step: best.step };
}
