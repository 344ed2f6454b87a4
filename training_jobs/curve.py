"""What a page draws of a run before it listens: the curve in at most so many points, and all that was said beside it.

Short stretches come from the stored steps themselves, long ones from the sums of closed blocks, so that a run of a
million steps is drawn as fast as one of a thousand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from training_jobs import blocks, chunks
from training_jobs.chunks import METRICS, Event
from training_jobs.models import Run
from training_jobs.saying import in_words
from training_jobs.states import State
from training_jobs.thinning import Rows, thin

POINTS, FEWEST = 1_500, 50
EXACT = 16_384  # steps that are read one by one
SAMPLE_STEPS = 3


@dataclass
class Notes:
    """What a stream says beside its steps, as it stands at the end."""

    phase: str = ""
    evals: dict[int, dict[str, Any]] = field(default_factory=dict)
    samples: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    cases: dict[int, dict[str, Any]] = field(default_factory=dict)
    checkpoints: set[int] = field(default_factory=set)
    log: list[dict[str, Any]] = field(default_factory=list)

    def take(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "state":
            self._moved(data)
        elif kind == "eval":
            self.evals[data["step"]] = data
            self.phase = "training"  # that of evaluating lasts until this
        elif kind == "sample" and "case" in data:
            self.cases[data["case"]] = data
        elif kind == "sample":
            self.samples.pop((data["step"], data["id"]), None)  # told again, it is the newest
            self.samples[data["step"], data["id"]] = data
        elif kind == "checkpoint":
            self.checkpoints.add(data["step"])
        elif kind == "log":
            self.log.append(data)

    def _moved(self, data: dict[str, Any]) -> None:
        self.phase = data.get("phase") or self.phase
        resumed = data.get("resume_step")
        if resumed is not None:  # those behind it could not be used
            self.checkpoints = {step for step in self.checkpoints if step <= resumed}
        if data.get("state") == State.FINISHED and "step" in data:
            self._finished(data["step"])

    def _finished(self, last: int) -> None:
        self.evals = {step: said for step, said in self.evals.items() if step <= last}
        self.samples = {place: said for place, said in self.samples.items() if place[0] <= last}
        self.cases = {number: said for number, said in self.cases.items() if number <= last}


def notes_of(run: Run) -> Notes:
    """All but the steps, up to the run's last seq as we know it."""
    notes = Notes()
    for event in chunks.notes(run.pk):
        if event["seq"] <= run.last_seq:
            notes.take(event["kind"], event["data"])
    return notes


def snapshot(
    run: Run, points: int = POINTS, start: int | None = None, stop: int | None = None
) -> dict[str, Any]:
    """The run up to `seq`, from where a reader goes on by the stream; steps from `start` to `stop`, both included.

    `steps` and `evals` are columns of equal length; None is a gap. `step` is where the present attempt stands; behind
    it lies what an earlier one told, until it is told again. What the stream tells after `seq` may repeat a step that
    is here already, with the same values.
    """
    points = max(FEWEST, min(points, POINTS))
    notes = notes_of(run)
    last = run.step if run.state == State.FINISHED else max(run.step, chunks.farthest_step(run.pk))
    everything = rows_of(run, max(1, start or 1), min(last, stop or last))
    shown = thin(everything, points)
    return {
        "seq": run.last_seq,
        "state": run.state,
        "phase": notes.phase,
        "step": run.step,
        "total_steps": run.total_steps,
        "resume_step": run.resume_step,
        "thinned": len(shown.steps) < everything.count,
        "steps": {"step": shown.steps, **shown.values},
        "at": _pace(run),
        "evals": _evals(notes, points),
        "samples": _newest_samples(notes),
        "cases": [notes.cases[number] for number in sorted(notes.cases)],
        "checkpoints": sorted(notes.checkpoints),
        "log_lines": len(notes.log),
    }


def rows_of(run: Run, first: int, last: int) -> Rows:
    """The curve between two steps: every one of them when they are few, else what stands out of each block."""
    if last - first < EXACT:
        return _in_order(_exact(run, first, last))
    return _in_order(Rows.joined(_parts(run, first, last)))


def _parts(run: Run, first: int, last: int) -> Iterator[Rows]:
    """Blocks where there are, and single steps before, between and after them."""
    here = first
    for begins, ends, rows in blocks.between(run.pk, first, last):
        if here < begins:
            yield _exact(run, here, begins - 1)
        yield rows
        here = ends + 1
    if here <= last:
        yield _exact(run, here, last)


def _exact(run: Run, first: int, last: int) -> Rows:
    return Rows.of([(point.step, point.metrics) for point in chunks.points(run.pk, first, last)])


def _in_order(rows: Rows) -> Rows:
    """The metrics that we know come first, in our order."""
    known = [name for name in METRICS if name in rows.values]
    rows.values = {name: rows.values[name] for name in (*known, *sorted(rows.values.keys() - set(known)))}
    return rows


def _pace(run: Run) -> dict[str, Any]:
    """The first and last point of the present attempt: between them nobody waited."""
    ends = chunks.ends_of(run.pk, run.attempt)
    if ends is None:
        return {"first": None, "last": None, "first_step": 0, "last_step": 0}
    first, last = ends
    return {"first": first.at, "last": last.at, "first_step": first.step, "last_step": last.step}


def _evals(notes: Notes, points: int) -> dict[str, Any]:
    said = [notes.evals[step] for step in sorted(notes.evals)]
    epochs = {one["step"]: one.get("epoch") for one in said}
    shown = thin(_in_order(Rows.of([(one["step"], one["metrics"]) for one in said])), points)
    return {"step": shown.steps, "epoch": [epochs[step] for step in shown.steps], **shown.values}


def _newest_samples(notes: Notes) -> list[dict[str, Any]]:
    newest = list(dict.fromkeys(step for step, _key in reversed(notes.samples)))[:SAMPLE_STEPS]
    return [said for (step, _key), said in sorted(notes.samples.items()) if step in newest]


def log_lines(run: Run, after: int = 0, find: str = "") -> list[dict[str, Any]]:
    """The log after `after`, or those lines of it that hold the words `find`, whatever their case."""
    lines = (_line(event) for event in chunks.notes(run.pk, after) if event["kind"] == "log")
    return [line for line in lines if find.casefold() in line["message"].casefold()]


def _line(event: Event) -> dict[str, Any]:
    data = event["data"]
    level = data.get("level") or "info"
    return {"seq": event["seq"], "at": event["at"], "level": level, "message": in_words(data)}
