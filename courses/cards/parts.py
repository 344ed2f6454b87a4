"""The parts that questions and quizzes are shown in: choices, rows, the criteria of a rubric, what is missing or late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import number_format


def said(points: float) -> str:
    """Points as people say them: 1, 0.5, 0.33, and −2 with the sign of numbers, not a hyphen."""
    written = f"{round(points, 2) + 0:.2f}".rstrip("0").rstrip(".")
    return number_format(written).replace("-", "−")


@dataclass(frozen=True)
class ChoiceCard:
    key: str
    html: str
    is_ticked: bool = False
    outcome: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class PartCard:
    """A row of a question that asks for one value a row; `value` is what was given."""

    key: str
    html: str
    field: str
    value: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class LevelCard:
    key: str
    text: str
    points: str
    is_chosen: bool


@dataclass(frozen=True)
class CriterionCard:
    """One thing that a person looks at; `most` is what its best level is worth in the rubric."""

    key: str
    title: str
    most: str
    levels: Sequence[LevelCard]

    @property
    def chosen(self) -> LevelCard | None:
        return next((level for level in self.levels if level.is_chosen), None)


def criterion_card(shown: Mapping[str, Any], chosen: str = "") -> CriterionCard:
    levels = [
        LevelCard(one["key"], one["text"], said(one["points"]), one["key"] == chosen)
        for one in shown["levels"]
    ]
    return CriterionCard(shown["key"], shown["title"], said(shown["most"]), levels)


class Missing(NamedTuple):
    """A question that wants an answer: its number on the page, and where it is."""

    number: int
    href: str


@dataclass(frozen=True)
class LateWords:
    """What was given for a question after the end of the try."""

    number: int
    text: str
