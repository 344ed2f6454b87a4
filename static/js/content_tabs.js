// Sections that stand one after another become tabs: arrow keys, Home and End move, and what is linked to opens.

const GROUPS = ".tabs";
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function makeTabs(group) {
  if (group.dataset.made) return;
  group.dataset.made = "yes";
  const panels = [...group.children];
  const buttons = panels.map(tabFor);
  const list = Object.assign(document.createElement("div"), { className: "tab-list" });
  list.setAttribute("role", "tablist");
  list.append(...buttons);
  group.prepend(list);

  const show = (at, { focus = false } = {}) => {
    buttons.forEach((button, place) => {
      button.setAttribute("aria-selected", String(place === at));
      button.tabIndex = place === at ? 0 : -1;
      panels[place].hidden = place !== at;
    });
    if (focus) buttons[at].focus();
  };

  buttons.forEach((button, at) => button.addEventListener("click", () => show(at)));
  list.addEventListener("keydown", (event) => {
    const to = placeAfter(event.key, buttons.indexOf(event.target), buttons.length);
    if (to === null) return;
    event.preventDefault();
    show(to, { focus: true });
  });
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const at = panels.findIndex((panel) => target && panel.contains(target));
    if (at < 0) return;
    show(at);
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  show(0);
  open();
}

// Which tab of each group is open, and the same ones again in a text that was drawn anew.
export function openTabs(root) {
  return [...root.querySelectorAll(GROUPS)].map((group) => tabsOf(group).findIndex((tab) => tab.ariaSelected === "true"));
}

export function openAgain(root, chosen) {
  [...root.querySelectorAll(GROUPS)].forEach((group, at) => { if (chosen[at] > 0) tabsOf(group)[chosen[at]]?.click(); });
}

const tabsOf = (group) => [...group.querySelectorAll(":scope > .tab-list > [role=tab]")];

function tabFor(panel) {
  const heading = panel.querySelector(":scope > .tab-title");
  const button = Object.assign(document.createElement("button"), { type: "button", id: `${panel.id}-tab`, textContent: heading.textContent });
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", panel.id);
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", button.id);
  panel.tabIndex = 0;
  heading.hidden = true;
  return button;
}

export function placeAfter(key, at, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key in STEPS ? (at + STEPS[key] + count) % count : null;
}
