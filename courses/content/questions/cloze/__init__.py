"""A text with gaps: `{{key}}` in the prompt is the place of the gap with that key."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from courses.content.localized import is_stored
from courses.content.markdown import render
from courses.content.problems import Listing, mistake, raise_all, refuse_twins
from courses.content.problems import gettext_noop as _
from courses.content.questions.base import (
    BaseQuestion,
    Given,
    Inline,
    Mark,
    PartOutcome,
    Response,
    UnreadableAnswer,
)
from courses.content.questions.cloze.gaps import Gap, NumberGap

PLACE = re.compile(r"\{\{\s*([a-z0-9-]+)\s*\}\}")


class Question(BaseQuestion):
    kind: Literal["cloze"]
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def names_each_gap_once(self) -> Self:
        refuse_twins([gap.key for gap in self.gaps], "gaps")
        return self

    @model_validator(mode="after")
    def has_each_gap_once_in_every_language(self, info: ValidationInfo) -> Self:
        if not is_stored(info):
            raise_all([*self._misplaced()])
        return self

    def _misplaced(self) -> Iterator[PydanticCustomError]:
        keys = dict.fromkeys(gap.key for gap in self.gaps)
        for language, text in self.prompt.texts.items():
            told = PLACE.findall(render(text).html)  # what a reader sees: code and formulas swallow a gap
            at = ("prompt", language)
            for key in keys:
                if told.count(key) != 1:
                    template = _("The text needs %(where)s exactly once, outside code, formulas and links.")
                    yield mistake(template, at=at, where="{{" + key + "}}")
            for key in dict.fromkeys(told):
                if key not in keys:
                    yield mistake(_("There is no gap “%(key)s”."), at=at, key=key)

    def units_to_type(self, language: str) -> dict[str, list[str]]:
        numbers = (gap for gap in self.gaps if isinstance(gap, NumberGap))
        return {gap.key: units for gap in numbers if (units := gap.units(language))}

    def decides_marks(self) -> dict[str, Any]:
        weights = {gap.key: gap.weight for gap in self.gaps}
        return {"key": {gap.key: gap.decides() for gap in self.gaps}, "weights": weights}

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        """Its gaps were there when it was answered, and what was given to them is read as the same."""
        gaps = {gap.key: gap for gap in asked.gaps} if isinstance(asked, Question) else {}
        was_there = all(gap.key in gaps and gap.was_in(gaps[gap.key]) for gap in self.gaps)
        said = {gap.key: _said(response)[gap.key] for gap in self.gaps if gap.key in _said(response)}
        return isinstance(response, Mapping) and was_there and (self.salvage(self.given(said)) or {}) == said

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        return {**super().public(language, inline), "gaps": [gap.public(language) for gap in self.gaps]}

    def parse(self, given: Given) -> dict[str, str]:
        typed = {gap.key: given.parts.get(gap.key, "").strip() for gap in self.gaps}
        if missing := sum(not said for said in typed.values()):
            raise UnreadableAnswer(_("Fill every gap. Still empty: %(missing)d."), missing=missing)
        read, unread = {}, []
        for place, gap in enumerate(self.gaps, 1):
            try:
                read[gap.key] = gap.read(typed[gap.key])
            except UnreadableAnswer:
                unread.append(str(place))
        if unread:
            raise UnreadableAnswer(_("Some gaps cannot be read: %(places)s."), places=Listing.of(unread))
        return read

    def salvage(self, given: Given) -> dict[str, str] | None:
        """The gaps that can be read."""
        read = {}
        for gap in self.gaps:
            with suppress(UnreadableAnswer):
                read[gap.key] = gap.read(given.parts.get(gap.key, "").strip())
        return read or None

    def given(self, response: Response) -> Given:
        return Given(parts=_said(response))

    def grade(self, response: Response) -> Mark:
        said = _said(response)
        shares = {gap.key: gap.share(said[gap.key]) if gap.key in said else 0.0 for gap in self.gaps}
        parts: dict[str, PartOutcome] = {
            key: "right" if share == 1 else "part" if share else "wrong" for key, share in shares.items()
        }
        if all(outcome == "right" for outcome in parts.values()):
            points = self.points
        else:
            earned = sum(gap.weight * shares[gap.key] for gap in self.gaps)
            points = self.points * earned / sum(gap.weight for gap in self.gaps)
        return Mark(points=points, of=self.points, parts=parts, feedback=self.general_feedback())

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return [f"{place}. {escape(gap.solution(language))}" for place, gap in enumerate(self.gaps, 1)]


def _said(response: Response) -> dict[str, str]:
    if not isinstance(response, Mapping):
        return {}
    return {key: said for key, said in response.items() if isinstance(said, str)}
