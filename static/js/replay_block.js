// A recorded run inside a lesson: played by the replay and the chart of the run page, it stops to ask what stands below.

import { CurveChart } from "./curve_chart.js";
import { columnOf } from "./curve_data.js";
import { fill, shortLoss } from "./run_numbers.js";
import { RunReplay } from "./run_replay.js";

const LABEL_ROOM = 130;
const still = matchMedia("(prefers-reduced-motion: reduce)");

// The events of a block's settings in the shape in which a run is told.
export function eventsOf(told) {
  return told.map(([at, isEval, step, loss], place) => ({
    seq: place + 1, kind: isEval ? "eval" : "step", data: { step, metrics: { loss } }, at: new Date(at * 1000).toISOString(),
  }));
}

// The first pause that was not reached and does not lie ahead.
export const dueAt = (step, pauses, reached) => pauses.find((pause) => pause.at <= step && !reached.has(pause));

class ReplayBlock {
  constructor(root) {
    this.root = root;
    Object.assign(this, JSON.parse(root.dataset.settings));
    this.parts = Object.fromEntries(["stage", "chart", "play", "seek", "speed", "place", "said", "table"].map((name) => [name, root.querySelector(`[data-${name}]`)]));
    this.reached = new Set();
    this.asking = null;
    this.isOver = false;
  }

  get section() {
    return document.getElementById(this.root.dataset.replayOf);
  }

  async begin() {
    this.fold();
    this.parts.stage.hidden = false;
    this.chart = new CurveChart(this.parts.chart, { steps: this.words.steps, format: shortLoss, room: LABEL_ROOM });
    const events = eventsOf(this.events);
    const fetch = async () => ({ ok: true, json: async () => ({ events, seq: events.length }) });
    this.replay = new RunReplay({ total: this.total, onState: (state) => this.moved(state), onTime: (...time) => this.tell(...time), outside: { fetch } });
    await this.replay.load();
    this.listen();
    this.takeUp();
  }

  // On from where the answers say that the learner is.
  takeUp() {
    const isAnswered = (key) => this.question(key)?.querySelector(".explanation");
    this.pauses.filter(({ keys }) => keys.every(isAnswered)).forEach((pause) => this.reached.add(pause));
    const last = [...this.reached].at(-1);
    this.replay.seek(last ? this.timeOf(last) : 0);
    if (this.isAnswered() || this.reached.size === this.pauses.length) this.finish();
    else if (still.matches) this.showAll();
    this.arrange();
    this.tell(this.replay.position, this.replay.length, false);
  }

  listen() {
    const { play, seek, speed } = this.parts;
    play.addEventListener("click", () => this.press());
    seek.addEventListener("input", () => this.replay.seek(Number(seek.value)));
    speed.addEventListener("change", () => { this.replay.speed = Number(speed.querySelector(":checked").value); });
    for (const part of [seek.closest("label"), speed]) part.hidden = still.matches;
    this.parts.chart.addEventListener("chart-keyed", () => this.sayPoint());
    document.body.addEventListener("htmx:load", () => this.arrange());
  }

  // For those who do not see where the keys have put the cursor.
  sayPoint() {
    const step = this.chart.cursorStep();
    if (step === null) return;
    const values = this.chart.lines.map(({ name }, place) => `${name} ${shortLoss(this.chart.valueAt(place, step))}`);
    this.parts.said.textContent = `${fill(this.words.at, { step, all: this.total })}: ${values.join(", ")}`;
  }

  // The page has put another drawing in its place.
  leave() {
    this.replay?.pause();
  }

  press() {
    if (this.asking) this.goOn();
    else if (still.matches) this.next();
    else if (this.replay.playing) this.replay.pause();
    else this.replay.play();
  }

  goOn() {
    this.asking = null;
    this.arrange();
    this.root.scrollIntoView({ block: "nearest" });
    this.parts.play.focus({ preventScroll: true });
    if (still.matches) this.next();
    else this.replay.play();
  }

  // Without motion: from question to question, on the whole curve.
  next() {
    const pause = this.pauses.find((one) => !this.reached.has(one));
    if (pause) this.stopAt(pause);
    else this.finish();
    this.tell(this.replay.position, this.replay.length, false);
  }

