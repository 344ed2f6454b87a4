// Whoever presses a button by keyboard finds themselves at what came of it, not at the top of the page: at what was drawn
// anew where they were, else at the first thing that a page says after a form was sent.

const isLost = () => [null, document.body].includes(document.activeElement);

function land(place) {
  if (!place) return;
  if (place.tabIndex < 0 && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// Of a part that was drawn anew: what it names itself, else its heading.
const landingIn = (part) => part?.querySelector("[data-lands] :is(button:enabled, a[href], summary), [data-lands]:is(p, li, h1, h2, h3, output)") ?? part?.querySelector("h1, h2, h3, legend") ?? part;

let left = ""; // the part that is being drawn anew while the focus is in it

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  left = target.contains(document.activeElement) && !isLost() ? target.id : "";
});
document.addEventListener("htmx:afterSettle", () => {
  const id = left;
  left = "";
  if (id) requestAnimationFrame(() => { if (isLost()) land(landingIn(document.getElementById(id))); });
});

// A page that answers a form: it came by a redirect, or with a refusal.
function answersForm() {
  const [came] = performance.getEntriesByType("navigation");
  return came?.redirectCount > 0 || came?.responseStatus >= 400;
}

const named = () => location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));

// Whoever only reads a page again is not taken to an answer of theirs that cannot be read.
const wrongField = () => [...document.querySelectorAll("main [aria-invalid=true]")].find((field) => !field.closest("form[data-quiz]"));

// Some places are there to be filled later.
const saidAloud = () => [...document.querySelectorAll("main :is(p, div)[role=alert]")].find((alert) => alert.textContent.trim());

addEventListener("load", () => {
  if (!isLost()) return;
  const said = wrongField() ?? document.querySelector("main .messages");
  land(said ?? (answersForm() && (saidAloud() ?? named())));
});
