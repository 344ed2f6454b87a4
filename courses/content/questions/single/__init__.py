"""One right answer among several."""

from typing import Literal, Self

from pydantic import model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Given, Mark, Response, UnreadableAnswer
from courses.content.questions.choices import ChoiceQuestion


class Question(ChoiceQuestion):
    kind: Literal["single"]

    @model_validator(mode="after")
    def has_exactly_one_correct_choice(self) -> Self:
        if not self.correct_keys:
            raise mistake(
                _("Question “%(key)s” has no correct answer. Set “correct” for one of its choices."),
                key=self.named,
            )
        if len(self.correct_keys) > 1:
            raise mistake(
                _("Question “%(key)s” has several right answers. Keep one, or ask it as “multiple”."),
                key=self.named,
            )
        return self

    def parse(self, given: Given) -> str:
        chosen = self.known(given.values)
        if len(chosen) != 1:
            raise UnreadableAnswer(_("Choose one answer."))
        return chosen[0]

    def given(self, response: Response) -> Given:
        return Given((response,) if isinstance(response, str) else ())

    def grade(self, response: Response) -> Mark:
        ticked = {response} if isinstance(response, str) else set()
        points = self.points if ticked == self.correct_keys else 0.0
        return Mark(
            points=points, of=self.points, choices=self.outcomes(ticked), feedback=self.feedback_for(ticked)
        )
