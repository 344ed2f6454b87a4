// Sheets that open below a button (details.menu): a press elsewhere, Escape, or a link marked data-closes closes them.
// Listens at the document, because htmx draws parts of a page anew.

const open = () => [...document.querySelectorAll("details.menu[open]")];

function close(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

addEventListener("pointerdown", ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") open().forEach(close);
});
addEventListener("click", (event) => {
  const menu = event.target.closest?.("[data-closes]")?.closest("details.menu");
  if (!menu) return;
  event.preventDefault();
  close(menu);
});
