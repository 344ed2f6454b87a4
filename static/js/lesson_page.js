// What makes reading a lesson pleasant; every part of it can be read without.

import { addCopyButtons } from "./code_copy.js";
import { makeTabs } from "./content_tabs.js";
import { pickOnCurve } from "./hotspot_curve.js";
import { TermCards } from "./term_cards.js";
import "./text_room.js";
import { loadOnPress } from "./video_embed.js";

const lesson = document.querySelector(".lesson-body");

function prepare() {
  lesson.querySelectorAll(".tabs").forEach(makeTabs);
  addCopyButtons(lesson, { copy: lesson.dataset.wordCopy, copied: lesson.dataset.wordCopied });
  lesson.querySelectorAll("[data-embed]").forEach(loadOnPress);
  lesson.querySelectorAll("[data-hotspot]").forEach(pickOnCurve);
}

if (lesson) {
  prepare();
  document.body.addEventListener("htmx:load", prepare);
  if (lesson.querySelector(".terms")) new TermCards(lesson, { more: lesson.dataset.wordGlossary });
}
