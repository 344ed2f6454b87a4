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

// The ways back are offered again when the page is loaded anew.
function keepWaysBack(form) {
  const address = new URL(location);
  const ways = form.elements.undo?.value;
  if (ways) address.searchParams.set("undo", ways);
  else address.searchParams.delete("undo");
  history.replaceState(history.state, "", address);
}

// Opens the part that is new, was moved or came back, and goes to its first field unless somebody types in it; where
// something was taken away, to the way back.
export function goToPart(form, place) {
  keepWaysBack(form);
  const part = document.getElementById(place);
  const isLost = document.activeElement === document.body; // what had the focus is not there any more
  const undos = part?.matches(LISTS) ? [...part.querySelectorAll("[data-undo]")] : [];
  const undo = undos.sort((one, other) => other.dataset.undo - one.dataset.undo)[0]?.querySelector("button");
  if (undo && !document.activeElement.matches("input, select, textarea")) return void undo.focus();
  const whole = part?.matches(".movable > *") ? part.parentElement : part; // with its arrows
  if (!part || !(part.matches("details") || isLost) || whole.contains(document.activeElement)) return;
  if (part.matches("details")) part.open = true;
  goInto(form, part.querySelector("textarea, input:not([type=hidden]), select"));
}
