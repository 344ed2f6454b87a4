"""A matrix or a curve that is asked about, as its page shows it: drawn by the server, so that it needs no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from courses.cards.question import QuestionCard

PARTS = 6
"""Into about so many round parts the values of a curve are divided; its axis ends with one."""
WHOLE = 100
"""Width and height of a drawing, which stretches to the room that it gets."""


@dataclass(frozen=True)
class CellCard:
    """`outcome` is what is told of it: nothing before an answer, and what was missed only when it decides nothing more."""

    place: str
    count: int
    shade: int
    said: str
    is_diagonal: bool
    is_ticked: bool
    outcome: str


@dataclass(frozen=True)
class MatrixRow:
    text: str
    cells: Sequence[CellCard]


@dataclass(frozen=True)
class LineCard:
    """`path` is that of an SVG; `last` the value it ends with."""

    text: str
    path: str
    last: str


@dataclass(frozen=True)
class StepCard:
    """A step, what was measured there, line by line, and where it lies across the drawing."""

    place: str
    values: Sequence[str]
    across: str
    is_ticked: bool
    outcome: str


@dataclass(frozen=True)
class CurveCard:
    """`chosen` is the step that was chosen; `right` where the right ones begin and end, once that is told.

    Their `band` in the drawing, its left side and width, reaches halfway to the next steps: one step alone is seen, too.
    """

    lines: Sequence[LineCard]
    steps: Sequence[StepCard]
    low: str
    high: str
    chosen: StepCard | None
    right: tuple[StepCard, StepCard] | None
    band: tuple[str, str]

    @property
    def first(self) -> str:
        return self.steps[0].place

    @property
    def last(self) -> str:
        return self.steps[-1].place


def matrix_rows(card: QuestionCard) -> Iterator[MatrixRow]:
    matrix = card.shown["matrix"]
    for place, row in enumerate(matrix["rows"]):
        cells = [
            CellCard(
                cell["place"],
                cell["count"],
                cell["shade"],
                matrix["labels"][column],
                column == place,
                cell["place"] in card.given.values,
                _told(card, cell["place"]),
            )
            for column, cell in enumerate(row["cells"])
        ]
        yield MatrixRow(row["text"], cells)


def curve_card(card: QuestionCard) -> CurveCard:
    curve = card.shown["curve"]
    along, lines = curve["along"], curve["lines"]
    values = [value for line in lines for value in line["values"]]
    low, high = _axis(min(0.0, *values), max(0.0, *values))
    across = [f"{WHOLE * (step - along[0]) / (along[-1] - along[0]):.5g}" for step in along]
    steps = [_step(card, str(step), across[at], lines, at) for at, step in enumerate(along)]
    right = [step for step in steps if step.outcome in ("right", "missed")] if card.is_settled else []
    return CurveCard(
        [_line(line, across, low, high) for line in lines],
        steps,
        _short(low),
        _short(high),
        next((step for step in steps if step.is_ticked), None),
        (right[0], right[-1]) if right else None,
        _band(steps, steps.index(right[0]), steps.index(right[-1])) if right else ("", ""),
    )


def _axis(least: float, most: float) -> tuple[float, float]:
    """From where to where an axis goes that ends with round numbers on both sides."""
    part = max(most / PARTS - least / PARTS, 1e-300)
    size: float = 10.0 ** floor(log10(part))
    step = next(times * size for times in (1, 2, 5, 10) if times * size >= part)
    return floor(least / step + 1e-9) * step, ceil(most / step - 1e-9) * step if most or least else 1.0


def _band(steps: Sequence[StepCard], first: int, last: int) -> tuple[str, str]:
    at = [float(step.across) for step in steps]
    left = (at[max(0, first - 1)] + at[first]) / 2
    right = (at[last] + at[min(len(at) - 1, last + 1)]) / 2
    return f"{left:.5g}", f"{right - left:.5g}"


def _step(card: QuestionCard, place: str, across: str, lines: Sequence[dict[str, Any]], at: int) -> StepCard:
    said = [f"{line['text']} {_short(line['values'][at])}" for line in lines]
    return StepCard(place, said, across, place in card.given.values, _told(card, place))


def _told(card: QuestionCard, place: str) -> str:
    if card.mark is None:
        return ""
    outcome: str = card.mark.parts.get(place) or card.mark.choices.get(place) or ""
    is_told = outcome in {"right", "part", "wrong"} or (outcome == "missed" and card.is_settled)
    return outcome if is_told else ""


def _line(line: dict[str, Any], across: Sequence[str], low: float, high: float) -> LineCard:
    points = (
        f"{x} {WHOLE * (high - value) / (high - low):.2f}"
        for x, value in zip(across, line["values"], strict=True)
    )
    return LineCard(line["text"], f"M{' L'.join(points)}", _short(line["values"][-1]))


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "\u2212")
