// Keeps what an author writes: in this browser at once, on the server a moment later, and again until it is there. What
// somebody else saved meanwhile comes back merged.

const PAUSE_MS = 900;
const LONGEST_WAIT_MS = 30_000;
const PREFIX = "draft ";

export class DraftKeeper {
  // `read()` and `write(text)` get and set what is on the page; `take(text)` shows what a merge made of it. `send(fields)` posts and returns { status, body }, and
  // throws without a connection. `say(word, values)` tells the author.
  constructor({ path, base, text, read, write, take = write, send, say, storage, outside = {} }) {
    Object.assign(this, { path, base, read, write, show: take, send, say, storage });
    this.later = outside.setTimeout ?? ((work, ms) => globalThis.setTimeout(work, ms));
    this.never = outside.clearTimeout ?? ((timer) => globalThis.clearTimeout(timer));
    this.saved = text; // what the server is known to hold of this page
    this.since = null; // what was sent last, while the page has moved on from a merge
    this.sending = null;
    this.stopped = false;
    this.failures = 0;
  }

  get isDirty() {
    return this.read() !== this.saved;
  }

  // Takes up what an earlier page of this browser could not save; whether there was any.
  restore() {
    const kept = this.quietly(() => JSON.parse(this.storage.getItem(PREFIX + this.path)));
    if (!kept || kept.text === this.saved) return false;
    this.base = kept.base;
    this.write(kept.text);
    return true;
  }

  changed() {
    if (this.stopped) return;
    this.quietly(() => this.storage.setItem(PREFIX + this.path, JSON.stringify({ text: this.read(), base: this.base })));
    this.soon(PAUSE_MS);
  }

  soon(ms) {
    this.never(this.timer);
    this.timer = this.later(() => this.flush(), ms);
  }

  // Sends until the server has what is on the page; resolves when there is no more to do now.
  flush() {
    this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll() {
    while (!this.stopped && (this.isDirty || this.since !== null)) {
      this.say("saving");
      const text = this.read();
      const told = await this.post(text);
      if (!this.heard(text, told)) return;
    }
  }

  async post(text) {
    const about = { path: this.path, base: this.base, text };
    try {
      return await this.send(this.since === null ? about : { ...about, since: this.since });
    } catch {
      return { status: 0 };
    }
  }

  // Whether to go on.
  heard(text, { status, body }) {
    if (status === 200) return this.arrived(text, body);
    if (status === 409 && body?.merge) {
      this.forget(); // the server has it in full, set aside
      return this.stop("conflict", { merge: body.merge });
    }
    if (status === 0 || status >= 500 || status === 429) {
      this.failures += 1;
      this.say("unsaved");
      this.soon(Math.min(LONGEST_WAIT_MS, PAUSE_MS * 2 ** this.failures));
      return false;
    }
    return this.stop("refused", { status, reason: body?.reason });
  }

  arrived(text, { version, at, text: merged }) {
    this.failures = 0;
    this.base = version;
    this.since = null;
    if (merged === undefined) this.saved = text;
    else this.take(text, merged);
    if (!this.isDirty) this.forget();
    this.say(merged === undefined ? "saved" : "merged", { at });
    return true;
  }

  // A merge shows on the page, unless the author has written on: then the next save brings their words to it.
  take(text, merged) {
    if (this.read() === text) {
      this.saved = merged;
      this.show(merged);
    } else {
      this.since = text;
    }
  }

  stop(word, values) {
    this.stopped = true;
    this.say(word, values);
    return false;
  }

  forget() {
    this.quietly(() => this.storage.removeItem(PREFIX + this.path));
  }

  // A browser that stores nothing still saves to the server.
  quietly(work) {
    try {
      return this.storage ? work() : undefined;
    } catch {
      return undefined;
    }
  }
}
