"""What a run tells while it works: one JSON line per event, `{"n", "kind", "data", "at"}`."""

import json
import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Kind = Literal["state", "step", "eval", "sample", "log", "checkpoint", "report"]
RunState = Literal["running", "finished", "failed", "stopped", "interrupted"]
Phase = Literal[
    "loading", "tokenising", "training", "evaluating", "answering", "grading", "measuring", "saving"
]
Metrics = dict[str, float]


class Told(BaseModel):
    """What the engine yields; `kind` is the event's kind and the fields are its data."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[Kind]

    def data(self) -> dict[str, Any]:
        """The event's data, without the fields that were left out."""
        return self.model_dump(exclude_none=True)


class StateChanged(Told):
    """Where the run is. `code` is a `failures.Failure`; the totals come with the training phase.

    `resume_step` says that the run goes on after that step: what was told of later steps counts until it is told again.
    The phase of evaluating lasts until the scores are told.
    "stopped" kept what there was, with a report; "interrupted" saved a checkpoint and left.
    """

    kind = "state"
    state: RunState
    phase: Phase | None = None
    code: str | None = None
    message: str | None = None
    total_steps: int | None = None
    resume_step: int | None = None
    total_parameters: int | None = None
    trainable_parameters: int | None = None
    device: str | None = None
    devices: int | None = None
    precision: str | None = None
    attention: str | None = None


class StepMeasured(Told):
    """One optimiser step; epoch is fractional.

    Metrics: loss (nats), learning_rate, gradient_norm (before clipping), examples_per_second, memory_mb (of the
    process, and on a GPU its peak there), load (share of the devices in use, 0 to 1).
    """

    kind = "step"
    step: int
    epoch: float | None = None
    metrics: Metrics


class Evaluated(Told):
    """The whole validation split. Metrics: loss (nats), accuracy and macro_f1 (0 to 1)."""

    kind = "eval"
    step: int
    epoch: float
    metrics: Metrics


class SamplePredicted(Told):
    """What a model in training says of one validation row; confidence is a softmax share, 0 to 1."""

    kind = "sample"
    step: int
    id: str
    text: str
    label: str
    predicted: str
    confidence: float


class CaseAnswered(Told):
    """What a prompted model wrote for one case, `case` of `of` (from 1)."""

    kind = "sample"
    case: int
    of: int
    id: str
    text: str
    label: str
    answer: str
    correct: bool


class CheckpointSaved(Told):
    """A checkpoint is whole on disk. `folder` is relative to the attempt's; `score` is the latest evaluation's."""

    kind = "checkpoint"
    step: int
    folder: str
    digest: str
    bytes: int
    seconds: float
    score: float | None = None


class Logged(Told):
    """A line for the log: in English, and as a key of `sayings.SAYINGS` with its values. Made by `sayings.say`."""

    kind = "log"
    message: str
    level: Literal["info", "warning", "error"] = "info"
    say: str | None = None
    values: dict[str, Any] | None = None


class Reported(Told):
    """The result; its shape depends on the task (see engine.report)."""

    kind = "report"
    report: dict[str, Any]

    def data(self) -> dict[str, Any]:
        return self.report


class Line(BaseModel):
    """One event as it stands in events.jsonl: `n` counts from 1, `at` is seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    n: int = Field(ge=1)
    kind: Kind
    data: dict[str, Any]
    at: float


class BadLine(ValueError):
    """A line of events.jsonl that is not an event."""


@dataclass(frozen=True)
class _Finite:
    value: Any
    complete: bool


def finite(data: dict[str, Any]) -> dict[str, Any]:
    """`data` with NaN and infinities as None; then `not_finite: True` is added, because JSON has neither."""
    cleaned = _finite(data)
    result: dict[str, Any] = cleaned.value
    return result if cleaned.complete else {**result, "not_finite": True}


def encode(line: Line) -> str:
    """One line of strict JSON, ending in a newline."""
    plain = {"n": line.n, "kind": line.kind, "data": finite(line.data), "at": round(line.at, 4)}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def decode(text: str) -> Line:
    """Read one line; raises BadLine when it is cut short or is not an event."""
    try:
        return Line.model_validate_json(text)
    except ValidationError as error:
        raise BadLine(f"Not an event: {text[:80]!r}") from error


def _finite(value: Any) -> _Finite:
    if isinstance(value, float) and not math.isfinite(value):
        return _Finite(None, complete=False)
    if isinstance(value, dict):
        parts = {key: _finite(inner) for key, inner in value.items()}
        return _Finite({key: p.value for key, p in parts.items()}, all(p.complete for p in parts.values()))
    if isinstance(value, (list, tuple)):
        items = [_finite(inner) for inner in value]
        return _Finite([item.value for item in items], all(item.complete for item in items))
    return _Finite(value, complete=True)
