// Keeps what a learner answers: in this browser at once, on the server a moment later, and again until it is there.

const PAUSE_MS = 600;
const LONGEST_WAIT_MS = 30_000;
const DAYS = 3;
const PREFIX = "answers ";
const RETRIED = new Set([0, 401, 403, 408, 429]);

// Where unsaved answers outlive a crash: an entry for each question, under the name of one person's attempt.
export class AnswerStore {
  constructor(sitting, { storage, now = Date.now } = {}) {
    Object.assign(this, { sitting, storage, now });
    this.quietly(() => this.clean());
  }

  key(question) {
    return `${PREFIX}${this.sitting} ${question}`;
  }

  // A browser that stores nothing still saves to the server.
  quietly(work) {
    try {
      return this.storage ? work() : undefined;
    } catch {
      return undefined;
    }
  }

  names() {
    return Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at)).filter((name) => name?.startsWith(PREFIX));
  }

  read(name) {
    return this.quietly(() => JSON.parse(this.storage.getItem(name)));
  }

  // What nobody has come back for.
  clean() {
    const old = this.now() - DAYS * 86_400_000;
    for (const name of this.names()) if (!((this.read(name)?.at ?? 0) > old)) this.storage.removeItem(name);
  }

  // [question, { fields, seen }] of all that is left of this attempt.
  all() {
    const mine = this.key("");
    return this.quietly(() => this.names().filter((name) => name.startsWith(mine)).map((name) => [name.slice(mine.length), this.read(name)])) ?? [];
  }

  keep(question, entry) {
    this.quietly(() => this.storage.setItem(this.key(question), JSON.stringify({ ...entry, at: this.now() })));
  }

  // Unless another window has put something else there.
  drop(question, { fields }) {
    this.quietly(() => {
      const name = this.key(question);
      if (JSON.stringify(this.read(name)?.fields) === JSON.stringify(fields)) this.storage.removeItem(name);
    });
  }
}

export class AnswerKeeper {
  // `versions` is a Map by question of what this page knows of the server's answers. `send(fields, signal)` posts and
  // returns { status, body }, and throws without a connection. `say(word, values)` tells the learner; `onClosed` hears
  // that the attempt takes no answers any more, and whether some came too late, `onMoved` that another window has
  // answered, `onLeft` how many seconds the server's clock has left, `onNote` what the learner must be told about that.
  // `onRead` hears for which fields of a question the server has said why they cannot be read, or that they can.
  // `drawn` tells the fields of a question as the server drew them.
  constructor({ about, versions, send, say, drawn = () => null, onClosed = () => {}, onMoved = () => {}, onLeft = () => {}, onNote = () => {}, onRead = () => {}, store, outside = {} }) {
    Object.assign(this, { about, versions, send, say, drawn, onClosed, onMoved, onLeft, onNote, onRead, store });
    this.later = outside.setTimeout ?? ((work, ms) => globalThis.setTimeout(work, ms));
    this.never = outside.clearTimeout ?? ((timer) => globalThis.clearTimeout(timer));
    this.unsaved = new Map();
    this.unkept = new Set(); // questions whose answer the server does not take as it is
    this.unheard = new Map(); // by question, what was sent last, as long as nobody knows whether it has arrived
    this.failures = 0;
    this.closed = false;
    this.isOver = false; // what still comes is late, and goes on record
    this.hasLate = false;
    this.paused = false; // while the form itself is on its way
    this.sending = null;
    this.timer = null;
  }

  // Takes up what an earlier page of this browser could not save; returns the fields to fill in. Where the server has
  // heard more since, its answer stays, unless it is what that page itself had sent before.
  restore() {
    const left = this.store.all();
    for (const [question, entry] of left) {
      if (entry && (entry.seen >= (this.versions.get(question) ?? 0) || this.isOwn(question, entry))) this.unsaved.set(question, entry);
      else this.store.drop(question, entry ?? {});
    }
    return [...this.unsaved.values()].map(({ fields }) => fields);
  }

  isOwn(question, { sent }) {
    return sent !== undefined && JSON.stringify(sent) === JSON.stringify(this.drawn(question));
  }

  // The fields of one question as they are now.
  changed(question, fields) {
    if (this.closed) return;
    const entry = { fields, seen: this.versions.get(question) ?? 0, sent: this.unheard.get(question) };
    this.unkept.delete(question);
    this.unsaved.set(question, entry);
    this.store.keep(question, entry);
    if (!this.paused) this.soon(PAUSE_MS);
  }

  soon(ms) {
    this.never(this.timer);
    this.timer = this.later(() => this.flush(), ms);
  }

