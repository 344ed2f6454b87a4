// Enter in a field of a quiz leads on to the next one, as the key of a phone says; its button alone hands it in.

import { isAnswer } from "./quiz_fields.js";

const BUTTONS = new Set(["submit", "button", "reset", "image", "file"]);
const isTyped = ({ localName, type }) => localName === "input" && !BUTTONS.has(type);
const isInView = (field) => field.getClientRects().length > 0;

// The next field; where a question can be checked alone, its button comes after its last; at the end, the one that hands in.
function after(form, field) {
  const fields = [...form.elements].filter((one) => isAnswer(one) && isInView(one));
  const next = fields.slice(fields.indexOf(field) + 1).find(({ name }) => name !== field.name);
  const question = field.closest(".question");
  const check = question.contains(next ?? null) ? null : question.querySelector("[name=check]");
  return check ?? next ?? form.querySelector("[data-hand-in]");
}

export function leadOn(form) {
  for (const field of form.elements) if (isAnswer(field) && isTyped(field)) field.enterKeyHint = "next";
  form.addEventListener("keydown", (event) => {
    const { target, key, isComposing } = event;
    if (key !== "Enter" || isComposing || !isAnswer(target) || !isTyped(target)) return;
    event.preventDefault();
    after(form, target)?.focus();
  });
}
