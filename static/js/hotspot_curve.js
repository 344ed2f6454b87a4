// A question about a step of a curve: point at the curve or move a slider, and the list of steps below follows.

export function pickOnCurve(root) {
  const slide = root.querySelector("[data-slide]");
  if (root.dataset.bound || !slide) return;
  root.dataset.bound = "yes";
  const [plot, pin, list, slider] = ["[data-plot]", "[data-chosen]", "select", "input"].map((part) => root.querySelector(part));
  const steps = [...list.options].filter(({ value }) => value);
  const across = steps.map((step) => Number(step.dataset.across));

  const show = () => {
    const at = steps.findIndex(({ selected }) => selected);
    slider.value = at < 0 ? Math.floor(steps.length / 2) : at;
    slider.setAttribute("aria-valuetext", at < 0 ? root.dataset.unchosen : steps[at].text);
    pin.setAttribute("visibility", at < 0 ? "hidden" : "visible");
    for (const end of ["x1", "x2"]) pin.setAttribute(end, across[Math.max(0, at)]);
  };
  const choose = (at) => {
    if (steps[at].selected) return;
    list.value = steps[at].value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const point = (event) => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const { left, width } = plot.getBoundingClientRect();
    const there = (100 * (event.clientX - left)) / width;
    choose(across.reduce((best, x, at) => (Math.abs(x - there) < Math.abs(across[best] - there) ? at : best), 0));
  };

  slider.max = steps.length - 1;
  slider.addEventListener("input", () => choose(Number(slider.value)));
  list.addEventListener("change", show);
  plot.addEventListener("pointerdown", point);
  plot.addEventListener("pointermove", point);
  slide.hidden = false;
  show();
}