  moved(state) {
    const due = still.matches ? null : dueAt(state.here, this.pauses, this.reached);
    if (due) this.stopAt(due);
    else this.draw(state);
  }

  stopAt(pause) {
    this.reached.add(pause);
    this.asking = pause;
    if (!still.matches) {
      this.replay.pause();
      this.replay.seek(this.timeOf(pause));
      this.draw(this.replay.state);
    }
    this.chart.point(pause.at);
    this.arrange();
    this.parts.said.textContent = fill(this.words.asks, { step: pause.at });
    const heading = this.section.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
  }

  showAll() {
    this.replay.seek(this.replay.length);
  }

  finish() {
    this.isOver = true;
    this.asking = null;
    this.showAll();
    this.parts.said.textContent = this.words.over;
    this.arrange();
  }

  // Just before what comes after the step.
  timeOf({ at }) {
    const { events, times } = this.replay;
    return times[Math.max(0, events.findLastIndex(({ data }) => data.step <= at))];
  }

  draw({ steps, evals, here }) {
    this.here = here;
    this.chart.show({
      right: this.total,
      lines: [
        { name: this.words.training, colour: "--c1", smooth: true, ...columnOf(steps, "loss") },
        { name: this.words.validation, colour: "--c2", dots: true, ...columnOf(evals, "loss") },
      ],
    });
  }

  tell(position, length, playing) {
    const { play, seek, place } = this.parts;
    const ended = position >= length;
    if (ended && !this.isOver && !this.asking && !still.matches && this.reached.size === this.pauses.length) this.finish();
    play.textContent = this.words[this.word(playing)];
    seek.max = String(Math.ceil(length * 10) / 10);
    if (document.activeElement !== seek || playing) seek.value = String(position);
    const step = still.matches && this.asking ? this.asking.at : this.here ?? 0;
    place.textContent = fill(this.words[this.asking ? "asks" : "at"], { step, all: this.total });
    seek.setAttribute("aria-valuetext", fill(this.words.at, { step, all: this.total }));
  }

  word(playing) {
    if (this.asking) return "goOn";
    if (!still.matches) return playing ? "pause" : "play";
    return this.reached.size < this.pauses.length ? "toNext" : "toEnd";
  }

  question(key) {
    return document.getElementById(`${this.root.dataset.replayOf}-${key}-whole`);
  }

  // Whether what was answered has been handed in, and is shown with its marks.
  isAnswered() {
    return !this.section.querySelector("[data-hand-in]");
  }

  // What is asked now, and nothing of what comes later.
  arrange() {
    if (!this.root.isConnected) return;
    const { section } = this;
    const all = this.isOver || this.isAnswered();
    const asked = this.asking?.keys ?? [];
    for (const { keys } of this.pauses) {
      for (const key of keys) {
        const question = this.question(key);
        if (question) question.hidden = !all && !asked.includes(key);
      }
    }
    section.hidden = !all && !asked.length;
    const foot = section.querySelector("[data-hand-in]")?.closest(".row");
    if (foot) foot.hidden = !all;
    this.offerToGoOn(section);
  }

  // A second way on, below the questions.
  offerToGoOn(section) {
    let button = section.querySelector("[data-go-on]");
    if (!button) {
      button = Object.assign(document.createElement("button"), { type: "button", className: "btn primary", textContent: this.words.goOn });
      button.dataset.goOn = "";
      button.addEventListener("click", () => this.goOn());
      section.append(button);
    }
    button.hidden = !this.asking;
  }

  // The table steps back, but stays at hand.
  fold() {
    const { table } = this.parts;
    const fold = document.createElement("details");
    fold.append(Object.assign(document.createElement("summary"), { textContent: table.querySelector("caption").textContent }));
    table.replaceWith(fold);
    fold.append(table);
  }
}

// The editor draws its preview anew while its author types.
let begun = [];

function beginAll() {
  begun.filter(({ root }) => !root.isConnected).forEach((block) => block.leave());
  begun = begun.filter(({ root }) => root.isConnected);
  const known = begun.map(({ root }) => root);
  for (const root of document.querySelectorAll("[data-replay-of]")) {
    if (known.includes(root)) continue;
    const block = new ReplayBlock(root);
    begun.push(block);
    block.begin();
  }
}

beginAll();
document.addEventListener("widgets:drawn", beginAll);
