"""A course as data: frozen, JSON-serialisable, with a digest. What the reader returns and revisions store."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions import AnyQuestion
from courses.content.questions.base import Slug

__all__ = [
    "Block",
    "CourseFile",
    "CourseSource",
    "LabBlock",
    "LabSource",
    "LessonFile",
    "LessonSource",
    "LocalizedMarkdown",
    "LocalizedText",
    "QuizBlock",
    "QuizSource",
    "TextBlock",
]

Json = dict[str, Any]
Minutes = Annotated[int, Field(ge=1, le=6000)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]


class QuizSource(ContentModel):
    """`time_limit` is in minutes; without `tries` a learner may try as often as they like."""

    title: LocalizedText
    pass_mark: float = Field(0.6, alias="pass", ge=0, le=1)
    tries: int | None = Field(None, ge=1, le=50)
    time_limit: int | None = Field(None, ge=1, le=600)
    shuffle: bool = False
    questions: tuple[AnyQuestion, ...] = Field(min_length=1, max_length=100)

    def seeded(self, seed: str) -> Self:
        """The quiz as an attempt with this seed takes it."""
        return self.model_copy(update={"questions": tuple(one.seeded(seed) for one in self.questions)})

    @model_validator(mode="after")
    def names_each_question_once(self) -> Self:
        seen: set[str] = set()
        for place, question in enumerate(self.questions):
            if question.key in seen:
                at = ("questions", place, "key")
                raise mistake(_("Question “%(key)s” appears twice."), at=at, key=question.key)
            seen.add(question.key)
        return self


class LabSource(ContentModel):
    """The envelope of a lab; what is inside belongs to whoever runs it and is checked there."""

    title: LocalizedText
    summary: LocalizedText
    kind: Literal["fine-tune", "prompt"]
    experiment: Json | None = None
    prompt: Json | None = None
    knobs: Json = {}
    grading: Json | None = None
    pass_rule: Literal["run"] | None = Field(None, alias="pass")

    @model_validator(mode="after")
    def has_what_its_kind_needs(self) -> Self:
        needed = "experiment" if self.kind == "fine-tune" else "prompt"
        if getattr(self, needed) is None:
            raise mistake(_("A lab of kind %(kind)s needs “%(needed)s”."), kind=self.kind, needed=needed)
        if self.grading is None and self.pass_rule is None:
            raise mistake(_("Say how this lab is passed: give “grading”, or write pass: run."))
        return self


class TextBlock(ContentModel):
    kind: Literal["text"] = "text"
    key: Slug
    text: LocalizedMarkdown


class QuizBlock(ContentModel):
    kind: Literal["quiz"] = "quiz"
    key: Slug
    quiz: QuizSource


class LabBlock(ContentModel):
    kind: Literal["lab"] = "lab"
    key: Slug
    lab: LabSource


Block = Annotated[TextBlock | QuizBlock | LabBlock, Field(discriminator="kind")]


class LessonSource(ContentModel):
    key: Slug
    title: LocalizedText
    summary: LocalizedText
    minutes: Minutes
    blocks: tuple[Block, ...]


class CourseSource(ContentModel):
    """A whole course. `languages[0]` is its source language."""

    format: Literal[1]
    key: Slug
    title: LocalizedText
    summary: LocalizedText
    minutes: Minutes
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    lessons: tuple[LessonSource, ...]

    @property
    def source_language(self) -> str:
        return self.languages[0]


class BlockRef(ContentModel):
    """One line under `blocks:`, for example `- quiz: check`."""

    text: Slug | None = None
    quiz: Slug | None = None
    lab: Slug | None = None

    @model_validator(mode="after")
    def names_one_block(self) -> Self:
        if len(self.model_fields_set) != 1 or not self.key:
            raise mistake(_("A block is one of text, quiz or lab, with the name of its file."))
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def key(self) -> str:
        return self.text or self.quiz or self.lab or ""


class LessonFile(ContentModel):
    """lesson.yaml"""

    title: LocalizedText
    summary: LocalizedText
    minutes: Minutes
    blocks: tuple[BlockRef, ...] = Field(min_length=1, max_length=50)


class CourseFile(ContentModel):
    """course.yaml"""

    format: Literal[1]
    key: Slug
    title: LocalizedText
    summary: LocalizedText
    minutes: Minutes
    languages: tuple[LanguageCode, ...] = Field(min_length=1, max_length=20)
    lessons: tuple[Slug, ...] = Field(min_length=1, max_length=100)
