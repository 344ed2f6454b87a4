"""A number, right within a tolerance, half right near it."""

from html import escape
from typing import Any, Literal, TypeGuard

from courses.content.problems import gettext_noop as _
from courses.content.questions.base import BaseQuestion, Given, Inline, Mark, Response, UnreadableAnswer
from courses.content.questions.number.answer import NumberAnswer

__all__ = ["NumberAnswer", "Question"]


class Question(BaseQuestion, NumberAnswer):
    kind: Literal["number"] = "number"

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        return {**super().public(language, inline), "unit": self.unit_in(language)}

    def parse(self, given: Given) -> float:
        typed = next((value for value in given.values if value.strip()), "")
        if not typed:
            raise UnreadableAnswer(_("Write a number."))
        return self.number(typed)

    def given(self, response: Response) -> Given:
        return Given((f"{response:.12g}",) if _is_number(response) else ())

    def grade(self, response: Response) -> Mark:
        share = self.credit(response) if _is_number(response) else 0.0
        return Mark(points=self.points * share, of=self.points, feedback=self.general_feedback())

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [escape(self.answer_in(language))]


def _is_number(response: Response) -> TypeGuard[float]:
    return isinstance(response, int | float) and not isinstance(response, bool)
