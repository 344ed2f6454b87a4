// Says at a question why the server cannot read its answer, once the learner has left it; not while they answer.

import { oncePressed } from "./pressing.js";
import { answersTo, fieldsOf, isAnswer, questionOf } from "./quiz_fields.js";

const TYPED = "input[type=text], textarea";
const asText = (fields) => JSON.stringify(fields);

function tie(element, id, isTied) {
  const ids = new Set((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isTied) ids.add(id);
  else ids.delete(id);
  if (ids.size) element.setAttribute("aria-describedby", [...ids].join(" "));
  else element.removeAttribute("aria-describedby");
}

export class AnswerProblems {
  constructor(form) {
    Object.assign(this, { form, read: new Map(), held: new Set() });
    form.addEventListener("focusout", ({ target, relatedTarget }) => this.left(target.closest("fieldset.question"), relatedTarget));
    form.addEventListener("input", ({ target }) => {
      if (!isAnswer(target)) return;
      this.hold(target, "");
      this.emptied(questionOf(target));
    });
    form.querySelectorAll("[data-unread]").forEach((said) => this.holds(said));
  }

  // What was told before the page was drawn anew holds on: handing in stops there, as at what is empty.
  holds(said) {
    const typed = [...said.closest("fieldset.question").querySelectorAll(TYPED)].filter(isAnswer);
    if (typed.length === 1) this.hold(typed[0], said.textContent);
  }

  // How long it is, is told by others.
  hold(field, why) {
    if (!why && !this.held.delete(field)) return;
    if (why) this.held.add(field);
    field.setCustomValidity(why);
  }

  // What the server has said of these fields: why it cannot read them, or nothing.
  heard(question, fields, why) {
    this.read.set(question, { as: asText(fields), why });
    oncePressed(() => {
      this.tell(question);
      if (!why && fields.some(([, value]) => value)) this.mended(question);
    });
  }

  // What a refused hand-in asked for: this one is there now.
  mended(question) {
    const banner = this.form.closest("section").querySelector("[data-mended]");
    banner?.querySelector(`a[href="#${CSS.escape(this.placeOf(question)?.id ?? "")}"]`)?.parentElement.remove();
    if (!banner || banner.querySelector("a")) return;
    banner.textContent = banner.dataset.mended;
    banner.classList.remove("wrong");
    delete banner.dataset.mended;
  }

  // A window that loses the focus keeps its active element: nobody has left the question then.
  left(place, next) {
    if (!place || place.contains(next) || place.contains(document.activeElement)) return;
    const field = [...place.querySelectorAll("[name]")].find(isAnswer);
    if (field) oncePressed(() => this.tell(questionOf(field)));
  }

  tell(question) {
    const place = this.placeOf(question);
    if (!place || !this.isOf(question)) return;
    const { why } = this.read.get(question);
    if (!why || !place.contains(document.activeElement)) this.say(question, why);
  }

  emptied(question) {
    if (fieldsOf(this.form, question).every(([, value]) => !value)) this.say(question, "");
  }

  // Whether what the server has read is what stands in the page.
  isOf(question) {
    return this.read.get(question)?.as === asText(fieldsOf(this.form, question));
  }

  placeOf(question) {
    return answersTo(this.form, question)[0]?.closest("fieldset.question");
  }

  say(question, why) {
    const place = this.placeOf(question);
    const id = place.id.replace(/whole$/, "problem");
    const said = document.getElementById(id);
    if ((said?.textContent ?? "") === why) return;
    said?.remove();
    if (why) place.querySelector("[data-told]")?.append(Object.assign(document.createElement("p"), { id, className: "error", textContent: why, lang: document.documentElement.lang }));
    tie(place, id, why);
    const typed = answersTo(this.form, question).filter((field) => field.matches(TYPED));
    if (typed.length === 1) this.mark(typed[0], id, why);
  }

  mark(field, id, why) {
    tie(field, id, why);
    this.hold(field, why);
    if (why) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
