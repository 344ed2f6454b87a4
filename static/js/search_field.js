// "/" leads to the search field, wherever on the page nothing is being typed.
const field = document.querySelector("[data-search]");

addEventListener("keydown", (event) => {
  const { target, key } = event;
  const isTyping = target.isContentEditable || target.matches?.("input, textarea, select");
  if (key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});
