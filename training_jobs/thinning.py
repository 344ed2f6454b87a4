"""Leaves out points of a curve so that nobody sees it: what stands out stays. Pure: no database.

Kept are the first and the last point, the lowest and the highest of each metric, the extremes of each of many equal
parts, and one point of each gap (a metric that was no number), as long as the gaps take no more than a third.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Value = float | None


@dataclass
class Rows:
    """A curve by columns: `steps` ascending, for each metric as many values, None where there is none.

    `gaps` are the places at which a metric began to be no number. `count` is how many points the rows stand for.
    """

    steps: list[int] = field(default_factory=list)
    values: dict[str, list[Value]] = field(default_factory=dict)
    gaps: set[int] = field(default_factory=set)
    count: int = 0

    @classmethod
    def of(cls, points: Sequence[tuple[int, Mapping[str, Value]]]) -> "Rows":
        names = dict.fromkeys(name for _step, metrics in points for name in metrics)
        rows = cls([step for step, _metrics in points], {}, set(), len(points))
        for name in names:
            rows.values[name] = [metrics.get(name) for _step, metrics in points]
            told = [name in metrics for _step, metrics in points]
            rows.gaps |= set(_beginnings(rows.values[name], told))
        return rows

    @classmethod
    def joined(cls, parts: Iterable["Rows"]) -> "Rows":
        """Curves that follow each other as one."""
        rows = cls()
        for part in parts:
            here, size = len(rows.steps), len(part.steps)
            for name in part.values.keys() - rows.values.keys():
                rows.values[name] = [None] * here
            for name, column in rows.values.items():
                column += part.values.get(name) or [None] * size
            rows.steps += part.steps
            rows.gaps |= {here + place for place in part.gaps}
            rows.count += part.count
        return rows

    def between(self, first: int, last: int) -> "Rows":
        return self.at([place for place, step in enumerate(self.steps) if first <= step <= last])

    def at(self, places: Sequence[int]) -> "Rows":
        values = {name: [column[place] for place in places] for name, column in self.values.items()}
        gaps = {new for new, place in enumerate(places) if place in self.gaps}
        return Rows([self.steps[place] for place in places], values, gaps, self.count)


def thin(rows: Rows, limit: int) -> Rows:
    """At most `limit` of the rows; `limit` has room for two rows of each metric and three more."""
    if len(rows.steps) <= limit:
        return rows
    told = {
        name: [place for place, value in enumerate(column) if value is not None]
        for name, column in rows.values.items()
    }
    kept = _landmarks(rows, told) | set(_spread(sorted(rows.gaps), limit // 3))
    for name, share in _shares(list(told), limit - len(kept)).items():
        kept |= _extremes(rows.values[name], told[name], share // 2)
    return rows.at(sorted(kept))


def landmarks(rows: Rows, gaps: int) -> Rows:
    """Only what stands out of the whole: ends, lowest, highest, and at most `gaps` gaps."""
    told = {
        name: [place for place, value in enumerate(column) if value is not None]
        for name, column in rows.values.items()
    }
    return rows.at(sorted(_landmarks(rows, told) | set(_spread(sorted(rows.gaps), gaps))))


def _landmarks(rows: Rows, told: Mapping[str, list[int]]) -> set[int]:
    kept = {0, len(rows.steps) - 1} if rows.steps else set()
    for name, places in told.items():
        kept |= _extremes(rows.values[name], places, 1)
    return kept


def _shares(metrics: Sequence[str], room: int) -> dict[str, int]:
    """The first metric is the one people look at: it gets half of the room."""
    if not metrics:
        return {}
    first, *others = metrics
    each = room // 2 // len(others) if others else 0
    return {first: room - each * len(others)} | dict.fromkeys(others, each)


def _extremes(column: Sequence[Value], places: Sequence[int], parts: int) -> set[int]:
    """The places of the lowest and the highest value in each of so many equal parts."""
    parts = min(parts, len(places))
    edges = [round(number * len(places) / parts) for number in range(parts + 1)] if parts else []
    value = column.__getitem__
    kept = set()
    for begin, end in pairwise(edges):
        part = places[begin:end]
        kept |= {min(part, key=value), max(part, key=value)}  # type: ignore[arg-type]
    return kept


def _spread(places: Sequence[int], limit: int) -> list[int]:
    if len(places) <= limit:
        return list(places)
    return [places[number * len(places) // limit] for number in range(limit)]


def _beginnings(column: Sequence[Value], told: Sequence[bool]) -> list[int]:
    places, before = [], False
    for place, (value, here) in enumerate(zip(column, told, strict=True)):
        missing = here and value is None
        if missing and not before:
            places.append(place)
        before = missing
    return places
