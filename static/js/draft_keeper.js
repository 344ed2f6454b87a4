// Keeps what an author writes: in this browser at once, on the server a moment later, and again until it is there. What
// somebody else saved meanwhile comes back merged. Whatever the server says, what is typed goes on being kept.

import { WindowEntries } from "./window_entries.js";

const PAUSE_MS = 900;
const LONGEST_WAIT_MS = 30_000;
const PREFIX = "draft ";
const LEAVES_WITHIN_MS = 10_000;
const NO_ANSWER = 0;
const RETRIED = new Set([NO_ANSWER, 408, 429]);
const mayHaveArrived = ({ status }) => status === NO_ANSWER || status >= 500;

// Texts that the server does not have yet, each with the version it was written on, under the name of one person's file.
export class DraftStore {
  constructor(name, storage, outside = {}) {
    this.entries = new WindowEntries(PREFIX + name, storage, outside);
    this.found = [];
  }

  // What earlier pages and other windows keep, the latest last; once this page has kept it, only this page does.
  read() {
    const others = this.entries.others().filter(({ kept }) => Array.isArray(kept));
    this.found = others.map(({ key }) => key);
    const texts = others.flatMap(({ kept }) => kept);
    return texts.filter(({ text }, at) => !texts.slice(at + 1).some((later) => later.text === text));
  }

  // Whether they are kept; a browser that stores nothing still saves to the server.
  write(texts) {
    const isKept = texts.length ? this.entries.put(texts) : this.entries.drop();
    if (isKept && this.found.length) this.entries.drop(...this.found.splice(0));
    return isKept;
  }

  whenTaken(work) {
    this.entries.whenTaken(work);
  }
}

export class DraftKeeper {
  // `read()` and `write(text)` get and set what is on the page; `show(body)` draws what the server made of it, and
  // `fits(base)` says whether a text of that version can be written into the page. `send(fields)` posts and returns
  // { status, body }, and throws without a connection. `say(word, values)` tells the author.
  constructor({ path, base, text, read, write, show, fits = () => true, send, say, store, outside = {} }) {
    Object.assign(this, { path, base, read, write, show, fits, send, say, store });
    this.later = outside.setTimeout ?? ((work, ms) => globalThis.setTimeout(work, ms));
    this.never = outside.clearTimeout ?? ((timer) => globalThis.clearTimeout(timer));
    this.saved = text; // what the server is known to hold of this page
    this.since = null; // what was sent last, while the page has moved on from a merge
    this.hasMet = false; // whether a merge that has still to show on the page brought words of others
    this.aside = null; // what the server has set aside for the author to bring together
    this.left = []; // texts of an earlier page that do not fit into this one: they go to the server as they are
    this.sending = null;
    this.unheard = null; // what was sent without an answer: the server may have it or not
    this.failures = 0;
    this.isRefused = false;
    this.isKept = true;
    this.isLeaving = false;
  }

  get isDirty() {
    return this.read() !== this.saved;
  }

  // Whether the page holds what the server has neither saved nor set aside.
  get isWaiting() {
    return this.isDirty || this.unheard !== null || (this.since !== null && this.aside === null);
  }

  // Whether leaving the page might cost words.
  get isUnsaved() {
    return this.isWaiting || this.left.length > 0;
  }

  // Whether the file on the server says what the page says.
  get isDone() {
    return !this.isUnsaved && this.aside === null;
  }

  // Takes up what an earlier page of this browser could not save; whether there was any.
  restore() {
    this.left = this.store.read().filter(({ text }) => text !== this.saved);
    const last = this.left.at(-1);
    if (last && !this.isDirty && this.fits(last.base)) {
      this.left.pop();
      Object.assign(this, { base: last.base, since: last.since ?? null });
      this.write(last.text);
    }
    this.keep();
    return last !== undefined;
  }

  changed() {
    this.keep();
    this.soon(PAUSE_MS);
  }

  // The page that comes next may have been asked for before the last save arrived: it finds the words in this browser.
  leaves() {
    this.isLeaving = true;
    this.later(() => this.stays(), LEAVES_WITHIN_MS);
  }

  stays() {
    this.isLeaving = false;
    this.keep();
  }

