"""Long curves in short: of every so many steps one row with what stands out, written when the last of them is stored."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from training_jobs import chunks
from training_jobs.chunks import Point
from training_jobs.models import CurveBlock
from training_jobs.thinning import Rows, landmarks

SIZES = (256, 1_024, 4_096)
MANY = 400  # of more blocks coarser ones are read instead
GAPS = 8


def close(run_id: int, attempt: int, before: int, now: int) -> None:
    """Sum up the blocks that a run has filled by going from step `before` to step `now`."""
    for size in SIZES:
        if before // size < now // size:
            _close(run_id, attempt, size, before // size * size + 1, now // size * size)
            _open(run_id, size, now)


def open_at(run_id: int, step: int) -> None:
    """A new attempt goes on after `step`: the blocks it will tell first are read step by step until they close anew."""
    for size in SIZES:
        _open(run_id, size, step)


def _open(run_id: int, size: int, step: int) -> None:
    """Forget the block of the step behind this one, in which an earlier attempt may have told other values."""
    CurveBlock.objects.filter(run_id=run_id, size=size, number=step // size).delete()


def _close(run_id: int, attempt: int, size: int, first: int, last: int) -> None:
    parts: dict[int, list[Point]] = {}
    for point in chunks.points(run_id, first, last):
        parts.setdefault((point.step - 1) // size, []).append(point)
    CurveBlock.objects.bulk_create(
        [
            CurveBlock(run_id=run_id, size=size, number=number, attempt=attempt, metrics=summed(points))
            for number, points in parts.items()
        ],
        update_conflicts=True,
        unique_fields=["run", "size", "number"],
        update_fields=["attempt", "metrics"],
    )


def drop_after(run_id: int, step: int) -> None:
    """The run is over and its result is of `step`: what was told of later ones does not count."""
    behind = CurveBlock.objects.annotate(end=(F("number") + 1) * F("size"))
    behind.filter(run_id=run_id, end__gt=step).delete()


def summed(points: Iterable[Point]) -> dict[str, Any]:
    """The landmarks of a block: each with all its metrics, so that no line between them has holes of our making."""
    rows = Rows.of([(point.step, point.metrics) for point in points])
    kept = landmarks(rows, GAPS)
    nulls = {name: column.count(None) for name, column in rows.values.items()}
    return {
        "n": rows.count,
        "nulls": {name: count for name, count in nulls.items() if count},
        "steps": kept.steps,
        "values": kept.values,
        "gaps": sorted(kept.gaps),
    }


def rows_of(block: dict[str, Any]) -> Rows:
    return Rows(block["steps"], block["values"], set(block["gaps"]), block["n"])


def between(run_id: int, first: int, last: int) -> list[tuple[int, int, Rows]]:
    """The closed blocks that lie wholly between two steps, each with its own first and last step.

    Of the coarsest size that is fine enough; of a finer one where an earlier version has stored no coarse ones. One may
    be missing: that in which the present attempt stands.
    """
    wanted = next((size for size in SIZES if last - first <= MANY * size), SIZES[-1])
    found: list[tuple[int, int, Rows]] = []
    for size in reversed([size for size in SIZES if size <= wanted]):
        begin, end = -((1 - first) // size), last // size
        whole = CurveBlock.objects.filter(run_id=run_id, size=size, number__gte=begin, number__lt=end)
        told = whole.order_by("number").values_list("number", "metrics")
        found = [(number * size + 1, (number + 1) * size, rows_of(metrics)) for number, metrics in told]
        if len(found) >= end - begin - 1:
            break
    return found
