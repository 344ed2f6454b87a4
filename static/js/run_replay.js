// A finished run, told again at its own pace or faster. Feeds states like RunFeed does; time is that of the recording.

import { emptyState, reduce } from "./run_state.js";

const TICK_MS = 100;
const SILENCE = 3; // seconds: a longer pause in which nothing was said is shown as this long

export class RunReplay {
  // `onState(state, { fresh })`: fresh when the time went back; `onTime(seconds, length, playing)`.
  constructor({ url, total = 0, onState, onTime, outside = {} }) {
    Object.assign(this, { url, total, onState, onTime, events: [], times: [], place: 0, position: 0, speed: 10, playing: false });
    this.fetch = outside.fetch ?? ((...args) => globalThis.fetch(...args));
    this.now = outside.now ?? (() => performance.now());
    this.repeat = outside.setInterval ?? ((work, ms) => globalThis.setInterval(work, ms));
    this.state = emptyState(total);
  }

  // False when the recording did not come.
  async load() {
    try {
      for (let last = 0; ;) {
        const answer = await this.fetch(`${this.url}?after=${last}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) return false;
        const { events, seq } = await answer.json();
        this.events.push(...events);
        if (!events.length || events.at(-1).seq >= seq) break;
        last = events.at(-1).seq;
      }
    } catch {
      return false;
    }
    this.times = timeline(this.events);
    this.repeat(() => this.tick(), TICK_MS);
    return this.events.length > 0;
  }

  get length() {
    return this.times.at(-1) ?? 0;
  }

  play() {
    if (this.position >= this.length) this.seek(0);
    this.playing = true;
    this.before = this.now();
    this.tell();
  }

  pause() {
    this.playing = false;
    this.tell();
  }

  tick() {
    if (!this.playing) return;
    const now = this.now();
    this.position = Math.min(this.length, this.position + ((now - this.before) / 1000) * this.speed);
    this.before = now;
    this.advance();
    if (this.position >= this.length) this.playing = false;
    this.tell();
  }

  seek(seconds) {
    const back = seconds < this.position;
    this.position = Math.max(0, Math.min(this.length, seconds));
    this.before = this.now();
    if (back) Object.assign(this, { place: 0, state: emptyState(this.total) });
    this.advance({ fresh: back });
    this.tell();
  }

  advance({ fresh = false } = {}) {
    let until = this.place;
    while (until < this.events.length && this.times[until] <= this.position) until += 1;
    if (until === this.place && !fresh) return;
    this.state = reduce(this.state, this.events.slice(this.place, until));
    this.place = until;
    this.onState(this.state, { fresh });
  }

  tell() {
    this.onTime(this.position, this.length, this.playing);
  }
}

// Seconds from the start for each event, waits in the queue and long silences shortened.
export function timeline(events) {
  let at = 0;
  let before = null;
  return events.map((event) => {
    const moment = Date.parse(event.at) / 1000;
    if (before !== null) at += Math.min(SILENCE, Math.max(0, moment - before));
    before = moment;
    return at;
  });
}
