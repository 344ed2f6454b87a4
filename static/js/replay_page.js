// The page of a recorded run: the same view as a live one, fed by a recording.

import { duration, fill } from "./run_numbers.js";
import { RunReplay } from "./run_replay.js";
import { ENDED } from "./run_state.js";
import { RunView } from "./run_view.js";

const page = document.getElementById("run_live");
const words = page.dataset;
const phases = JSON.parse(words.phases);
const tool = (name) => document.querySelector(`[data-replay="${name}"]`);
const [play, seek, speed, time, phase, left] = ["play", "seek", "speed", "time", "phase", "left"].map(tool);

const view = new RunView(page);
const replay = new RunReplay({ url: words.events, total: Number(words.total), onState: show, onTime: tell });

function show(state, { fresh }) {
  if (fresh) view.log.show([], { fresh: true });
  view.show(state);
  phase.textContent = ENDED.has(state.state) ? "" : phases[state.phase] ?? "";
}

function tell(position, length, playing) {
  play.textContent = playing ? words.pause : words.play;
  play.setAttribute("aria-pressed", String(playing));
  seek.max = String(Math.ceil(length));
  if (document.activeElement !== seek || playing) seek.value = String(position);
  const said = fill(words.position, { now: duration(position, words), all: duration(length, words) });
  seek.setAttribute("aria-valuetext", said);
  if (time.textContent !== said) time.textContent = said;
  const toWatch = duration((length - position) / replay.speed, words);
  if (left && left.textContent !== toWatch) left.textContent = toWatch;
}

play.addEventListener("click", () => (replay.playing ? replay.pause() : replay.play()));
seek.addEventListener("input", () => replay.seek(Number(seek.value)));
speed.addEventListener("change", () => {
  replay.speed = Number(speed.querySelector(":checked").value);
  replay.tell();
});

const came = await replay.load();
tool("bar").hidden = !came;
tool("absent").hidden = came;
if (came) {
  replay.seek(0);
  replay.play();
}
