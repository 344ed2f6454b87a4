// The answers with which an author tries the questions of a file. What was handed in is marked again at every redraw, until
// something else is typed: then it stands there as it was typed, and no mark is shown for what nobody handed in.

import { leadToMarks, leadToStart } from "./tried_marks.js";

const ofQuestions = (form) => [...new FormData(form)].filter(([name]) => name.startsWith("q."));

export class TriedAnswers {
  constructor(look) {
    this.look = look;
    this.tried = "";
    this.lead = null; // where the page goes once the server has drawn what was asked for
    this.drawn();
  }

  get form() {
    return this.look.querySelector("[data-try]");
  }

  typed() {
    return this.form ? new URLSearchParams(ofQuestions(this.form)).toString() : "";
  }

  // The page shows what the server drew.
  drawn() {
    this.isBlank = false;
    this.asDrawn = this.typed();
  }

  arrive() {
    this.lead?.();
    this.lead = null;
  }

  handIn() {
    this.lead = leadToMarks(this.look);
    this.tried = new URLSearchParams(new FormData(this.form)).toString();
    this.drawn();
  }

  startOver() {
    this.lead = leadToStart(this.look);
    this.tried = "";
    this.drawn();
    this.isBlank = true;
  }

  // Questions that are closed have no fields: of them, what was handed in stays.
  now() {
    const typed = this.typed();
    if (this.isBlank && typed === this.asDrawn) return "";
    if (!this.tried) return typed;
    if (typed !== this.asDrawn) {
      const said = new URLSearchParams(this.tried);
      said.delete("tried");
      for (const { name, disabled } of this.form.elements) if (!disabled) said.delete(name);
      for (const [name, value] of new URLSearchParams(typed)) said.append(name, value);
      this.tried = said.toString();
      this.asDrawn = typed;
    }
    return this.tried;
  }
}
