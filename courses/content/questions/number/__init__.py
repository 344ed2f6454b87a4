"""A number, right within a tolerance, half right near it."""

from typing import Any, Literal

from courses.content.questions.number.answer import NumberAnswer
from courses.content.questions.number.asked import NumberQuestion

__all__ = ["NumberAnswer", "Question"]


class Question(NumberQuestion, NumberAnswer):
    kind: Literal["number"]

    @property
    def right(self) -> float:
        return self.answer

    def decides_marks(self) -> dict[str, Any]:
        return {"key": self.answer, "tolerance": self.margins()}
