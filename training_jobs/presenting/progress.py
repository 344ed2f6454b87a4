"""The newest figures of a run from its stream: the first drawing of a page, and all of it without JavaScript.

static/js/run_state.js keeps the same rules for the live page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from training_jobs import curve
from training_jobs.models import Run

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


@dataclass
class Progress:
    """What a stream said so far; losses in nats, `at` in seconds since 1970."""

    total_steps: int = 0
    phase: str = ""
    steps: dict[int, tuple[float | None, float | None, float]] = field(default_factory=dict)
    evals: dict[int, Data] = field(default_factory=dict)
    samples: dict[tuple[str, int], Data] = field(default_factory=dict)
    cases: dict[int, Data] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)

    @property
    def step(self) -> int:
        return max(self.steps, default=0)

    @property
    def loss(self) -> float | None:
        return self.steps[self.step][0] if self.steps else None

    @property
    def throughput(self) -> float | None:
        """Examples per second of the newest step that measured it."""
        return next((s[1] for _, s in sorted(self.steps.items(), reverse=True) if s[1]), None)

    @property
    def newest_eval(self) -> Data:
        return self.evals[max(self.evals)]["metrics"] if self.evals else {}

    @property
    def seconds_left(self) -> float | None:
        """Steps to go at the pace of all steps so far, evaluations included."""
        if len(self.steps) < 2 or self.total_steps <= self.step:
            return None
        first, last = min(self.steps), self.step
        return (self.steps[last][2] - self.steps[first][2]) / (last - first) * (self.total_steps - last)

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
    def sample_steps(self) -> list[int]:
        return sorted({step for _, step in self.samples})[-SAMPLE_STEPS:]

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
        """Add one event; a restart (`resume_step`) first drops what the lost attempt said after that step."""
        if kind == "state":
            self._moved(data)
        elif kind == "step":
            metrics = data["metrics"]
            self.steps[data["step"]] = (metrics.get("loss"), metrics.get("examples_per_second"), at)
        elif kind == "eval":
            self.evals[data["step"]] = data
        elif kind == "sample" and "case" in data:
            self.cases[data["case"]] = data
        elif kind == "sample":
            self.samples[data["id"], data["step"]] = data
        elif kind == "log":
            self.log = [*self.log, (data.get("level", "info"), data.get("message", ""))][-LOG_LINES:]

    def _moved(self, data: Data) -> None:
        self.total_steps = data.get("total_steps") or self.total_steps
        self.phase = data.get("phase") or self.phase
        kept = data.get("resume_step")
        if kept is None:
            return
        self.steps = {step: said for step, said in self.steps.items() if step <= kept}
        self.evals = {step: said for step, said in self.evals.items() if step <= kept}
        self.samples = {place: said for place, said in self.samples.items() if place[1] <= kept}
        if kept == 0:
            self.cases = {}


def replay(events: Iterable[tuple[str, Data, float]], *, total_steps: int = 0) -> Progress:
    progress = Progress(total_steps=total_steps)
    for kind, data, at in events:
        progress.take(kind, data, at)
    return progress


def progress_of(run: Run) -> Progress:
    """The whole run from its snapshot; of a long one the points that stand out, with the mean losses they give."""
    drawn = curve.snapshot(run)
    progress = Progress(total_steps=run.total_steps, phase=drawn["phase"])
    progress.steps = _steps(drawn)
    progress.evals = {row["step"]: _evaluation(row) for row in _rows(drawn["evals"])}
    progress.samples = {(said["id"], said["step"]): said for said in drawn["samples"]}
    progress.cases = {said["case"]: said for said in drawn["cases"]}
    lines = curve.log_lines(run)[-LOG_LINES:]
    progress.log = [(line["level"], line["message"]) for line in lines]
    return progress


def _rows(columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _steps(drawn: Mapping[str, Any]) -> dict[int, tuple[float | None, float | None, float]]:
    """Loss and throughput of each step; the pace of the present attempt stands for the moments of all."""
    at = drawn["at"]
    if at["first"] is None:
        return {}
    first, last = (datetime.fromisoformat(at[end]).timestamp() for end in ("first", "last"))
    pace = (last - first) / ((at["last_step"] - at["first_step"]) or 1)
    return {
        row["step"]: (
            row.get("loss"),
            row.get("examples_per_second"),
            last - pace * (at["last_step"] - row["step"]),
        )
        for row in _rows(drawn["steps"])
    }


def _evaluation(row: Mapping[str, Any]) -> Data:
    metrics = {name: value for name, value in row.items() if name not in ("step", "epoch")}
    return {"step": row["step"], "epoch": row["epoch"], "metrics": metrics}
