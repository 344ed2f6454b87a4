"""Where is it? A cell of a confusion matrix, or a step of a curve."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import BaseQuestion, Given, Inline, Mark, Response, UnreadableAnswer
from courses.content.questions.choices import outcome
from courses.content.questions.hotspot.curve import Curve
from courses.content.questions.hotspot.matrix import Matrix

__all__ = ["Curve", "Matrix", "Question"]


class Question(BaseQuestion):
    """A response is the place that was chosen, or a list of places where several are right.

    A place is `row.column` by the keys of two labels, or a step.
    """

    are_places: ClassVar = True
    one_of: ClassVar = ("matrix", "curve")

    kind: Literal["hotspot"]
    matrix: Matrix | None = None
    curve: Curve | None = None

    @model_validator(mode="after")
    def shows_one_thing(self) -> Self:
        if (self.matrix is None) == (self.curve is None):
            raise mistake(_("Give “matrix” or “curve”, one of the two."))
        return self

    @property
    def surface(self) -> Matrix | Curve:
        surface = self.matrix or self.curve
        assert surface is not None
        return surface

    def offered(self) -> dict[str, bool]:
        return self.surface.offered()

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        return {**super().public(language, inline), **self.surface.drawn(language)}

    def parse(self, given: Given) -> str | list[str]:
        offered = self.offered()
        chosen = list(dict.fromkeys(value for value in given.values if value))
        if any(place not in offered for place in chosen):
            raise UnreadableAnswer(_("Choose one of the places shown."))
        if self.surface.takes_several:
            if not chosen:
                raise UnreadableAnswer(_("Choose at least one place."))
            return [place for place in offered if place in chosen]
        if len(chosen) != 1:
            raise UnreadableAnswer(_("Choose a place."))
        return chosen[0]

    def given(self, response: Response) -> Given:
        chosen = _chosen(response)
        return Given(tuple(place for place in self.offered() if place in chosen))

    def grade(self, response: Response) -> Mark:
        """Of one place what it earns; of several (right chosen - wrong chosen) / number right, never below nothing."""
        offered, chosen = self.offered(), _chosen(response)
        if self.surface.takes_several:
            right = sum(offered.get(place, False) for place in chosen)
            share = max(0, 2 * right - len(chosen)) / sum(offered.values())
        else:
            share = self.surface.credit(next(iter(chosen))) if len(chosen) == 1 else 0.0
        return Mark(
            points=self.points * share,
            of=self.points,
            choices={p: outcome(is_ticked=p in chosen, is_right=right) for p, right in offered.items()},
            parts=dict.fromkeys(chosen, "part") if 0 < share < 1 and not self.surface.takes_several else {},
            feedback=self.general_feedback(),
        )

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return self.surface.solution(language)

    def decides_marks(self) -> dict[str, Any]:
        return self.surface.key()

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        """The same thing was asked for: what was chosen is still there, and what is right now was there then."""
        if not isinstance(asked, Question) or asked.surface.takes_several != self.surface.takes_several:
            return False
        offered, chosen = self.offered(), _chosen(response)
        right = {place for place, is_right in offered.items() if is_right}
        return bool(chosen) and chosen <= offered.keys() and right <= asked.offered().keys()


def _chosen(response: Response) -> set[str]:
    if isinstance(response, str):
        return {response}
    return (
        {place for place in response if isinstance(place, str)} if isinstance(response, Sequence) else set()
    )
