"""A path as data: stages of courses in order, when it is due, and a test that finds out what is known already."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from courses.content.forms.shapes import Picked
from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import Slug
from courses.content.schema import LanguageCode


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise mistake(_("“on” must be a day, for example 2026-12-31.")) from None


class Due(ContentModel):
    """When a path has to be done: so many days after it was assigned, or on one day for everybody."""

    days: int | None = Field(None, ge=1, le=3650)
    on: Annotated[date, BeforeValidator(_day)] | None = None

    @model_validator(mode="after")
    def says_one_of_both(self) -> Self:
        if (self.days is None) == (self.on is None):
            raise mistake(_("Say when the path is due: either “days” after it was assigned, or “on” a day."))
        return self


class Stage(ContentModel):
    """Courses that belong together. All of them must be done, or `choose` of them."""

    key: Slug
    title: LocalizedText
    courses: tuple[Annotated[Slug, Picked("courses", in_order=True)], ...] = Field(
        min_length=1, max_length=50
    )
    choose: int | None = Field(None, ge=1)

    @property
    def needed(self) -> int:
        return self.choose or len(self.courses)

    @model_validator(mode="after")
    def can_be_done(self) -> Self:
        if self.choose and self.choose > len(self.courses):
            template = _("%(choose)d courses are to be chosen, but the stage has %(there)d.")
            raise mistake(template, at=("choose",), choose=self.choose, there=len(self.courses))
        return self


class PlacementPart(ContentModel):
    """Questions that show what somebody knows: with `pass` of their points, these courses need not be taken."""

    questions: tuple[Annotated[Slug, Picked("questions")], ...] = Field(min_length=1, max_length=100)
    pass_mark: float = Field(0.8, alias="pass", gt=0, le=1)
    knows: tuple[Annotated[Slug, Picked("courses of the path")], ...] = Field(min_length=1, max_length=50)


class Placement(ContentModel):
    """The quiz of a published course, and what its parts say. The quiz itself has the tries and the time limit."""

    picked_together: ClassVar = ("quizzes", ("course", "lesson", "quiz"))

    course: Slug
    lesson: Slug
    quiz: Slug
    parts: tuple[PlacementPart, ...] = Field(min_length=1, max_length=50)

    @property
    def knows(self) -> set[str]:
        return {course for part in self.parts for course in part.knows}


class PathSource(ContentModel):
    """<key>.yaml. `languages[0]` is its source language."""

    format: Literal[1]
    key: Slug
    title: LocalizedText
    summary: LocalizedText
    languages: tuple[Annotated[LanguageCode, Picked("languages", in_order=True)], ...] = Field(
        min_length=1, max_length=20
    )
    due: Due | None = None
    placement: Placement | None = None
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=30)

    @property
    def courses(self) -> list[str]:
        """Each once, in the order of the path."""
        return [course for _place, course in self.places()]

    def places(self) -> Iterator[tuple[tuple[str, int, str, int], str]]:
        """Every course with its place in the file."""
        for at, stage in enumerate(self.stages):
            for number, course in enumerate(stage.courses):
                yield ("stages", at, "courses", number), course

    def stage_of(self, course: str) -> int | None:
        return next((at for at, stage in enumerate(self.stages) if course in stage.courses), None)

    @model_validator(mode="after")
    def names_everything_once(self) -> Self:
        keys = [stage.key for stage in self.stages]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                raise mistake(_("“%(key)s” appears twice."), at=("stages", at, "key"), key=key)
        seen: set[str] = set()
        for place, course in self.places():
            if course in seen:
                raise mistake(_("“%(key)s” is listed twice."), at=place, key=course)
            seen.add(course)
        return self
