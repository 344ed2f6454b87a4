"""Long curves in short: of every SIZE steps one row with what stands out, written when the last of them is stored."""

from collections.abc import Iterable
from typing import Any

from training_jobs import chunks
from training_jobs.chunks import Point
from training_jobs.models import CurveBlock
from training_jobs.thinning import Rows, landmarks

SIZE = 256
GAPS = 8


def close(run_id: int, attempt: int, before: int, now: int) -> None:
    """Sum up the blocks that a run has filled by going from step `before` to step `now`."""
    first, last = before // SIZE * SIZE + 1, now // SIZE * SIZE
    if first > last:
        return
    parts: dict[int, list[Point]] = {}
    for point in chunks.points(run_id, first, last):
        parts.setdefault((point.step - 1) // SIZE, []).append(point)
    made = [
        CurveBlock(run_id=run_id, number=number, attempt=attempt, metrics=summed(points))
        for number, points in parts.items()
    ]
    CurveBlock.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["run", "number"], update_fields=["attempt", "metrics"]
    )


def drop_after(run_id: int, step: int) -> None:
    """Steps behind `step` will be told again; the block it lies in closes anew."""
    CurveBlock.objects.filter(run_id=run_id, number__gt=step // SIZE - 1).delete()


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


def between(run_id: int, first: int, last: int) -> dict[int, Rows]:
    """The closed blocks that lie wholly between two steps, by number."""
    whole = CurveBlock.objects.filter(
        run_id=run_id, number__gte=-((1 - first) // SIZE), number__lt=last // SIZE
    )
    told = whole.order_by("number").values_list("number", "metrics")
    return {number: rows_of(metrics) for number, metrics in told}
