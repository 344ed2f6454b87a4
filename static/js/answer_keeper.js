// Keeps what a learner answers: in this browser at once, on the server a moment later, and again until it is there.

const PAUSE_MS = 600;
const LONGEST_WAIT_MS = 30_000;

export class AnswerKeeper {
  // `versions`: by question, what this page knows of the server's answers. `send(body)` posts and returns
  // { status, body }, and throws without a connection. `say(word, values)` tells the learner; `onClosed` hears that
  // the attempt takes no answers any more. `store` is a Storage; `outside` replaces the browser's clock in tests.
  constructor({ name, number, versions, send, say, onClosed = () => {}, store, outside = {} }) {
    Object.assign(this, { name, number, versions, send, say, onClosed, store });
    this.later = outside.setTimeout ?? ((work, ms) => globalThis.setTimeout(work, ms));
    this.never = outside.clearTimeout ?? ((timer) => globalThis.clearTimeout(timer));
    this.unsaved = this.remembered();
    this.failures = 0;
    this.closed = false;
    this.paused = false; // while the form itself is on its way
    this.sending = null;
    this.timer = null;
  }

  get key() {
    return `answers ${this.name} ${this.number}`;
  }

  // What an earlier page of this browser could not save: [[field, value], …] by question.
  remembered() {
    try {
      return JSON.parse(this.store?.getItem(this.key) ?? "{}");
    } catch {
      return {};
    }
  }

  remember() {
    try {
      if (Object.keys(this.unsaved).length) this.store?.setItem(this.key, JSON.stringify(this.unsaved));
      else this.store?.removeItem(this.key);
    } catch {
      // A browser that stores nothing still saves to the server.
    }
  }

  // The fields of one question as they are now.
  changed(question, fields) {
    if (this.closed) return;
    this.unsaved[question] = fields;
    this.remember();
    this.soon(PAUSE_MS);
  }

  soon(ms) {
    this.never(this.timer);
    this.timer = this.later(() => this.flush(), ms);
  }

  // Sends what is unsaved, one request at a time; resolves when there is no more to send now.
  flush() {
    this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll() {
    while (!this.closed && !this.paused && Object.keys(this.unsaved).length) {
      const sent = { ...this.unsaved };
      this.say("saving");
      if (!(await this.sendOnce(sent))) return;
    }
  }

  async sendOnce(sent) {
    let told;
    try {
      told = await this.send(this.bodyOf(sent));
    } catch {
      told = { status: 0 };
    }
    if (this.paused) return false;
    if (told.status === 409) return this.close();
    if (told.status !== 200) return this.failed(told.status);
    this.failures = 0;
    Object.assign(this.versions, told.body.versions);
    for (const [question, fields] of Object.entries(sent)) if (this.unsaved[question] === fields) delete this.unsaved[question];
    this.remember();
    const replaced = Object.keys(told.body.replaced).length > 0;
    this.say(replaced ? "replaced" : "saved", { at: told.body.at });
    return true;
  }

  bodyOf(sent) {
    const seen = Object.keys(sent).map((question) => [`seen.${question}`, this.versions[question] ?? 0]);
    return [["number", this.number], ...seen, ...Object.values(sent).flat()];
  }

  failed(status) {
    this.failures += 1;
    this.say(status === 401 ? "signedOut" : "kept");
    this.soon(Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.failures));
    return false;
  }

  close() {
    this.forget();
    this.closed = true;
    this.say("closed");
    this.onClosed();
    return false;
  }

  // The form itself carries the answers: what a save says meanwhile is old.
  pause() {
    this.never(this.timer);
    this.paused = true;
  }

  // The form did not get through.
  resume() {
    this.paused = false;
    this.failed(0);
  }

  // The server has them all.
  forget() {
    this.never(this.timer);
    this.unsaved = {};
    this.remember();
  }
}
