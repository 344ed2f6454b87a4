// The log: follows the newest line until one scrolls up, finds words, marks warnings and errors in words.

import { inWords } from "./sayings.js";

const NEAR = 40;
const SHOWN = 2000;
const CALM_MS = 250;

export class RunLog {
  // `place`: the section with [data-live=log], [data-log=find], [data-log=follow], [data-log=count]; `words`: warning, error, none.
  // `sayings`: its sentences in the page's language.
  constructor(place, { url = "", words, sayings = {}, fetch = (...args) => globalThis.fetch(...args) }) {
    Object.assign(this, { place, url, words, sayings, fetch, lines: [], last: 0, cut: false, asked: "" });
    this.box = place.querySelector("[data-live=log]");
    this.list = this.box.firstElementChild;
    this.follow = place.querySelector("[data-log=follow]");
    this.find = place.querySelector("[data-log=find]");
    this.find.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), CALM_MS);
    });
    this.box.addEventListener("scroll", () => {
      this.follow.checked = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
    }, { passive: true });
    this.follow.addEventListener("change", () => this.stick());
    place.querySelector("[data-log=tools]").hidden = false;
  }

  // Everything said so far; without it the lines that the server drew stay.
  async load() {
    if (!this.url) return;
    const told = await this.ask({ after: 0 });
    if (!told) return;
    const since = this.lines.filter(({ seq }) => seq > told.seq);
    this.lines = [...told.lines, ...since].slice(-SHOWN);
    this.cut = told.lines.length > SHOWN;
    this.last = Math.max(told.seq, this.last);
    this.redraw();
  }

  // Adds the lines of a state that are new; `fresh` draws anew, as a replay that jumped back needs it.
  show(entries, { fresh = false } = {}) {
    if (fresh) Object.assign(this, { lines: [], last: 0 });
    const news = entries.filter(({ seq }) => seq > this.last).map((line) => ({ ...line, message: inWords(line, this.sayings) }));
    if (!news.length && !fresh) return;
    this.last = news.at(-1)?.seq ?? this.last;
    this.lines = [...this.lines, ...news].slice(-SHOWN);
    if (fresh || this.find.value.trim()) this.redraw();
    else {
      this.list.querySelector("[data-empty]")?.remove();
      this.list.append(...news.map((line) => this.item(line)));
      while (this.list.children.length > SHOWN) this.list.firstElementChild.remove();
      this.stick();
    }
  }

  async search() {
    const text = this.find.value.trim();
    this.asked = text;
    const told = text && this.cut ? await this.ask({ after: 0, find: text }) : null;
    if (this.asked === text) this.redraw(told?.lines);
  }

  redraw(found = null) {
    const text = this.find.value.trim().toLocaleLowerCase();
    const shown = found ?? (text ? this.lines.filter(({ message }) => message.toLocaleLowerCase().includes(text)) : this.lines);
    this.list.replaceChildren(...shown.map((line) => this.item(line)));
    if (!shown.length) this.list.append(this.nothing(text));
    this.stick();
  }

  stick() {
    if (this.follow.checked) this.box.scrollTop = this.box.scrollHeight;
  }

  item({ at, level, message }) {
    const made = document.createElement("li");
    made.className = level;
    const moment = at ? new Date(at) : null;
    if (moment && !Number.isNaN(moment.getTime())) made.append(part("time", moment.toTimeString().slice(0, 8)), " ");
    if (level !== "info") made.append(part("b", this.words[level] ?? level), " ");
    made.append(message);
    return made;
  }

  nothing(text) {
    const made = part("li", text ? this.words.none : this.words.quiet);
    made.className = "quiet";
    made.dataset.empty = "";
    return made;
  }

  async ask(values) {
    try {
      const answer = await this.fetch(`${this.url}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}

function part(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
