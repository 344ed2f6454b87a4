"""What every question kind answers to."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from courses.content.localized import ContentModel, LocalizedMarkdown
from courses.content.problems import Params, fill

Response = str | float | Sequence[str]
"""A parsed answer, JSON as it stands: a choice key, a number, or choice keys."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ChoiceOutcome = Literal["right", "wrong", "missed", "left"]
"""Ticked and correct, ticked and not, not ticked but correct, rightly left alone."""


class UnreadableAnswer(ValueError):
    """The learner has to answer again; `template` and `params` say why, ready for translation."""

    def __init__(self, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.template = template
        self.params: Params = params


class Mark(BaseModel):
    """What one answer earned: `0 <= points <= of`. `feedback` holds keys for `feedback_text`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    points: float
    of: float
    choices: dict[str, ChoiceOutcome] = {}
    feedback: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.points == self.of


class BaseQuestion(ContentModel, ABC):
    """One question. Grading is pure: the same question and response always earn the same mark."""

    kind: str
    key: Slug
    points: float = Field(1.0, gt=0, le=100)
    prompt: LocalizedMarkdown
    feedback: LocalizedMarkdown | None = None

    def public(self, language: str) -> dict[str, Any]:
        """What a browser may know before the answer: never what is correct, nor any feedback. JSON."""
        prompt, is_fallback = self.prompt.in_language(language)
        return {
            "key": self.key,
            "kind": self.kind,
            "points": self.points,
            "prompt": prompt,
            "is_fallback": is_fallback,
        }

    @abstractmethod
    def parse(self, values: Sequence[str]) -> Response:
        """Read the values of one form field. Raises `UnreadableAnswer`."""

    @abstractmethod
    def grade(self, response: Response) -> Mark:
        """Never raises: a response of another shape earns nothing."""

    @abstractmethod
    def solution(self, language: str) -> list[str]:
        """The correct answer in words (Markdown), for a review after grading."""

    def feedback_text(self, feedback_key: str, language: str) -> str:
        """The Markdown behind one key of `Mark.feedback`; "" for an unknown key."""
        if feedback_key == "feedback" and self.feedback:
            return self.feedback.in_language(language)[0]
        return ""

    def general_feedback(self) -> tuple[str, ...]:
        return ("feedback",) if self.feedback else ()
