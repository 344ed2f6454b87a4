// Ctrl or Cmd with K leads to the search field. One key alone would be in the way of those who speak to their computer.
const field = document.querySelector("[data-search]");

addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});