  keep() {
    if (this.isLeaving && !this.isUnsaved) return;
    const here = { text: this.read(), base: this.base, since: this.since };
    this.isKept = this.store.write(this.isWaiting ? [...this.left, here] : this.left);
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

  // What was not answered goes out again as it was: had it arrived, what was written on would meet it as if it were by
  // somebody else, on the same line.
  async sendAll() {
    if (!(await this.sendLeft())) return;
    while (this.isWaiting) {
      if (!this.failures) this.say("saving"); // what is being tried again is told once
      const again = this.unheard;
      const about = again ?? { text: this.read(), base: this.base, since: this.since, aside: this.aside };
      const told = await this.post(about);
      this.unheard = mayHaveArrived(told) ? about : null;
      const goesOn = this.heard(told, () => this.arrived(about.text, told.body));
      if (!goesOn && (this.failures || !again)) return;
    }
    if (this.isRefused && this.isDone) this.settled();
  }

  // What was refused has been taken out again: the page says what the server has.
  settled() {
    this.isRefused = false;
    this.say("saved");
  }

  // What is refused stays in the browser and does not hold up what is on the page.
  async sendLeft() {
    for (const one of this.left.slice()) {
      if (!this.failures) this.say("saving");
      const { text, base, since } = one;
      const told = await this.post({ text, base, since, show: "1" });
      const goesOn = this.heard(told, () => this.arrivedLate(one, told.body));
      if (!goesOn && this.failures) return false;
    }
    return true;
  }

  async post(about) {
    const said = Object.entries({ path: this.path, ...about }).filter(([, value]) => value != null);
    try {
      return await this.send(Object.fromEntries(said));
    } catch {
      return { status: NO_ANSWER };
    }
  }

  // Whether to go on.
  heard({ status, body }, arrived) {
    if (status === 200 || (status === 409 && body?.merge)) {
      this.failures = 0;
      this.isRefused = false;
      arrived();
      return true;
    }
    if (status === 401) return this.failed("signedOut", { reason: body?.reason });
    if (RETRIED.has(status) || status >= 500) return this.failed("unsaved");
    this.failures = 0;
    this.isRefused = true;
    this.say("refused", { status, reason: body?.reason }); // it goes out again when it changes, or when its author says so
    return false;
  }

  failed(word, values) {
    this.failures += 1;
    this.say(word, values);
    this.soon(Math.min(LONGEST_WAIT_MS, PAUSE_MS * 2 ** this.failures));
    return false;
  }

  arrived(text, body) {
    if (body.merge) return this.setAside(text, body);
    this.aside = null;
    this.base = body.version;
    this.since = null;
    this.hasMet ||= body.by_others;
    if (body.text === undefined) this.saved = text;
    else this.take(text, body);
    this.keep();
    this.say(this.hasMet ? "merged" : "saved", { at: body.at });
    this.hasMet &&= this.since !== null;
  }

  // The server has it in full; what is written on goes there in its place.
  setAside(text, { aside, merge }) {
    this.aside = aside;
    this.saved = text;
    this.keep();
    this.say("conflict", { merge });
  }

  // What the author asked for went out without an answer, so nobody knows whether it was done: what was on the page goes
  // there as it was, and comes back as it is by now.
  lost(text) {
    const { base, since, aside } = this;
    this.unheard = { text, base, since, aside, show: "1" };
    this.failed("unsaved");
  }

  // The server made something else of what is on the page, as its author asked.
  remade(text, body) {
    this.base = body.version;
    this.take(text, body);
    this.keep();
    if (this.isWaiting) this.soon(PAUSE_MS);
  }

  // A merge shows on the page, unless the author has written on: then the next save brings their words to it.
  take(text, body) {
    if (this.read() === text) this.draw(body);
    else this.since = text;
  }

  // Only what is read from the page again compares with it: a form does not say its file letter by letter.
  draw(body) {
    this.show(body);
    this.saved = this.read();
  }

  // A page in which something was typed already stays on the version it came with: its next save is merged into this one.
  arrivedLate(one, body) {
    this.left = this.left.filter((other) => other !== one);
    if (!body.merge && !this.isDirty) {
      this.base = body.version;
      this.draw(body);
    }
    this.keep();
    this.say(body.merge ? "conflict" : body.by_others ? "merged" : "saved", { at: body.at, merge: body.merge });
  }
}
