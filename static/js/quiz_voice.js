// What is heard of saving, apart from what is seen: the words beside the answers change with every one, and read aloud
// they would talk into each question. "Saved" is said once nothing has changed for a while, a lost connection once, and
// once that it is back.

const PAUSE_MS = 1500;
const QUIET = new Set(["saving", "saved"]);
const LOST = new Set(["kept", "signedOut"]);

export class QuizVoice {
  // `tell(words)` is heard; `words` are those for "heard" and "back".
  constructor({ tell, words, outside = {} }) {
    this.later = outside.setTimeout ?? ((work, ms) => globalThis.setTimeout(work, ms));
    this.never = outside.clearTimeout ?? ((timer) => globalThis.clearTimeout(timer));
    Object.assign(this, { tell, words });
    this.timer = null;
    this.last = ""; // what was told that still stands
    this.isLost = false;
    this.isWrong = false; // what was saved last cannot be read: that is said at its question
  }

  // `word` as the keeper says it, and the words that the page shows for it.
  hears(word, shown) {
    this.never(this.timer);
    if (word === "saving") {
      if (!this.isLost) this.tell(""); // the same words are heard again only after others
      return;
    }
    if (word === "saved") {
      this.timer = this.later(() => this.rest(), PAUSE_MS);
      return;
    }
    if (LOST.has(word)) this.isLost = true;
    if (!QUIET.has(word) && shown !== this.last) this.say(shown);
  }

  rest() {
    const words = this.isLost ? this.words.back : this.words.heard;
    if (this.isLost || !this.isWrong) this.say(words);
    this.isLost = false;
    this.last = "";
  }

  say(words) {
    this.last = words;
    this.tell(words);
  }
}
