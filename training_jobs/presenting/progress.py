"""The newest figures of a run from its stream: the first drawing of a page, and all of it without JavaScript.

static/js/run_state.js keeps the same rules for the live page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from training_jobs import curve
from training_jobs.models import Run
from training_jobs.states import State

LOG_LINES = 60
SAMPLE_STEPS = 3
Data = Mapping[str, Any]


@dataclass
class Evaluation:
    """One look at the validation split, with the mean training loss since the look before."""

    step: int
    epoch: float | None
    train_loss: float | None
    loss: float | None
    accuracy: float | None
    macro_f1: float | None


@dataclass(frozen=True)
class Span:
    """The steps that the present attempt told, from one to another, and the seconds between them."""

    first: int
    last: int
    seconds: float


@dataclass
class Progress:
    """What a stream said so far: per step its loss (nats) and examples per second.

    `step` is where the present attempt stands. What an earlier one told of later steps counts until it is told again.
    """

    total_steps: int = 0
    phase: str = ""
    step: int = 0
    span: Span | None = None
    steps: dict[int, tuple[float | None, float | None]] = field(default_factory=dict)
    evals: dict[int, Data] = field(default_factory=dict)
    samples: dict[tuple[str, int], Data] = field(default_factory=dict)
    cases: dict[int, Data] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    _began: tuple[int, float] | None = None

    @property
    def loss(self) -> float | None:
        newest = max((step for step in self.steps if step <= self.step), default=None)
        return None if newest is None else self.steps[newest][0]

    @property
    def throughput(self) -> float | None:
        """Examples per second of the newest step that measured it."""
        so_far = ((step, said[1]) for step, said in self.steps.items() if said[1] and step <= self.step)
        return max(so_far, default=(0, None))[1]

    @property
    def newest_eval(self) -> Data:
        newest = max((step for step in self.evals if step <= self.step), default=None)
        return {} if newest is None else self.evals[newest]["metrics"]

    @property
    def seconds_left(self) -> float | None:
        """Steps to go at the pace of the present attempt, evaluations included."""
        span = self.span
        if span is None or span.last <= span.first or self.total_steps <= span.last:
            return None
        return span.seconds / (span.last - span.first) * (self.total_steps - span.last)

    @property
    def evaluations(self) -> list[Evaluation]:
        rows, since = [], 0
        for step in sorted(self.evals):
            since_then = (said[0] for at, said in self.steps.items() if since < at <= step)
            losses = [loss for loss in since_then if loss is not None]
            said = self.evals[step]
            metrics = said["metrics"]
            mean = sum(losses) / len(losses) if losses else None
            shown = metrics.get("loss"), metrics.get("accuracy"), metrics.get("macro_f1")
            rows.append(Evaluation(step, said.get("epoch"), mean, *shown))
            since = step
        return rows

    @property
    def is_evaluating(self) -> bool:
        return self.phase == "evaluating"

    @property
    def newest_is_evaluated(self) -> bool:
        return self.step in self.evals

    @property
    def sample_steps(self) -> list[int]:
        newest = dict.fromkeys(step for _, step in reversed(self.samples))
        return sorted(list(newest)[:SAMPLE_STEPS])

    @property
    def sample_rows(self) -> list[dict[str, Any]]:
        """One row per message, with what the model said of it at the newest evaluations."""
        rows: dict[str, dict[str, Any]] = {}
        for (key, step), said in sorted(self.samples.items(), key=lambda item: item[0][1]):
            row = rows.setdefault(key, {"text": said["text"], "label": said["label"], "said": {}})
            row["said"][step] = said
        shown = self.sample_steps
        return [row | {"cells": [row["said"].get(step) for step in shown]} for row in rows.values()]

    @property
    def correct(self) -> int:
        return sum(1 for case in self.cases.values() if case.get("correct"))

    def take(self, kind: str, data: Data, at: float) -> None:
        """Add one event; what is told again takes the place of what was told before."""
        if kind == "state":
            self._moved(data)
        elif kind == "step":
            self._stepped(data["step"], data["metrics"], at)
        elif kind == "eval":
            self.evals[data["step"]] = data
            self.phase = "training"  # that of evaluating lasts until this
        elif kind == "sample" and "case" in data:
            self.cases[data["case"]] = data
        elif kind == "sample":
            self.samples.pop((data["id"], data["step"]), None)
            self.samples[data["id"], data["step"]] = data
        elif kind == "log":
            self.log = [*self.log, (data.get("level", "info"), data.get("message", ""))][-LOG_LINES:]

    def _moved(self, data: Data) -> None:
        self.total_steps = data.get("total_steps") or self.total_steps
        self.phase = data.get("phase") or self.phase
        if data.get("resume_step") is not None:
            self.step, self._began = data["resume_step"], None
            self.span = None
        if data.get("state") == State.FINISHED and "step" in data:
            self._finished(data["step"])

    def _stepped(self, step: int, metrics: Data, at: float) -> None:
        self.steps[step] = (metrics.get("loss"), metrics.get("examples_per_second"))
        self.step = step
        self._began = self._began or (step, at)
        self.span = Span(self._began[0], step, at - self._began[1])

    def _finished(self, last: int) -> None:
        """The result is of step `last`: what an attempt before it said of later ones does not count."""
        self.steps = {step: said for step, said in self.steps.items() if step <= last}
        self.evals = {step: said for step, said in self.evals.items() if step <= last}
        self.samples = {place: said for place, said in self.samples.items() if place[1] <= last}
        self.cases = {number: said for number, said in self.cases.items() if number <= last}


def replay(events: Iterable[tuple[str, Data, float]], *, total_steps: int = 0) -> Progress:
    progress = Progress(total_steps=total_steps)
    for kind, data, at in events:
        progress.take(kind, data, at)
    return progress


def progress_of(run: Run) -> Progress:
    """The whole run from its snapshot; of a long one the points that stand out, with the mean losses they give."""
    drawn = curve.snapshot(run)
    progress = Progress(run.total_steps, drawn["phase"], drawn["step"], _span(drawn["at"]))
    progress.steps = {
        row["step"]: (row.get("loss"), row.get("examples_per_second")) for row in _rows(drawn["steps"])
    }
    progress.evals = {row["step"]: _evaluation(row) for row in _rows(drawn["evals"])}
    progress.samples = {(said["id"], said["step"]): said for said in drawn["samples"]}
    progress.cases = {said["case"]: said for said in drawn["cases"]}
    lines = curve.log_lines(run)[-LOG_LINES:]
    progress.log = [(line["level"], line["message"]) for line in lines]
    return progress


def _rows(columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _span(at: Mapping[str, Any]) -> Span | None:
    if at["first"] is None:
        return None
    first, last = (datetime.fromisoformat(at[end]) for end in ("first", "last"))
    return Span(at["first_step"], at["last_step"], (last - first).total_seconds())


def _evaluation(row: Mapping[str, Any]) -> Data:
    metrics = {name: value for name, value in row.items() if name not in ("step", "epoch")}
    return {"step": row["step"], "epoch": row["epoch"], "metrics": metrics}
