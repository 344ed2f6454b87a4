"""A few words, compared after normalising, by patterns, and forgiving slips of the pen where the author allows it."""

from html import escape
from typing import Any, Literal

from courses.content.questions.base import BaseQuestion, Given, Inline, Mark, Response
from courses.content.questions.text.accepting import Accepting, read_text

FEEDBACK_PREFIX = "accepted."


class Question(BaseQuestion, Accepting):
    kind: Literal["text"]

    def decides_marks(self) -> dict[str, Any]:
        return self.accepting()

    def parse(self, given: Given) -> str:
        return read_text(given)

    def given(self, response: Response) -> Given:
        return Given((response,) if isinstance(response, str) else ())

    def grade(self, response: Response) -> Mark:
        place = self.best(response) if isinstance(response, str) else None
        feedback = self.general_feedback()
        if place is None:
            return Mark(points=0, of=self.points, feedback=feedback)
        answer = self.accept[place]
        said = (f"{FEEDBACK_PREFIX}{place}",) if answer.feedback else ()
        return Mark(points=self.points * answer.credit, of=self.points, feedback=(*said, *feedback))

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [escape(words)] if (words := self.in_words(language)) else []

    def feedback_keys(self) -> tuple[str, ...]:
        said = (f"{FEEDBACK_PREFIX}{place}" for place, one in enumerate(self.accept) if one.feedback)
        return (*said, *super().feedback_keys())

    def feedback_text(self, feedback_key: str, language: str) -> str:
        for place, answer in enumerate(self.accept):
            if feedback_key == f"{FEEDBACK_PREFIX}{place}" and answer.feedback:
                return answer.feedback.in_language(language)[0]
        return super().feedback_text(feedback_key, language)
