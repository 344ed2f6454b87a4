// A chart under the hands: arrows move the cursor, + and - zoom, 0 shows all again, Home and End jump; two fingers
// pinch, one finger points. Mouse drags are uPlot's own.

const FAST = 10;

export function bindKeys(chart) {
  const moves = {
    ArrowRight: (e) => move(chart, e.shiftKey ? FAST : 1),
    ArrowLeft: (e) => move(chart, e.shiftKey ? -FAST : -1),
    Home: () => jump(chart, 0),
    End: () => jump(chart, chart.data[0].length - 1),
    "+": () => chart.zoomBy(0.5),
    "=": () => chart.zoomBy(0.5),
    "-": () => chart.zoomBy(2),
    0: () => chart.zoom(null),
    Escape: () => chart.point(null, { silent: false }),
  };
  chart.element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in moves) || !chart.data[0].length) return;
    event.preventDefault();
    moves[event.key](event);
    chart.element.dispatchEvent(new CustomEvent("chart-keyed"));
  });
}

function move(chart, by) {
  const xs = chart.data[0];
  const here = chart.cursorStep();
  const at = here === null ? (by > 0 ? -1 : xs.length) : xs.indexOf(here);
  jump(chart, Math.min(xs.length - 1, Math.max(0, at + by)));
}

// The view follows a cursor that leaves it.
function jump(chart, index) {
  const step = chart.data[0][index];
  if (chart.view && (step < chart.view[0] || step > chart.view[1])) {
    const half = (chart.view[1] - chart.view[0]) / 2;
    chart.zoom([step - half, step + half]);
  }
  chart.point(step, { silent: false });
}

export function bindTouch(chart) {
  const fingers = new Map();
  let spread = 0;
  const distance = () => {
    const [a, b] = [...fingers.values()];
    return Math.abs(a - b);
  };
  const stepAt = (x) => chart.plot.posToVal(x - chart.plot.over.getBoundingClientRect().left, "x");
  chart.element.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 2) spread = distance();
  });
  chart.element.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 1) return chart.point(stepAt(event.clientX), { silent: false });
    const [a, b] = [...fingers.values()];
    const now = distance();
    if (now > 10 && spread > 10) chart.zoomBy(spread / now, stepAt((a + b) / 2));
    spread = now;
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    chart.element.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}
