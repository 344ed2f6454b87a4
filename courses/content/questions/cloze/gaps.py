"""The gaps of a cloze text: a list to choose from, a few words, or a number."""

from abc import abstractmethod
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, refuse_twins
from courses.content.questions.base import Given, Slug, UnreadableAnswer
from courses.content.questions.number import NumberAnswer
from courses.content.questions.number.reading import read_number
from courses.content.questions.text.accepting import Accepting, read_text
from courses.content.worth import Worth


class BaseGap(ContentModel):
    """`weight`: what it earns compared with the other gaps."""

    key: Slug
    weight: Worth = Field(1.0, gt=0, le=100)

    def public(self, language: str) -> dict[str, Any]:
        return {"key": self.key, "kind": self.kind}  # type: ignore[attr-defined]

    @abstractmethod
    def read(self, typed: str) -> str:
        """What was given, tidied. Raises `UnreadableAnswer`."""

    @abstractmethod
    def share(self, said: str) -> float:
        """What it earns, 0 to 1."""

    @abstractmethod
    def solution(self, language: str) -> str:
        """The right answer in words."""

    @abstractmethod
    def decides(self) -> Any:
        """What the share depends on. JSON."""

    def was_in(self, other: "BaseGap") -> bool:
        """Whether what was given to `other`, another version of this gap, means the same here."""
        return type(self) is type(other)


class Option(ContentModel):
    key: Slug
    text: LocalizedText
    correct: bool = False


class ChoiceGap(BaseGap):
    kind: Literal["choice"]
    choices: tuple[Option, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def has_exactly_one_correct_choice(self) -> Self:
        refuse_twins([option.key for option in self.choices], "choices")
        if sum(option.correct for option in self.choices) != 1:
            raise mistake(
                _("Gap “%(key)s” needs exactly one choice for which “correct” is set."), key=self.key
            )
        return self

    def public(self, language: str) -> dict[str, Any]:
        offered = [{"key": one.key, "text": one.text.in_language(language)[0]} for one in self.choices]
        return {**super().public(language), "choices": offered}

    def read(self, typed: str) -> str:
        if typed not in {option.key for option in self.choices}:
            raise UnreadableAnswer(_("Choose from the answers offered."))
        return typed

    def share(self, said: str) -> float:
        return float(any(option.correct and option.key == said for option in self.choices))

    def decides(self) -> str:
        return next(option.key for option in self.choices if option.correct)

    def was_in(self, other: BaseGap) -> bool:
        return isinstance(other, ChoiceGap) and self.decides() in {option.key for option in other.choices}

    def solution(self, language: str) -> str:
        return next(one.text.in_language(language)[0] for one in self.choices if one.correct)


class TextGap(BaseGap, Accepting):
    kind: Literal["text"]

    def read(self, typed: str) -> str:
        return read_text(Given((typed,)))

    def share(self, said: str) -> float:
        return Accepting.share(self, said)

    def decides(self) -> dict[str, Any]:
        return self.accepting()

    def solution(self, language: str) -> str:
        return self.in_words(language)


class NumberGap(BaseGap, NumberAnswer):
    kind: Literal["number"]

    def public(self, language: str) -> dict[str, Any]:
        return {**super().public(language), "unit": self.unit_in(language)}

    def read(self, typed: str) -> str:
        return f"{self.number(typed):.12g}"

    def share(self, said: str) -> float:
        try:
            return self.credit(read_number(said), self.answer)
        except UnreadableAnswer:
            return 0.0

    def decides(self) -> list[Any]:
        return [self.answer, *self.margins()]

    def was_in(self, other: BaseGap) -> bool:
        return isinstance(other, NumberGap) and self.has_unit_of(other)

    def solution(self, language: str) -> str:
        return self.in_words(self.answer, language)


Gap = Annotated[ChoiceGap | TextGap | NumberGap, Field(discriminator="kind")]
