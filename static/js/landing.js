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

const wasSent = () => performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
const named = () => location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));

addEventListener("load", () => {
  if (!isLost()) return;
  const wrong = document.querySelector("main :is([aria-invalid=true], p[role=alert], div[role=alert])");
  land(wrong ?? document.querySelector("main .messages") ?? (wasSent() && named()));
});
