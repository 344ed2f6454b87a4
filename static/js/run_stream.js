// Every event of a run, once each and in order: by socket, after a gap or a blocked socket by plain requests.

import { ENDED } from "./run_state.js";

const POLL_MS = 2000;
const POLLS_BEFORE_NEXT_SOCKET = 30;
const LONGEST_WAIT_MS = 30_000;
const SILENCE_MS = 45_000; // the server says something at least every 20 seconds
const REFUSED = new Set([4401, 4403, 4404]);

export class RunStream {
  // `outside` replaces the browser in tests: { WebSocket, fetch, setTimeout, random, now }.
  // `onConnection` gets "live", "offline", "closed" or "ended"; `onBehind` brings the reader up to a seq and returns it.
  constructor({ socketUrl, eventsUrl, onEvents, onConnection = () => {}, onBehind = async () => null, outside = {} }) {
    this.socketUrl = socketUrl;
    this.eventsUrl = eventsUrl;
    this.onEvents = onEvents;
    this.onConnection = onConnection;
    this.onBehind = onBehind;
    this.WebSocket = outside.WebSocket ?? globalThis.WebSocket;
    this.fetch = outside.fetch ?? ((...args) => globalThis.fetch(...args));
    this.later = outside.setTimeout ?? ((work, ms) => globalThis.setTimeout(work, ms));
    this.random = outside.random ?? Math.random;
    this.now = outside.now ?? Date.now;
    this.heard = 0;
    this.last = 0;
    this.latest = 0;
    this.failures = 0;
    this.ended = false;
    this.closed = false;
    this.catchingUp = null;
  }

  start(after = this.last) {
    this.last = after;
    this.openSocket();
  }

  stop() {
    this.closed = true;
    this.socket?.close();
  }

  // Everything there is, without waiting for more: for runs that have ended.
  async readAll() {
    const reached = await this.catchUp();
    this.failures += 1;
    if (!reached) this.later(() => this.readAll(), this.backOff());
  }

  get caughtUp() {
    return this.last >= this.latest;
  }

  openSocket() {
    if (this.closed) return;
    let greeted = false;
    const socket = new this.WebSocket(`${this.socketUrl}?after=${this.last}`);
    this.socket = socket;
    this.heard = this.now();
    socket.onmessage = ({ data }) => {
      this.heard = this.now();
      const message = JSON.parse(data);
      if (message.type === "hello") {
        greeted = true;
        this.failures = 0;
        this.latest = message.seq;
        this.onConnection("live");
        if (ENDED.has(message.state) && this.last >= message.seq) this.finish();
      } else if (message.type === "events") {
        this.receive(message.events);
      } else if (message.type === "behind") {
        this.skipAhead(socket);
      }
    };
    socket.onclose = ({ code }) => this.lost(code, greeted);
  }

  // Too much has piled up to be told one by one: the reader takes a summary, and the wire goes on behind it.
  async skipAhead(socket) {
    socket.onmessage = socket.onclose = () => {};
    socket.close();
    this.last = Math.max(this.last, (await this.onBehind()) ?? 0);
    this.later(() => this.openSocket(), this.backOff());
  }

  // A socket whose network is gone stays open without a word. `awake` says that the network has just come back.
  checkPulse({ awake = false } = {}) {
    const mute = this.socket;
    if (!mute || this.closed || this.ended) return;
    if (!awake && this.now() - this.heard < SILENCE_MS) return;
    mute.onmessage = mute.onclose = () => {};
    mute.close();
    this.lost(1006, true);
  }

  lost(code, greeted) {
    this.socket = null;
    if (this.closed || this.ended) return;
    if (REFUSED.has(code)) {
      this.closed = true;
      this.onConnection("closed");
      return;
    }
    this.failures = greeted ? 1 : this.failures + 1;
    if (this.failures >= 2) this.poll(POLLS_BEFORE_NEXT_SOCKET);
    else this.later(() => this.openSocket(), this.backOff());
  }

  backOff() {
    return Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures) * (0.5 + this.random());
  }

  async poll(left) {
    if (this.closed || this.ended) return;
    const reached = await this.catchUp();
    if (this.closed || this.ended) return;
    this.onConnection(reached ? "live" : "offline"); // a blocked socket is nobody's worry as long as requests pass
    if (left <= 0) {
      this.failures = 1;
      this.openSocket();
      return;
    }
    this.later(() => this.poll(left - 1), POLL_MS * (0.75 + this.random() / 2));
  }

  // Passes on what is new; a jump in the numbers means that an announcement was lost, so the rest is fetched.
  receive(events) {
    const fresh = [];
    for (const event of events) {
      if (event.seq <= this.last) continue;
      if (event.seq !== this.last + 1) {
        this.pass(fresh);
        this.catchUp();
        return;
      }
      this.last = event.seq;
      fresh.push(event);
    }
    this.pass(fresh);
  }

  pass(events) {
    if (!events.length) return;
    this.onEvents(events);
    const end = events.some(({ kind, data }) => kind === "state" && ENDED.has(data.state));
    if (end) this.finish();
  }

  finish() {
    if (this.ended) return;
    this.ended = true;
    this.onConnection("ended");
    this.later(() => this.stop(), 1000);
  }

  // Fetches until nothing is left; false when the site could not be reached. Two callers share one fetch.
  catchUp() {
    this.catchingUp ??= this.fetchRest().finally(() => {
      this.catchingUp = null;
    });
    return this.catchingUp;
  }

  async fetchRest() {
    try {
      for (;;) {
        const answer = await this.fetch(`${this.eventsUrl}?after=${this.last}`, { headers: { Accept: "application/json" } });
        const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
        if (answer.redirected || !answer.ok || !isJson) {
          if (answer.status >= 500) return false;
          this.closed = true;
          this.onConnection("closed");
          return true;
        }
        const { events, seq, state } = await answer.json();
        this.latest = Math.max(this.latest, seq);
        const fresh = events.filter((event) => event.seq > this.last);
        if (fresh.length) this.last = fresh[fresh.length - 1].seq;
        this.pass(fresh);
        if (this.last >= seq && ENDED.has(state)) this.finish();
        if (!fresh.length || this.last >= seq) return true;
      }
    } catch {
      return false;
    }
  }
}