  // Sends what is unsaved, a question at a time; resolves when there is no more to send now.
  flush() {
    this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll() {
    while (!this.closed && !this.paused && this.unsaved.size) {
      const [question, entry] = this.unsaved.entries().next().value;
      this.say("saving");
      if (!(await this.sendOne(question, entry))) return;
    }
    if (this.isOver && !this.closed && !this.paused) this.close(this.hasLate);
  }

  async sendOne(question, entry) {
    this.abort = new AbortController();
    const seen = this.versions.get(question) ?? 0;
    const again = this.unheard.get(question) === entry.fields ? [["again", "1"]] : []; // it may have arrived
    this.unheard.set(question, entry.fields);
    const told = await this.post([...this.about, [`seen.${question}`, seen], ...entry.fields, ...again]);
    if (this.paused || this.closed) return false;
    if (told.status === 409) return this.late(question, entry, told.body);
    if (told.status === 200) return this.saved(question, entry, told.body, again.length > 0);
    if (RETRIED.has(told.status) || told.status >= 500) return this.failed(told);
    return this.refused(question, entry);
  }

  async post(fields) {
    try {
      return await this.send(fields, this.abort.signal);
    } catch {
      return { status: 0 };
    }
  }

  // The page is looked at again: who went to sign in elsewhere is saved at once.
  comesBack() {
    return this.failures && this.unsaved.size ? this.flush() : this.look();
  }

  // Asks what the deadline is by now, and what other windows have done, where nothing is on its way that would be told.
  async look() {
    const isBusy = () => this.closed || this.paused || this.sending || this.unsaved.size;
    if (isBusy() || this.looking) return;
    this.abort = new AbortController();
    const seen = [...this.versions.entries()].map(([question, version]) => [`seen.${question}`, version]);
    this.looking = true;
    const { status, body } = await this.post([...this.about, ...seen]).finally(() => { this.looking = false; });
    if (isBusy()) return;
    if (status === 409) this.close(false);
    if (status !== 200) return;
    this.timed(body);
    if (Object.entries(body.versions ?? {}).some(([question, version]) => version > (this.versions.get(question) ?? 0))) this.onMoved();
  }

  // The attempt is over: the page shows how it ended when all that was not saved has gone on record. What counts already,
  // such as what a form carried whose answer did not come back, is not late. Where there is no attempt it has gone nowhere:
  // it stays in this browser, for the quiz may open again for its learner.
  late(question, entry, { late }) {
    this.isOver = true;
    this.hasLate ||= late ?? true;
    if (late === undefined) this.unsaved.delete(question);
    else this.done(question, entry);
    return true;
  }

  timed({ left, note }) {
    if (left != null) this.onLeft(left);
    if (note) this.onNote(note);
  }

  saved(question, entry, body, isAgain) {
    const { versions, replaced, at } = body;
    this.failures = 0;
    for (const [key, version] of Object.entries(versions)) this.versions.set(key, version);
    this.done(question, entry);
    this.knows(question);
    this.timed(body);
    this.onRead(question, entry.fields, body.problems?.[question] ?? "");
    const word = Object.keys(replaced).length ? "replaced" : "saved";
    this.say(this.unkept.size ? "refused" : word, { at });
    if (isAgain && !(question in versions)) this.later(() => this.look(), 0); // another window has answered since: it is shown
    return true;
  }

  // What was typed while its answer was on its way is newer than that answer, also for a page that finds it here later.
  knows(question) {
    const newer = this.unsaved.get(question);
    if (!newer) return;
    Object.assign(newer, { seen: this.versions.get(question) ?? 0, sent: undefined });
    this.store.keep(question, newer);
  }

  // No use to send that again; it goes out when it changes.
  refused(question, entry) {
    this.done(question, entry);
    this.unkept.add(question);
    this.say("refused");
    return true;
  }

  done(question, entry) {
    this.unheard.delete(question);
    if (this.unsaved.get(question) === entry) this.unsaved.delete(question);
    this.store.drop(question, entry);
  }

  failed({ status, body }) {
    this.failures += 1;
    this.say(status === 401 ? "signedOut" : "kept", { reason: body?.reason }); // the reason: somebody else is signed in
    this.soon(Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.failures));
    return false;
  }

  close(isLate) {
    this.never(this.timer);
    this.closed = true;
    this.onClosed(isLate);
  }

  // The form itself carries the answers: what a save says meanwhile is old.
  pause() {
    this.never(this.timer);
    this.paused = true;
    this.abort?.abort();
    this.carried = [...this.unsaved];
  }

  // The form did not get through; a save will tell why the server refused it.
  resume(status = 0) {
    if (status >= 400 && status < 500) return this.goOn();
    this.paused = false;
    return this.unsaved.size ? this.failed({ status: 0 }) : undefined;
  }

  // The server has what the form carried.
  arrived() {
    this.forget(this.carried ?? []);
  }

  // The form stays: what was changed meanwhile goes out as usual.
  goOn() {
    this.paused = false;
    if (this.unsaved.size) this.soon(PAUSE_MS);
  }

  forget(entries) {
    this.never(this.timer);
    entries.forEach(([question, entry]) => this.done(question, entry));
  }
}
