// A double click sends a form once: what is begun by it would be there twice. After a while it can be sent again, for the
// first may have been stopped on its way.

const WITHIN_MS = 1_000;
const sent = new WeakMap();

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - (sent.get(form) ?? -Infinity) < WITHIN_MS) event.preventDefault();
  else sent.set(form, event.timeStamp);
});
addEventListener("pageshow", ({ persisted }) => { if (persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form)); });
