"""Several right answers among several; part of the points for part of them."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Given, Mark, Response, UnreadableAnswer
from courses.content.questions.choices import ChoiceQuestion


class Question(ChoiceQuestion):
    kind: Literal["multiple"]

    @model_validator(mode="after")
    def has_a_correct_choice(self) -> Self:
        if not self.correct_keys:
            raise mistake(
                _("Question “%(key)s” has no correct answer. Set “correct” for at least one of its choices."),
                key=self.named,
            )
        return self

    def parse(self, given: Given) -> list[str]:
        chosen = self.known(given.values)
        if not chosen:
            raise UnreadableAnswer(_("Choose at least one answer."))
        return chosen

    def given(self, response: Response) -> Given:
        ticked = _ticked(response)
        return Given(tuple(choice.key for choice in self.choices if choice.key in ticked))

    def grade(self, response: Response) -> Mark:
        """Share of the points: (right ticked - wrong ticked) / number right, never below nothing."""
        ticked = _ticked(response)
        right = len(ticked & self.correct_keys)
        wrong = len(ticked - self.correct_keys)
        share = max(0, right - wrong) / len(self.correct_keys)
        return Mark(
            points=self.points * share,
            of=self.points,
            choices=self.outcomes(ticked),
            feedback=self.feedback_for(ticked),
        )


def _ticked(response: Response) -> set[str]:
    if isinstance(response, str):
        return {response}
    return {key for key in response if isinstance(key, str)} if isinstance(response, Sequence) else set()
