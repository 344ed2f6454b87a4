// A form that the server has drawn anew takes the place of the one on the page: what was open stays open, and whoever
// types goes on in the same field at the same place of the screen.

const keyOf = (form, part) => form.elements.namedItem(`${part.id}.key`)?.value;

// Buttons share a name: what each does, and to which list or part within the one around it, tells them apart.
function ownName(element, around) {
  if (!element.matches("button")) return element.name || element.id || element.className;
  const [does, what = "", kind = ""] = element.value.split(" ");
  return `${element.name} ${does} ${around && what.startsWith(around.id) ? what.slice(around.id.length) : what} ${kind}`;
}

// The part that something belongs to; its arrows stand beside it.
const partAround = (element) => element.closest(".movable > .moves")?.parentElement.querySelector(":scope > [data-part]") ?? element.parentElement.closest("[data-part]");

// Where something stands, by the keys of the parts around it: their numbers change when another part comes or goes.
function placeOf(form, element) {
  const around = partAround(element);
  const key = element.matches("[data-part]") && keyOf(form, element);
  const name = key ? `${element.id.slice(0, element.id.lastIndexOf("."))}.${key}` : ownName(element, around);
  if (!around) return name;
  return `${placeOf(form, around)} ${name.startsWith(around.id) ? name.slice(around.id.length) : name}`;
}

const byPlace = (form, selector) => new Map([...form.querySelectorAll(selector)].map((element) => [placeOf(form, element), element]));

const FIELDS = "[data-fields] :is(input:not([type=hidden]), select, textarea, button)";
const SHEETS = "[data-fields] details:not(.menu)";

function handIn(form) {
  const field = document.activeElement;
  if (!field?.matches(FIELDS) || !form.contains(field)) return null;
  const hasCursor = field.matches("textarea, input[type=text]");
  return { place: placeOf(form, field), cursor: hasCursor && [field.selectionStart, field.selectionEnd] };
}

// Something that is in sight before and after.
function inSight(form, hand) {
  if (hand) return hand.place;
  const seen = [...form.querySelectorAll(FIELDS)].find((field) => field.checkVisibility() && field.getBoundingClientRect().top >= 0);
  return seen && placeOf(form, seen);
}

const topOf = (form, place) => byPlace(form, FIELDS).get(place)?.getBoundingClientRect().top;

function giveBack(form, hand) {
  const field = hand && byPlace(form, FIELDS).get(hand.place);
  const heads = field && partAround(field)?.querySelector("summary"); // an arrow that can do no more gives way to its part
  (field?.disabled ? heads : field)?.focus({ preventScroll: true });
  if (field && hand.cursor) field.setSelectionRange(...hand.cursor);
}

export function redraw(form, html) {
  const open = new Map([...byPlace(form, SHEETS)].map(([place, sheet]) => [place, sheet.open]));
  const hand = handIn(form);
  const place = inSight(form, hand);
  const top = place && topOf(form, place);
  const page = new DOMParser().parseFromString(html, "text/html");
  form.querySelector("[data-fields]").replaceWith(page.querySelector("[data-fields]"));
  for (const [at, sheet] of byPlace(form, SHEETS)) if (open.has(at)) sheet.open = open.get(at);
  giveBack(form, hand);
  const now = place && topOf(form, place);
  if (now !== undefined && top !== undefined) scrollBy(0, now - top);
}
