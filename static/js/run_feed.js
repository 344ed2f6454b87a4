// A run as one state that grows: first the server's summary, then its stream. A summary is taken anew when too many
// single points have piled up, or when the wire says that we are far behind.

import { emptyState, fromSnapshot, reduce, rowsOf } from "./run_state.js";
import { RunStream } from "./run_stream.js";

const POINTS = 1500;
const PILED_UP = 3000;

export class RunFeed {
  constructor({ curveUrl, socketUrl, eventsUrl, total = 0, onState, onConnection, outside = {} }) {
    Object.assign(this, { curveUrl, onState });
    this.fetch = outside.fetch ?? ((...args) => globalThis.fetch(...args));
    this.state = emptyState(total);
    this.thinned = false;
    this.drawn = 0; // points of the last summary
    this.tail = null; // what the stream told since the summary under way was asked for
    this.refreshing = null;
    const onBehind = async () => ((await this.refresh()) ? this.state.seq : null);
    this.stream = new RunStream({ socketUrl, eventsUrl, onEvents: (events) => this.take(events), onConnection, onBehind, outside });
  }

  async start({ ended = false } = {}) {
    const drawn = await this.refresh();
    if (!ended) this.stream.start(this.state.seq);
    else if (!drawn) this.stream.readAll();
  }

  take(events) {
    this.tail?.push(...events);
    this.state = reduce(this.state, events);
    if (this.state.steps.length - this.drawn > PILED_UP) this.refresh();
    this.onState(this.state);
  }

  // Takes the server's summary; what came since it was asked for is added again. False when it did not come.
  refresh() {
    this.refreshing ??= this.takeSummary().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  async takeSummary() {
    this.tail = [];
    const told = await this.ask({ points: POINTS });
    if (told) {
      this.state = reduce(fromSnapshot(told, this.state), this.tail);
      this.thinned = told.thinned;
    }
    this.drawn = this.state.steps.length;
    this.tail = null;
    if (told) this.onState(this.state);
    return Boolean(told);
  }

  // The finer rows between two steps; null where there are none.
  async detail(from, to) {
    if (!this.thinned) return null;
    const told = await this.ask({ points: POINTS, from: Math.max(1, from), to: Math.max(1, to) });
    return told ? rowsOf(told.steps) : null;
  }

  async ask(values) {
    try {
      const answer = await this.fetch(`${this.curveUrl}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}
