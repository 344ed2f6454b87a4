"""An answer in one's own words, marked by a person along a rubric."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Given, Inline, Response, UnreadableAnswer, too_long
from courses.content.questions.rubric import RubricQuestion

LONGEST = 20_000


class Question(RubricQuestion):
    """`shortest` and `longest` count characters, which are fair in every language."""

    kind: Literal["open-text"]
    shortest: int = Field(1, ge=1, le=LONGEST)
    longest: int = Field(4_000, ge=1, le=LONGEST)

    @model_validator(mode="after")
    def leaves_room(self) -> Self:
        if self.shortest > self.longest:
            raise mistake(_("“shortest” may not be more than “longest”."), at=("shortest",))
        return self

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        return {**super().public(language, inline), "shortest": self.shortest, "longest": self.longest}

    def parse(self, given: Given) -> str:
        text = written(given)
        if not text:
            raise UnreadableAnswer(_("Write your answer."))
        if len(text) < self.shortest:
            raise UnreadableAnswer(
                _("Write at least %(least)d characters; so far there are %(have)d."),
                least=self.shortest,
                have=len(text),
            )
        if len(text) > self.longest:
            raise too_long(text, self.longest)
        return text

    def salvage(self, given: Given) -> str | None:
        """Whatever was written when time was over can be read by a person."""
        return written(given) or None

    def given(self, response: Response) -> Given:
        return Given((response,) if isinstance(response, str) and response else ())


def written(given: Given) -> str:
    """The text with the line ends of Unix, and without space around it."""
    return next((text for value in given.values if (text := _plain(value))), "")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
