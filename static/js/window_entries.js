// What a browser keeps of a page until the server has it: an entry for each page that is opened. So of two windows none
// writes over or removes what the other keeps; a page that is opened later finds all of it, and takes over what it can use.

const DAYS = 90;
const BETWEEN = "\n"; // stands in no name

const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

export class WindowEntries {
  // Without a storage, or where it refuses, nothing is kept and nothing is found.
  constructor(name, storage, { id = newId(), now = Date.now } = {}) {
    Object.assign(this, { name, storage, now, own: `${name}${BETWEEN}${id}` });
    this.quietly(() => this.clean());
  }

  quietly(work) {
    try {
      return this.storage ? work() : undefined;
    } catch {
      return undefined;
    }
  }

  keys() {
    return Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at)).filter((key) => key !== null);
  }

  // What an earlier version of this script kept lies under the bare name, as it is.
  read(key) {
    const text = this.storage.getItem(key);
    try {
      const entry = JSON.parse(text);
      return key === this.name ? { key, at: 0, kept: entry } : { key, ...entry };
    } catch {
      return { key, at: 0, kept: key === this.name ? text : null };
    }
  }

  // [{ key, at, kept }] of all other pages that were opened under this name, the oldest first.
  others() {
    const ours = (key) => key === this.name || (key.startsWith(this.name + BETWEEN) && key !== this.own);
    const found = this.quietly(() => this.keys().filter(ours).map((key) => this.read(key))) ?? [];
    return found.filter(({ kept }) => kept !== null && kept !== undefined).sort((one, other) => one.at - other.at);
  }

  // Whether it is kept.
  put(kept) {
    return this.quietly(() => {
      this.storage.setItem(this.own, JSON.stringify({ at: this.now(), kept }));
      return true;
    }) ?? false;
  }

  // Of this page, unless it is said.
  drop(...keys) {
    return this.quietly(() => {
      for (const key of keys.length ? keys : [this.own]) this.storage.removeItem(key);
      return true;
    }) ?? false;
  }

  // A page that is still open keeps its words again when one that was opened later has taken them over.
  whenTaken(work) {
    globalThis.addEventListener("storage", ({ key, newValue }) => { if (key === this.own && newValue === null) work(); });
  }

  // What nobody has come back for.
  clean() {
    const old = this.now() - DAYS * 86_400_000;
    const ours = this.keys().filter((key) => key.includes(BETWEEN));
    for (const key of ours) if (!(this.read(key).at > old)) this.storage.removeItem(key);
  }
}
