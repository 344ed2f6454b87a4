// Lists that are put into order by dragging; the forms with arrows do the same by keyboard, and keep the focus on what moves.

const PRESSED = "reorder pressed"; // which arrow it was, for the page that comes

const LIST = "[data-reorder]";
let dragged = null;

const place = (item) => Number(item.dataset.place);

// A form of its own says where the item goes; an item that is part of a larger form presses a button of that.
function submit(item, to) {
  const form = item.querySelector("form[data-move]");
  if (!form) return void submitWithin(item, to);
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: to }));
  form.requestSubmit();
}

function submitWithin(item, to) {
  const { form, name, value, formAction } = item.querySelector(".moves button");
  const button = Object.assign(document.createElement("button"), { name, value: `to ${value.split(" ")[1]} ${to}`, formAction, hidden: true });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
}

// The item of the list of what is dragged that something lies in.
const itemAt = (target) => dragged && [...dragged.parentElement.children].find((item) => "place" in item.dataset && item.contains(target));

const clear = () => document.querySelectorAll(".over, .over-end").forEach((item) => item.classList.remove("over", "over-end"));

document.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.("[draggable=true]")?.closest("[data-place]");
  if (!item?.parentElement.matches(LIST)) return;
  dragged = item;
  dragged.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  clear();
});
document.addEventListener("dragover", (event) => {
  const over = itemAt(event.target);
  if (!over) return;
  event.preventDefault();
  clear();
  over.classList.add(place(over) > place(dragged) ? "over-end" : "over");
});
document.addEventListener("drop", (event) => {
  const over = itemAt(event.target);
  if (!over) return;
  event.preventDefault();
  if (over !== dragged) submit(dragged, place(over));
});

const arrows = (form) => [...form.querySelectorAll("button[name=to]")];

addEventListener("submit", ({ target, submitter }) => {
  if (submitter && target.matches("form[data-move]")) sessionStorage.setItem(PRESSED, arrows(target).indexOf(submitter));
});

// At the end of the list the arrow that was pressed can do no more: pressed again it must not do something else.
function focusAgain() {
  const pressed = sessionStorage.getItem(PRESSED);
  sessionStorage.removeItem(PRESSED);
  const item = location.hash && document.getElementById(location.hash.slice(1));
  const form = item && item.querySelector("form[data-move]");
  if (pressed === null || !form) return;
  const arrow = arrows(form)[pressed];
  arrow.focus();
}

document.querySelectorAll(`${LIST} > [data-place]:has(form[data-move])`).forEach((item) => { item.draggable = true; });
addEventListener("load", focusAgain); // going to the place in the address takes the focus away before
