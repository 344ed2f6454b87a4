"""How a run's events lie in Postgres: packed by the hundred, in order, without gaps.

Everything that reads or writes RunChunk is here. An event is what goes over the wire: `{seq, kind, data, at}`.
A step counts until a later attempt tells it again, so each metric has one value per step and nothing that was shown is
lost. Only a run that finishes leaves away what lies behind its last step (`kept_step`).
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Least

from training_jobs.models import Run, RunChunk

Event = dict[str, Any]
FULL = 1_000
LARGEST_STEP = 2**31 - 1
METRICS = ("loss", "learning_rate", "gradient_norm", "examples_per_second", "memory_mb", "load")
METRICS_AT_MOST = 12


class Point(NamedTuple):
    """The metrics of one step; a metric that was told and was no number is None."""

    step: int
    metrics: Mapping[str, float | None]
    at: str


@dataclass(frozen=True)
class Packed:
    """What one chunk's row holds."""

    steps: list[Event]
    notes: list[Event]


def write(run_id: int, attempt: int, events: Sequence[Event]) -> None:
    """Store consecutive events as one chunk. The caller holds the run's row and has taken their numbers."""
    RunChunk.objects.create(run_id=run_id, attempt=attempt, **_columns(events, level=1))


def read(run_id: int, after: int, limit: int) -> list[Event]:
    """The next events after `after`, from no more chunks than hold them."""
    rows = RunChunk.objects.filter(run_id=run_id, last_seq__gt=after, first_seq__lte=after + limit)
    found = [event for chunk in rows.order_by("first_seq") for event in events_of(chunk)]
    return [event for event in found if after < event["seq"] <= after + limit]


def notes(run_id: int, after: int = 0) -> Iterator[Event]:
    """Everything but steps after `after`, in order."""
    rows = RunChunk.objects.filter(run_id=run_id, last_seq__gt=after).exclude(notes=b"")
    for packed in rows.order_by("first_seq").values_list("notes", flat=True):
        for event in unpack(packed):
            if event["seq"] > after:
                yield event


def points(run_id: int, first: int, last: int) -> list[Point]:
    """The steps `first` to `last` that count, by step."""
    rows = RunChunk.objects.filter(run_id=run_id, last_step__gte=first, first_step__lte=last)
    return _points(rows.order_by("first_seq"), first, last)


def ends_of(run_id: int, attempt: int) -> tuple[Point, Point] | None:
    """The first and the last step that an attempt told; None before it told one."""
    rows = RunChunk.objects.filter(run_id=run_id, attempt=attempt, last_step__isnull=False)
    first, last = (
        _points(rows.order_by(order)[:1], 0, LARGEST_STEP) for order in ("first_seq", "-first_seq")
    )
    return (first[0], last[-1]) if first and last else None


def farthest_step(run_id: int) -> int:
    """The last step that anybody told; 0 where there is none."""
    return RunChunk.objects.filter(run_id=run_id).aggregate(last=Max("last_step"))["last"] or 0


def drop_after(run_id: int, step: int) -> None:
    """The run is over and its result is of `step`: what earlier attempts said of later steps counts no more."""
    behind = RunChunk.objects.filter(run_id=run_id, last_step__gt=step)
    behind.update(kept_step=Least(Value(step), F("kept_step")))  # Postgres' LEAST ignores nulls


def events_of(chunk: RunChunk) -> list[Event]:
    steps, rest = unpack(chunk.body), unpack(chunk.notes)
    return sorted(steps + rest, key=lambda event: event["seq"]) if steps and rest else steps or rest


def pack(events: Sequence[Event], level: int = 6) -> bytes:
    return zlib.compress(json.dumps(events, separators=(",", ":")).encode(), level) if events else b""


def unpack(packed: bytes | memoryview) -> list[Event]:
    found: list[Event] = json.loads(zlib.decompress(packed)) if packed else []
    return found


def point_of(event: Event) -> Point | None:
    """The point of a step event; None for any other, and for one whose step is no step."""
    data = event["data"]
    step, metrics = data.get("step"), data.get("metrics")
    if event["kind"] != "step" or type(step) is not int or not 1 <= step <= LARGEST_STEP:
        return None
    return Point(step, _numbers(metrics), event["at"]) if isinstance(metrics, dict) else None


def compact(run_id: int) -> int:
    """Pack the small chunks of a run into full ones; how many chunks are fewer now."""
    saved = 0
    while fewer := _compact_once(run_id):
        saved += fewer
    return saved


@transaction.atomic
def _compact_once(run_id: int) -> int:
    """Under the run's row lock, so that no writer drops steps of a chunk that is just being replaced."""
    Run.objects.select_for_update().only("pk").get(pk=run_id)
    group = _small_neighbours(run_id)
    if len(group) < 2:
        return 0
    rows = RunChunk.objects.filter(pk__in=group).order_by("first_seq")
    events = [event for chunk in rows for event in events_of(chunk)]
    attempt = rows[0].attempt
    kept = min((chunk.kept_step for chunk in rows if chunk.kept_step is not None), default=None)
    rows.delete()
    columns = _columns(events, level=6)
    RunChunk.objects.create(run_id=run_id, attempt=attempt, kept_step=kept, **columns)
    return len(group) - 1


def _small_neighbours(run_id: int) -> list[int]:
    """Ids of the first chunks of one attempt that lie side by side and fit into one."""
    rows = RunChunk.objects.filter(run_id=run_id, last_seq__lt=F("first_seq") + FULL - 1)
    found: list[tuple[int, int, int, int]] = []
    for row in rows.order_by("first_seq").values_list("pk", "attempt", "first_seq", "last_seq"):
        fits = found and row[1] == found[0][1] and row[2] == found[-1][3] + 1
        if fits and row[3] - found[0][2] < FULL:
            found.append(row)
        elif len(found) > 1:
            break
        else:
            found = [row]
    return [row[0] for row in found]


def _points(rows: QuerySet[RunChunk], first: int, last: int) -> list[Point]:
    found: dict[int, Point] = {}
    for body, kept in rows.values_list("body", "kept_step"):
        until = last if kept is None else min(last, kept)
        for event in unpack(body):
            point = point_of(event)
            if point and first <= point.step <= until:
                found[point.step] = point
    return [found[step] for step in sorted(found)]


def _columns(events: Sequence[Event], level: int) -> dict[str, Any]:
    steps = [event for event in events if event["kind"] == "step"]
    rest = [event for event in events if event["kind"] != "step"]
    numbers = [point.step for event in steps if (point := point_of(event))]
    return {
        "first_seq": events[0]["seq"],
        "last_seq": events[-1]["seq"],
        "first_step": min(numbers, default=None),
        "last_step": max(numbers, default=None),
        "body": pack(steps, level),
        "notes": pack(rest, level),
    }


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float | None]:
    found = {name: metrics[name] for name in METRICS if name in metrics}
    if len(found) < len(metrics):
        more = {name: value for name, value in metrics.items() if name not in found}
        found |= dict(list(more.items())[: METRICS_AT_MOST - len(found)])
    return {name: value if _is_number(value) else None for name, value in found.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
