// Binds one run's stream to its page. What the server drew stays until the stream says more.

import { RunFeed } from "./run_feed.js";
import { RunView, write } from "./run_view.js";

const page = document.getElementById("run_live");
const words = page.dataset;
let known = words.state;
let linked = false;
let toldAt = Date.now();
let learned = Number(words.begun) > 0; // what has learned something can be stopped and kept

const scheme = location.protocol === "https:" ? "wss:" : "ws:";
const feed = new RunFeed({
  curveUrl: words.curve,
  socketUrl: `${scheme}//${location.host}${words.socket}`,
  eventsUrl: words.events,
  total: Number(words.total),
  onState: show,
  onConnection: connection,
});
const view = new RunView(page, { detail: (from, to) => feed.detail(from, to), logUrl: words.logUrl });

function show(state) {
  toldAt = Date.now();
  view.show(state);
  const begins = !learned && state.steps.length + state.cases.length > 0;
  if (state.state && (state.state !== known || begins) && feed.stream.caughtUp) tell(state.state);
  learned ||= begins;
}

// The server words states, reasons and reports; htmx fetches those parts anew.
function tell(state) {
  known = state;
  document.body.dispatchEvent(new CustomEvent("run-moved"));
}

// Who trains is seldom quiet for long. The server knows whether its worker still answers, and says what happens next.
function wonder() {
  if (linked && !words.ended && Date.now() - toldAt > Number(words.quiet)) document.body.dispatchEvent(new CustomEvent("run-quiet"));
}

function connection(how) {
  linked = how === "live"; // nobody is asked over a line that is down
  const text = { offline: words.offline, closed: words.closed }[how] ?? "";
  document.querySelectorAll('[data-live="connection"]').forEach((pill) => {
    pill.textContent = text;
    pill.hidden = !text;
  });
  if (how === "ended" && !words.ended) {
    view.draw();
    words.ended = "yes";
    tell(feed.state.state);
    document.body.dispatchEvent(new CustomEvent("run-ended"));
  }
}

// What the server words anew is said in a place that stays: a screen reader passes over one that comes with its words.
const sayings = () => [...document.querySelectorAll("[data-says]")].map((place) => place.textContent.trim().replace(/\s+/g, " "));
let heard = new Set(sayings());
document.body.addEventListener("htmx:afterSettle", () => {
  const now = sayings();
  const fresh = now.filter((text) => !heard.has(text));
  if (fresh.length) write("moved", fresh.join(" · "));
  heard = new Set(now);
});

view.log.load();
feed.start({ ended: Boolean(words.ended) });
if (!words.ended) {
  setInterval(() => feed.stream.checkPulse(), 10_000);
  setInterval(wonder, 5_000);
  addEventListener("offline", () => connection("offline"));
  addEventListener("online", () => feed.stream.checkPulse({ awake: true }));
}
