// Lists that are put into order by dragging; the forms with arrows do the same by keyboard, and keep the focus on what moves.

const PRESSED = "reorder pressed"; // which arrow it was, for the page that comes

function place(item) {
  return Number(item.dataset.place);
}

function submit(item, to) {
  const form = item.querySelector("form[data-move]");
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: to }));
  form.requestSubmit();
}

function bind(list) {
  let dragged = null;
  const clear = () => list.querySelectorAll(".over, .over-end").forEach((item) => item.classList.remove("over", "over-end"));
  for (const item of list.children) item.draggable = true;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-place]");
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    clear();
  });
  list.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest("[data-place]");
    if (!over) return;
    event.preventDefault();
    clear();
    over.classList.add(place(over) > place(dragged) ? "over-end" : "over");
  });
  list.addEventListener("drop", (event) => {
    const over = dragged && event.target.closest("[data-place]");
    if (!over) return;
    event.preventDefault();
    if (over !== dragged) submit(dragged, place(over));
  });
}

const arrows = (form) => [...form.querySelectorAll("button[name=to]")];

addEventListener("submit", ({ target, submitter }) => {
  if (submitter && target.matches("form[data-move]")) sessionStorage.setItem(PRESSED, arrows(target).indexOf(submitter));
});

// At the end of the list the arrow that was pressed can do no more, and the other one would undo it: the name has the focus.
function focusAgain() {
  const pressed = sessionStorage.getItem(PRESSED);
  sessionStorage.removeItem(PRESSED);
  const item = location.hash && document.getElementById(location.hash.slice(1));
  const form = item && item.querySelector("form[data-move]");
  if (pressed === null || !form) return;
  const arrow = arrows(form)[pressed];
  (arrow.disabled ? item.querySelector("a") : arrow)?.focus();
}

document.querySelectorAll("[data-reorder]").forEach(bind);
addEventListener("load", focusAgain); // going to the place in the address takes the focus away before
