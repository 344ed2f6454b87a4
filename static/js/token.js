// The token by which the server knows its own pages. Signing in again, in whichever tab, gives the browser a new one:
// a page that was opened before sends that, not the one it was drawn with.

const FIELD = "csrfmiddlewaretoken";
const COOKIE = "csrftoken=";

const newest = () => document.cookie.split("; ").find((part) => part.startsWith(COOKIE))?.slice(COOKIE.length);

// What a script of ours sends for `form`.
export const token = (form) => newest() ?? form.elements[FIELD].value;

// Fired whenever a browser gathers a form, also for `submit()` and for `new FormData(form)`.
document.addEventListener("formdata", ({ formData }) => {
  if (formData.has(FIELD) && newest()) formData.set(FIELD, newest());
});

document.addEventListener("htmx:configRequest", ({ detail: { headers, parameters } }) => {
  if (!newest()) return;
  headers["X-CSRFToken"] = newest();
  if (FIELD in parameters) parameters[FIELD] = newest();
});
