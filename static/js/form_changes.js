// What the server makes of a form when a part of it is added, moved or removed.

import { goInto } from "./form_parts.js";
import { token } from "./token.js";

const LISTS = "[data-reorder], .picks";

// What became of it, or the `word` for why nothing did, with its reason.
export async function askForChange(form, { name, value, formAction }) {
  const fields = [...new FormData(form), [name, value]].filter(([, said]) => typeof said === "string");
  const headers = { "X-CSRFToken": token(form), Accept: "application/json" };
  try {
    const answer = await fetch(formAction, { method: "POST", headers, body: new URLSearchParams(fields) });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isJson ? await answer.json() : {};
    if (answer.redirected || answer.status === 401) return { word: "signedOut", reason: told.reason };
    if (told.merge) return { word: "conflict", merge: told.merge };
    return told.version ? told : { word: "refused", status: answer.status, reason: told.reason };
  } catch {
    return { word: "unsaved" };
  }
}

// Opens the part that is new, was moved or came back, and goes to its first field unless somebody types in it; where
// something was taken away, to the way back.
export function goToPart(form, place) {
  const part = document.getElementById(place);
  const isLost = document.activeElement === document.body; // what had the focus is not there any more
  const undo = part?.matches(LISTS) && part.querySelector("[data-undo] button");
  if (undo && !document.activeElement.matches("input, select, textarea")) return void undo.focus();
  const whole = part?.matches(".movable > *") ? part.parentElement : part; // with its arrows
  if (!part || !(part.matches("details") || isLost) || whole.contains(document.activeElement)) return;
  if (part.matches("details")) part.open = true;
  goInto(form, part.querySelector("textarea, input:not([type=hidden]), select"));
}
