// Counts down to a deadline that the server keeps: what is left when the page was drawn, by a clock nobody can set.

const SOON = 60;

export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export class QuizClock {
  constructor({ seconds, show, onOver, outside = {} }) {
    this.now = outside.now ?? (() => performance.now());
    this.every = outside.setInterval ?? ((work, ms) => globalThis.setInterval(work, ms));
    this.stop = outside.clearInterval ?? ((timer) => globalThis.clearInterval(timer));
    Object.assign(this, { show, onOver });
    this.set(seconds);
  }

  // What the server says is left: a machine that slept has lost count.
  set(seconds) {
    this.end = this.now() + seconds * 1000;
  }

  start() {
    this.timer = this.every(() => this.tick(), 500);
    this.tick();
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.end - this.now()) / 1000));
    this.show(minutes(left), left > SOON ? "" : "soon", left);
    if (left > 0) return;
    this.stop(this.timer);
    this.onOver();
  }
}
