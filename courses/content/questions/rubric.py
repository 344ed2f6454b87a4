"""What people mark by: criteria with levels, each with its points and its words. Shared by the kinds that need a reader."""

from abc import ABC
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, refuse_twins
from courses.content.questions.base import BaseQuestion, Inline, Mark, Response, Slug
from courses.content.worth import Worth

SAMPLE = "sample"
"""The feedback key of the sample."""


class Level(ContentModel):
    key: Slug
    points: Worth = Field(ge=0, le=100)
    text: LocalizedText


class Criterion(ContentModel):
    """One thing that is looked at, and how well it can be done."""

    key: Slug
    title: LocalizedText
    levels: tuple[Level, ...] = Field(min_length=2, max_length=8)

    @property
    def most(self) -> float:
        return max(level.points for level in self.levels)

    def level(self, key: str) -> Level | None:
        return next((level for level in self.levels if level.key == key), None)

    @model_validator(mode="after")
    def names_each_level_once_and_can_be_met(self) -> Self:
        refuse_twins([level.key for level in self.levels], "levels")
        if self.most <= 0:
            raise mistake(_("At least one level must be worth points."), at=("levels",))
        return self


class RubricQuestion(BaseQuestion, ABC):
    """`points` are those of the best levels together, so nobody writes them. `sample` is what a good answer looks like."""

    is_marked_by_people: ClassVar[bool] = True
    points: float = Field(1.0, gt=0, le=100, exclude=True)
    rubric: tuple[Criterion, ...] = Field(min_length=1, max_length=12)
    sample: LocalizedMarkdown | None = None

    @model_validator(mode="before")
    @classmethod
    def weighs_what_its_rubric_gives(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "points" in value:
            raise mistake(
                _("The levels say what this question is worth: leave “points” out."), at=("points",)
            )
        most = sum(_most(criterion) for criterion in _listed(value, "rubric"))
        return {**value, "points": most} if most > 0 else value

    @model_validator(mode="after")
    def names_each_criterion_once(self) -> Self:
        refuse_twins([criterion.key for criterion in self.rubric], "rubric")
        return self

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        """With the rubric: whoever writes may know what is looked at."""
        return {
            **super().public(language, inline),
            "rubric": [_shown(criterion, language) for criterion in self.rubric],
        }

    def grade(self, response: Response) -> Mark:
        if self.is_answer(response):
            return Mark(points=0, of=self.points, is_awaited=True)
        return Mark(points=0, of=self.points, feedback=self.general_feedback())

    def is_answer(self, response: Response) -> bool:
        """Whether there is something to read for whoever marks. Never raises."""
        return isinstance(response, str) and bool(response.strip())

    def missing(self, levels: Mapping[str, str]) -> list[Criterion]:
        """The criteria for which no level of theirs is chosen."""
        return [one for one in self.rubric if one.level(levels.get(one.key, "")) is None]

    def mark_of(self, levels: Mapping[str, str]) -> Mark:
        """The mark for the levels that a person chose, by criterion; the caller has seen to it that none is missing."""
        chosen = [one.level(levels.get(one.key, "")) for one in self.rubric]
        return Mark(
            points=sum(level.points for level in chosen if level),
            of=self.points,
            by_person=True,
            feedback=self.general_feedback(),
        )

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        return []

    def decides_marks(self) -> dict[str, Any]:
        return {}

    def feedback_keys(self) -> tuple[str, ...]:
        return (*((SAMPLE,) if self.sample else ()), *super().feedback_keys())

    def feedback_text(self, feedback_key: str, language: str) -> str:
        if feedback_key == SAMPLE and self.sample:
            return self.sample.in_language(language)[0]
        return super().feedback_text(feedback_key, language)


def _shown(criterion: Criterion, language: str) -> dict[str, Any]:
    return {
        "key": criterion.key,
        "title": criterion.title.in_language(language)[0],
        "most": criterion.most,
        "levels": [
            {"key": level.key, "points": level.points, "text": level.text.in_language(language)[0]}
            for level in criterion.levels
        ],
    }


def _most(criterion: object) -> float:
    """Of a criterion that is not validated yet: 0 for what is none."""
    if isinstance(criterion, Criterion):
        return criterion.most
    points = [level.get("points") for level in _listed(criterion, "levels") if isinstance(level, dict)]
    return max((one for one in points if isinstance(one, int | float) and one == one), default=0)


def _listed(value: object, name: str) -> Sequence[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list | tuple) else ()
