"""What every question kind answers to."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from courses.content.localized import ContentModel, LocalizedMarkdown
from courses.content.markdown.plain import plain
from courses.content.problems import Params, fill, mistake
from courses.content.problems import gettext_noop as _
from courses.content.tags import MOST_TAGS, Tag
from courses.content.worth import Worth

Response = str | float | Sequence[str] | Mapping[str, str]
"""A parsed answer, JSON as it stands: a key or a text, a number, keys, or what was given to each part."""

Inline = Callable[[str], str]
"""Turns a line of Markdown into what a reader shows."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ChoiceOutcome = Literal["right", "wrong", "missed", "left"]
"""Ticked and correct, ticked and not, not ticked but correct, rightly left alone."""

PartOutcome = Literal["right", "part", "wrong"]

MOST_NAMED = 60  # letters


@dataclass(frozen=True)
class Given:
    """What a form holds for one question: the values of its own field, and one value for each named part."""

    values: Sequence[str] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


class UnreadableAnswer(ValueError):
    """The learner has to answer again; `template` and `params` say why, ready for translation."""

    def __init__(self, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.template = template
        self.params: Params = params


def too_long(text: str, most: int) -> UnreadableAnswer:
    return UnreadableAnswer(
        _("Write at most %(most)d characters; there are %(have)d, which is %(over)d too many."),
        most=most,
        have=len(text),
        over=len(text) - most,
    )


class Mark(BaseModel):
    """What one answer earned: `0 <= points <= of`. `feedback` holds keys for `feedback_text`.

    `is_awaited`: a person or a run has still to mark it, so what it earns is not known. `by_person`, `by_run`: it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    points: float
    of: float
    choices: dict[str, ChoiceOutcome] = {}
    parts: dict[str, PartOutcome] = {}
    feedback: tuple[str, ...] = ()
    is_awaited: bool = False
    by_person: bool = False
    by_run: bool = False

    @property
    def is_right(self) -> bool:
        return self.points == self.of


class BaseQuestion(ContentModel, ABC):
    """One question. Grading is pure: the same question and response always earn the same mark.

    Draws pick by `tags` and by `difficulty`, from 1, easy, to 5. `are_places`: what it offers are places in what it shows,
    so that nobody meant each of them to tempt. What a kind that people mark, or a run, gets from `grade` is awaited.
    """

    are_places: ClassVar[bool] = False
    is_marked_by_people: ClassVar[bool] = False
    is_marked_by_a_run: ClassVar[bool] = False

    kind: str
    key: Slug
    points: Worth = Field(1.0, gt=0, le=100)
    prompt: LocalizedMarkdown
    feedback: LocalizedMarkdown | None = None
    tags: tuple[Tag, ...] = Field((), max_length=MOST_TAGS)
    difficulty: int | None = Field(None, ge=1, le=5)

    @classmethod
    def is_marked_at_once(cls) -> bool:
        return not (cls.is_marked_by_people or cls.is_marked_by_a_run)

    @property
    def named(self) -> str:
        """Its first words, for whoever fills in a form and sees no keys; its key where they could not be read."""
        prompt = getattr(self, "prompt", None)
        words = " ".join(plain(prompt.texts[prompt.source]).text.split()) if prompt else self.key
        return words if len(words) <= MOST_NAMED else f"{words[:MOST_NAMED]}…"

    def seeded(self, seed: str) -> Self:
        """The question as an attempt with this seed asks it; most ask everybody the same."""
        return self

    def shown_values(self) -> Mapping[str, str]:
        """What stands in the places of the prompt, the feedback and the solution that vary with the seed."""
        return {}

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        """What a browser may know before the answer: never what is correct, nor any feedback. JSON.

        `inline` draws the short texts of an answer; the prompt comes as Markdown.
        """
        prompt, is_fallback = self.prompt.in_language(language)
        return {
            "key": self.key,
            "kind": self.kind,
            "points": self.points,
            "prompt": prompt,
            "is_fallback": is_fallback,
        }

    def offered(self) -> Mapping[str, bool]:
        """The keys of its choices, and whether each is right; none where answers are typed or put together."""
        return {}

    @abstractmethod
    def parse(self, given: Given) -> Response:
        """Read what was filled in. Raises `UnreadableAnswer`."""

    def units_to_type(self, language: str) -> dict[str, list[str]]:
        """What may be typed behind its numbers, where there is a choice, by the part's key; "" is the question itself."""
        return {}

    def salvage(self, given: Given) -> Response | None:
        """What can be marked of an answer that is not complete; None when that is nothing. Never raises."""
        try:
            return self.parse(given)
        except UnreadableAnswer:
            return None

    @abstractmethod
    def given(self, response: Response) -> Given:
        """The form filled in with a response: what `parse` reads back as the same. Never raises."""

    @abstractmethod
    def grade(self, response: Response) -> Mark:
        """Never raises: a response of another shape earns nothing."""

    @abstractmethod
    def solution(self, language: str, inline: Inline = str) -> list[str]:
        """The correct answer as HTML, for a review after grading; `inline` draws what is Markdown in it."""

    def in_right_order(self, rows: Sequence[str]) -> Sequence[str]:
        """The keys of what is to be put in order, as is right beside these rows; none where an order tells nothing."""
        return ()

    def decides_marks(self) -> dict[str, Any]:
        """What marks depend on besides kind and points, by what it is called: equal in versions that mark alike. JSON.

        A kind that does not say so is taken as a whole: all but its words around the answer counts as its key.
        """
        words = {"kind", "key", "points", "prompt", "feedback", "tags", "difficulty"}
        return {"key": self.model_dump(mode="json", exclude=words)}

    def can_mark(self, response: Response, asked: "BaseQuestion") -> bool:
        """Whether a response to `asked`, another version of this question, means the same here. Never raises."""
        return self.salvage(self.given(response)) == response

    def feedback_text(self, feedback_key: str, language: str) -> str:
        """The Markdown behind one key of `Mark.feedback`; "" for an unknown key."""
        if feedback_key == "feedback" and self.feedback:
            return self.feedback.in_language(language)[0]
        return ""

    def feedback_keys(self) -> tuple[str, ...]:
        """Every key that a mark of this question may hold."""
        return self.general_feedback()

    def scrambled(self, part: str) -> str:
        """A text to sort parts by: the same for everybody at any time, and nothing that it tells."""
        return hashlib.sha256(f"{self.key}/{part}".encode()).hexdigest()

    def general_feedback(self) -> tuple[str, ...]:
        return ("feedback",) if self.feedback else ()


def refuse_waiting(question: BaseQuestion, *, at: tuple[str | int, ...]) -> None:
    """Raise a mistake where a question must be marked at once, and only a person or a run could."""
    if question.is_marked_by_people:
        raise mistake(_("A person marks questions of this kind: ask it in a quiz, or use a “reveal”."), at=at)
    if question.is_marked_by_a_run:
        raise mistake(_("A run marks questions of this kind, which takes a while: ask it in a quiz."), at=at)
