// The definition of a term in a card beside it: while the pointer or the focus is there, or after a first touch.
// Escape closes it, and the pointer may move onto it. Without this script the term leads to the same words below.

const GAP = 6;
const MARGIN = 8;
const LEAVE_MS = 200;

export class TermCards {
  constructor(root, { more }) {
    this.card = Object.assign(document.createElement("div"), { className: "term-card", hidden: true });
    this.more = more;
    root.append(this.card);
    root.addEventListener("pointerover", (event) => this.over(event));
    root.addEventListener("pointerout", (event) => this.out(event));
    root.addEventListener("focusin", ({ target }) => { if (target.matches?.(".term:focus-visible")) this.show(target); });
    root.addEventListener("focusout", ({ relatedTarget }) => { if (!this.card.contains(relatedTarget)) this.hide(); });
    root.addEventListener("click", (event) => this.pressed(event));
    addEventListener("keydown", ({ key }) => { if (key === "Escape") this.hide(); });
    addEventListener("pointerdown", ({ target }) => { if (!this.holds(target)) this.hide(); });
    addEventListener("resize", () => this.hide());
  }

  holds(node) {
    return this.card.contains(node) || Boolean(this.term?.contains(node));
  }

  over({ target, pointerType }) {
    clearTimeout(this.leaving);
    const term = target.closest?.(".term");
    if (term && pointerType === "mouse") this.show(term);
  }

  out({ relatedTarget, pointerType }) {
    if (pointerType !== "mouse" || !this.term || this.holds(relatedTarget)) return;
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.hide(), LEAVE_MS);
  }

  // A finger opens the card first, and only then follows the link in it; a mouse and the keyboard follow at once.
  pressed(event) {
    const term = event.target.closest(".term");
    if (term && event.pointerType === "touch") {
      event.preventDefault();
      this.show(term);
    } else if (event.target.closest("a")) {
      this.hide();
    }
  }

  show(term) {
    const place = document.getElementById(term.hash.slice(1));
    if (!place) return;
    this.term = term;
    const [name, said] = ["dt", "dd[lang]"].map((tag) => place.querySelector(tag));
    this.card.replaceChildren(this.piece("b", name), ...this.mark(place), this.piece("span", said), this.link(term));
    this.card.lang = said.lang;
    this.card.hidden = false;
    this.put(term.getClientRects()[0] ?? term.getBoundingClientRect());
  }

  piece(tag, from) {
    const piece = Object.assign(document.createElement(tag), { lang: from.lang });
    piece.append(...[...from.childNodes].map((node) => node.cloneNode(true)));
    return piece;
  }

  mark(place) {
    return [...place.querySelectorAll(".language-mark")].map((mark) => mark.cloneNode(true));
  }

  link(term) {
    return Object.assign(document.createElement("a"), { href: term.hash, textContent: this.more, className: "small" });
  }

  hide() {
    clearTimeout(this.leaving);
    this.card.hidden = true;
    this.term = null;
  }

  // Below the term, or above it where there is more room; never beyond the window.
  put(term) {
    const { width, height } = this.card.getBoundingClientRect();
    const left = Math.min(Math.max(MARGIN, term.left), document.documentElement.clientWidth - width - MARGIN);
    const fits = term.bottom + GAP + height < innerHeight || term.top < height + GAP;
    const top = fits ? term.bottom + GAP : term.top - GAP - height;
    this.card.style.left = `${left + scrollX}px`;
    this.card.style.top = `${top + scrollY}px`;
  }
}
