// Counts down to a deadline that the server keeps: what is left when the page was drawn, by a clock nobody can set.

const SOON = 60;
const MOVED = 30; // seconds by which a deadline must move before what was said of the old one is said again

export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export class QuizClock {
  // `warnings` are the seconds before the end at which `onWarning` hears of them, each once: of several that have passed
  // in one go, as on a machine that slept, the last. A page that opens in its last minute is told so as well.
  constructor({ seconds, show, onOver, warnings = [], onWarning = () => {}, outside = {} }) {
    this.now = outside.now ?? (() => performance.now());
    this.every = outside.setInterval ?? ((work, ms) => globalThis.setInterval(work, ms));
    this.stop = outside.clearInterval ?? ((timer) => globalThis.clearInterval(timer));
    Object.assign(this, { show, onOver, onWarning });
    this.set(seconds);
    this.ahead = new Set(warnings.filter((at) => at < seconds || at <= SOON));
    this.warned = new Set();
  }

  // What the server says is left: a machine that slept has lost count.
  set(seconds) {
    this.end = this.now() + seconds * 1000;
    for (const at of this.warned ?? []) if (seconds > at + MOVED && this.warned.delete(at)) this.ahead.add(at);
  }

  start() {
    this.timer = this.every(() => this.tick(), 500);
    this.tick();
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.end - this.now()) / 1000));
    this.show(minutes(left), left > SOON ? "" : "soon", left);
    if (left > 0) return this.warn(left);
    this.stop(this.timer);
    return this.onOver();
  }

  warn(left) {
    const passed = [...this.ahead].filter((at) => left <= at);
    for (const at of passed) if (this.ahead.delete(at)) this.warned.add(at);
    if (passed.length) this.onWarning(Math.min(...passed));
  }
}
