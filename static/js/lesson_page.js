// What makes reading a lesson pleasant; every part of it can be read without.

import { prepare } from "./lesson_reading.js";
import { TermCards } from "./term_cards.js";
import "./text_room.js";

const lesson = document.querySelector(".lesson-body");

if (lesson) {
  prepare(lesson);
  document.body.addEventListener("htmx:load", () => prepare(lesson));
  if (lesson.querySelector(".terms")) new TermCards(lesson, { more: lesson.dataset.wordGlossary });
}
