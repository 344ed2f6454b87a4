"""A recorded run: the events that an engine wrote, one JSON line each, as the curve that a lesson replays."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from courses.content.assets.judging import BadAsset
from courses.content.localized import ContentModel
from courses.content.problems import gettext_noop as _

LONGEST = 20_000
"""Lines; as long as a run may be that a page replays."""
MOST_POINTS = 400
SILENCE = 3.0
"""Seconds: a longer pause in which nothing was told is replayed as this long."""
Step = Annotated[int, Field(ge=0)]


class Measured(ContentModel):
    """What was told of a step, `at` seconds from the start. A loss that was no number is None."""

    step: Step
    at: float = Field(ge=0)
    loss: float | None = None


class Evaluation(Measured):
    accuracy: float | None = None
    macro_f1: float | None = None


class Recorded(ContentModel):
    """The curve of a run: `steps` thinned to what a page can draw, all evaluations, and how long it was meant to be."""

    steps: tuple[Measured, ...]
    evals: tuple[Evaluation, ...] = ()
    total_steps: int = 0

    @property
    def last(self) -> int:
        return max(self.steps[-1].step, self.total_steps)


def read_recording(content: bytes) -> Recorded:
    """The curve that the lines of an events.jsonl tell. Raises `BadAsset`, which names the line.

    A step that was told again, by an attempt that went on from a checkpoint, counts as it was told last.
    """
    steps: dict[int, Measured] = {}
    evals: dict[int, Evaluation] = {}
    total = 0
    for number, kind, data, at in _timed(content):
        if kind == "state":
            total = max(total, _whole(data.get("total_steps")) or 0)
        if kind not in ("step", "eval"):
            continue
        step = _whole(data.get("step"))
        metrics = data.get("metrics")
        if step is None or not isinstance(metrics, dict):
            raise BadAsset(_NO_EVENT, line=number)
        named: dict[str, Any] = {"step": step, "at": round(at, 2), "loss": _number(metrics.get("loss"))}
        if kind == "step":
            steps[step] = Measured(**named)
        else:
            scores = {name: _number(metrics.get(name)) for name in ("accuracy", "macro_f1")}
            evals[step] = Evaluation(**named, **scores)
    if len(steps) < 2:
        raise BadAsset(
            _("A recording tells of at least two steps; this file tells of %(found)d."), found=len(steps)
        )
    return Recorded(
        steps=tuple(_thinned([steps[step] for step in sorted(steps)])),
        evals=tuple(evals[step] for step in sorted(evals))[-MOST_POINTS:],
        total_steps=total,
    )


_NO_EVENT = _('This is no event of a run: {"kind": …, "data": …, "at": …}.')


def _timed(content: bytes) -> Iterator[tuple[int, str, Mapping[str, Any], float]]:
    """Each event with its line and its seconds from the start, long silences shortened."""
    now, before = 0.0, None
    lines = content.split(b"\n")
    if len(lines) > LONGEST:
        raise BadAsset(_("A recording has at most %(most)d lines."), most=LONGEST)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            raise BadAsset(_NO_EVENT, line=number) from None
        told = event if isinstance(event, dict) else {}
        kind, data, at = told.get("kind"), told.get("data"), _number(told.get("at"))
        if not isinstance(kind, str) or not isinstance(data, dict) or at is None:
            raise BadAsset(_NO_EVENT, line=number)
        now += 0.0 if before is None else min(SILENCE, max(0.0, at - before))
        before = at
        yield number, kind, data, now


def _thinned(steps: list[Measured]) -> Iterator[Measured]:
    """At most `MOST_POINTS` of them: first and last, and of each stretch between its lowest and its highest."""
    if len(steps) <= MOST_POINTS:
        yield from steps
        return
    inner, stretches = steps[1:-1], MOST_POINTS // 2 - 1
    yield steps[0]
    for number in range(stretches):
        stretch = inner[number * len(inner) // stretches : (number + 1) * len(inner) // stretches]
        ends = {one.step: one for one in (min(stretch, key=_height), max(stretch, key=_height))}
        yield from sorted(ends.values(), key=lambda one: one.step)
    yield steps[-1]


def _height(one: Measured) -> float:
    return math.inf if one.loss is None else one.loss


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
    return float(value) if is_number and math.isfinite(value) else None
