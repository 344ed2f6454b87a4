"""Choices, shared by the kinds that offer some."""

from abc import ABC
from collections.abc import Container, Sequence
from typing import Any, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedMarkdown
from courses.content.problems import gettext_noop as _
from courses.content.problems import refuse_twins
from courses.content.questions.base import (
    BaseQuestion,
    ChoiceOutcome,
    Inline,
    Response,
    Slug,
    UnreadableAnswer,
)

FEEDBACK_PREFIX = "choice."


class Choice(ContentModel):
    key: Slug
    text: LocalizedMarkdown
    correct: bool = False
    feedback: LocalizedMarkdown | None = None


class ChoiceQuestion(BaseQuestion, ABC):
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def names_each_choice_once(self) -> Self:
        refuse_twins([one.key for one in self.choices], "choices", _("Choice “%(key)s” appears twice."))
        return self

    @property
    def correct_keys(self) -> frozenset[str]:
        return frozenset(choice.key for choice in self.choices if choice.correct)

    def offered(self) -> dict[str, bool]:
        return {choice.key: choice.correct for choice in self.choices}

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        offered = [
            {"key": choice.key, "text": inline(choice.text.in_language(language)[0])}
            for choice in self.choices
        ]
        return {**super().public(language, inline), "choices": offered}

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [inline(choice.text.in_language(language)[0]) for choice in self.choices if choice.correct]

    def decides_marks(self) -> dict[str, Any]:
        return {"key": sorted(self.correct_keys)}

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        """What was chosen is still offered, and what is right now was offered then."""
        chosen = [response] if isinstance(response, str) else response
        if not isinstance(chosen, Sequence) or not all(isinstance(key, str) for key in chosen):
            return False
        return set(chosen) <= self.offered().keys() and self.correct_keys <= asked.offered().keys()

    def feedback_text(self, feedback_key: str, language: str) -> str:
        for choice in self.choices:
            if feedback_key == FEEDBACK_PREFIX + choice.key and choice.feedback:
                return choice.feedback.in_language(language)[0]
        return super().feedback_text(feedback_key, language)

    def feedback_keys(self) -> tuple[str, ...]:
        said = (FEEDBACK_PREFIX + choice.key for choice in self.choices if choice.feedback)
        return (*said, *super().feedback_keys())

    def known(self, values: Sequence[str]) -> list[str]:
        """The values without repeats or blanks. Raises `UnreadableAnswer` for a choice never offered."""
        chosen = list(dict.fromkeys(value for value in values if value))
        offered = {choice.key for choice in self.choices}
        if any(value not in offered for value in chosen):
            raise UnreadableAnswer(_("Choose from the answers offered."))
        return chosen

    def outcomes(self, ticked: Container[str]) -> dict[str, ChoiceOutcome]:
        return {
            choice.key: outcome(is_ticked=choice.key in ticked, is_right=choice.correct)
            for choice in self.choices
        }

    def feedback_for(self, ticked: Container[str]) -> tuple[str, ...]:
        """Keys of the feedback of what was ticked, then of the question."""
        said = [choice.key for choice in self.choices if choice.key in ticked and choice.feedback]
        return (*(FEEDBACK_PREFIX + key for key in said), *self.general_feedback())


def outcome(*, is_ticked: bool, is_right: bool) -> ChoiceOutcome:
    if is_ticked:
        return "right" if is_right else "wrong"
    return "missed" if is_right else "left"
