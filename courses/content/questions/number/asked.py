"""What all questions share that ask for a number, wherever the right one comes from."""

from abc import abstractmethod
from html import escape
from typing import Any

from courses.content.questions.base import BaseQuestion, Given, Inline, Mark, Response
from courses.content.questions.number.answer import NumberReading
from courses.content.questions.number.reading import is_number, typed_in


class NumberQuestion(BaseQuestion, NumberReading):
    @property
    @abstractmethod
    def right(self) -> float:
        """The right answer, in the unit of the answer."""

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        return {**super().public(language, inline), "unit": self.unit_in(language)}

    def units_to_type(self, language: str) -> dict[str, list[str]]:
        return {"": units} if (units := self.units(language)) else {}

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        return is_number(response) and isinstance(asked, NumberQuestion) and self.has_unit_of(asked)

    def parse(self, given: Given) -> float:
        return self.number(typed_in(given))

    def given(self, response: Response) -> Given:
        return Given((f"{response:.12g}",) if is_number(response) else ())

    def grade(self, response: Response) -> Mark:
        share = self.credit(response, self.right) if is_number(response) else 0.0
        return Mark(points=self.points * share, of=self.points, feedback=self.general_feedback())

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [escape(self.in_words(self.right, language))]
