"""A number, right within a tolerance, half right near it."""

import math
from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import BaseQuestion, Mark, Response, UnreadableAnswer
from courses.content.questions.number.reading import read_number


class Margin(ContentModel):
    """How far off is still accepted: in the unit of the answer, or as a share of it."""

    tolerance: float | None = Field(None, ge=0)
    relative_tolerance: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def says_it_one_way(self) -> Self:
        if self.tolerance is not None and self.relative_tolerance is not None:
            raise mistake(_("Give tolerance or relative_tolerance, not both."), at=("relative_tolerance",))
        return self

    def around(self, answer: float) -> float:
        if self.relative_tolerance is not None:
            return self.relative_tolerance * abs(answer)
        return self.tolerance or 0.0


class Near(Margin):
    credit: float = Field(gt=0, lt=1)


class Question(BaseQuestion, Margin):
    kind: Literal["number"] = "number"
    answer: float
    near: Near | None = None
    unit: LocalizedText | None = None

    @model_validator(mode="after")
    def is_nearer_when_right_than_when_near(self) -> Self:
        if self.near and self.near.around(self.answer) <= self.around(self.answer):
            raise mistake(
                _("The tolerance under near must be wider than that of the question."), at=("near",)
            )
        return self

    def public(self, language: str) -> dict[str, Any]:
        unit = self.unit.in_language(language)[0] if self.unit else ""
        return {**super().public(language), "unit": unit}

    def parse(self, values: Sequence[str]) -> float:
        typed = next((value for value in values if value.strip()), "")
        if not typed:
            raise UnreadableAnswer(_("Write a number."))
        return read_number(typed, units=list(self.unit.texts.values()) if self.unit else [])

    def grade(self, response: Response) -> Mark:
        feedback = self.general_feedback()
        if isinstance(response, bool) or not isinstance(response, int | float):
            return Mark(points=0, of=self.points, feedback=feedback)
        if _within(response, self.answer, self.around(self.answer)):
            return Mark(points=self.points, of=self.points, feedback=feedback)
        if self.near and _within(response, self.answer, self.near.around(self.answer)):
            return Mark(points=self.points * self.near.credit, of=self.points, feedback=feedback)
        return Mark(points=0, of=self.points, feedback=feedback)

    def solution(self, language: str) -> list[str]:
        unit = self.unit.in_language(language)[0] if self.unit else ""
        return [f"{self.answer:g} {unit}".strip()]


def _within(value: float, answer: float, margin: float) -> bool:
    """Inclusive; forgives the last binary digits, so that 0.15 is within 0.05 of 0.1."""
    return math.isfinite(value) and abs(value - answer) <= margin + 1e-9 * max(abs(answer), margin)
