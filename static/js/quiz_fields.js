// The fields of a quiz's form, by question: `q.KEY` or `q.KEY.PART`.

import { wordsIn } from "./composing.js";

const FIELD = "q.";
const BLANK = "";

export const isAnswer = (field) => Boolean(field.name?.startsWith(FIELD)) && !field.disabled;
export const questionOf = ({ name }) => name.slice(FIELD.length).split(".")[0];

const isTick = ({ type }) => type === "radio" || type === "checkbox";
export const answersTo = (form, question) => [...form.elements].filter((field) => isAnswer(field) && questionOf(field) === question);

// As the form would send them; one empty field says that nothing is given any more.
export function fieldsOf(form, question) {
  const fields = answersTo(form, question);
  const given = fields.filter((field) => !isTick(field) || field.checked).map((field) => [field.name, wordsIn(field)]);
  return given.length ? given : [[fields[0].name, BLANK]];
}

// [question, fields] of all that is answered otherwise than in `sent`.
export function givenIn(form, sent) {
  const questions = new Set([...form.elements].filter(isAnswer).map(questionOf));
  const asText = (one, question) => JSON.stringify(fieldsOf(one, question));
  return [...questions].filter((question) => asText(form, question) !== asText(sent, question)).map((question) => [question, fieldsOf(form, question)]);
}

export function fillIn(form, fields) {
  const values = (name) => fields.filter(([named]) => named === name).map(([, value]) => value);
  for (const field of answersTo(form, questionOf({ name: fields[0][0] }))) {
    if (isTick(field)) field.checked = values(field.name).includes(field.value);
    else field.value = values(field.name)[0] ?? BLANK;
  }
}
