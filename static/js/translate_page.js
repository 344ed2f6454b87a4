// A translator's hands stay on the keys: save and go on, or on to the next text that is to be done.

const form = document.querySelector("form[data-translate]");
const field = form?.querySelector("[data-first]");
const next = form?.querySelector("[data-next]");

if (field && location.hash === "#unit") field.focus({ preventScroll: false });

addEventListener("keydown", (event) => {
  if (!form || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.altKey && event.code === "KeyN" && next) {
    event.preventDefault();
    next.click();
  }
});
