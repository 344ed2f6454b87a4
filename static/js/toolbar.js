// A row of tools is one stop of the Tab key: arrow keys, Home and End go through it, and it is come back to where it was left.

const ITEMS = ":scope > button, :scope > label > input, :scope > details > summary";
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function showTools(bar) {
  if (!bar) return;
  const items = [...bar.querySelectorAll(ITEMS)];
  const stopAt = (at) => items.forEach((item, place) => { item.tabIndex = place === at ? 0 : -1; });
  const leadTo = (key, at) => {
    if (key === "Home") return 0;
    if (key === "End") return items.length - 1;
    return STEPS[key] ? (at + STEPS[key] + items.length) % items.length : null;
  };
  bar.addEventListener("focusin", ({ target }) => { if (items.includes(target)) stopAt(items.indexOf(target)); });
  bar.addEventListener("keydown", (event) => {
    const at = items.indexOf(event.target);
    const to = at < 0 ? null : leadTo(event.key, at);
    if (to === null) return;
    event.preventDefault();
    items[to].focus();
  });
  stopAt(0);
  bar.hidden = false;
}
