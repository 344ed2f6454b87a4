"""Steps to be put in order."""

from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedMarkdown
from courses.content.problems import gettext_noop as _
from courses.content.problems import refuse_twins
from courses.content.questions.base import (
    BaseQuestion,
    Given,
    Inline,
    Mark,
    PartOutcome,
    Response,
    Slug,
    UnreadableAnswer,
)


class Step(ContentModel):
    key: Slug
    text: LocalizedMarkdown


class Question(BaseQuestion):
    """`steps` stand in the right order. A response lists their keys in the learner's order."""

    kind: Literal["order"]
    steps: tuple[Step, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def names_each_step_once(self) -> Self:
        refuse_twins([step.key for step in self.steps], "steps")
        return self

    def in_right_order(self, rows: Sequence[str]) -> Sequence[str]:
        return [step.key for step in self.steps]

    def decides_marks(self) -> dict[str, Any]:
        return {"key": [step.key for step in self.steps]}

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        """The steps in an order that tells nothing, and is never the right one."""
        shown = sorted(self.steps, key=lambda step: self.scrambled(step.key))
        if shown == list(self.steps):
            shown = [*shown[1:], shown[0]]
        steps = [{"key": step.key, "text": inline(step.text.in_language(language)[0])} for step in shown]
        return {**super().public(language, inline), "steps": steps}

    def parse(self, given: Given) -> list[str]:
        """Each step's part holds its place, from 1."""
        places = [given.parts.get(step.key, "").strip() for step in self.steps]
        if missing := sum(not place for place in places):
            raise UnreadableAnswer(
                _("Give every step a place. Still without one: %(missing)d."), missing=missing
            )
        if sorted(places) != sorted(str(place) for place in range(1, len(places) + 1)):
            raise UnreadableAnswer(_("Give each place from 1 to %(last)d once."), last=len(places))
        by_place = sorted(zip(places, self.steps, strict=True), key=lambda pair: int(pair[0]))
        return [step.key for _place, step in by_place]

    def given(self, response: Response) -> Given:
        return Given(parts={key: str(place) for place, key in enumerate(self._ordered(response), 1)})

    def grade(self, response: Response) -> Mark:
        """What could stay is right: (longest part in the right order - 1) / (steps - 1) of the points."""
        ordered = self._ordered(response)
        right = [step.key for step in self.steps]
        stays = longest_rising([right.index(key) for key in ordered]) if len(ordered) == len(right) else []
        share = max(0, len(stays) - 1) / (len(right) - 1)
        parts: dict[str, PartOutcome] = {
            key: "right" if share and place in stays else "wrong" for place, key in enumerate(right)
        }
        return Mark(points=self.points * share, of=self.points, parts=parts, feedback=self.general_feedback())

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [f"{n}. {inline(step.text.in_language(language)[0])}" for n, step in enumerate(self.steps, 1)]

    def _ordered(self, response: Response) -> list[str]:
        """The response without what is no step, and each step once."""
        known = {step.key for step in self.steps}
        listed = response if isinstance(response, Sequence) and not isinstance(response, str) else ()
        return list(dict.fromkeys(key for key in listed if isinstance(key, str) and key in known))


def longest_rising(places: Sequence[int]) -> list[int]:
    """A longest increasing subsequence (Fredman 1975), the first of several."""
    best: list[list[int]] = []
    for place in places:
        before = max((run for run in best if run[-1] < place), key=len, default=[])
        best.append([*before, place])
    return max(best, key=len, default=[])
