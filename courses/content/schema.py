"""A course as data: frozen, JSON-serialisable, with a digest. What the reader returns and revisions store."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from courses.content.assets import AssetSource
from courses.content.blocks import (
    OTHER_BLOCKS,
    AcknowledgeBlock,
    CheckBlock,
    FileBlock,
    ImageBlock,
    ReplayBlock,
    ResourcesBlock,
    RevealBlock,
    VideoBlock,
)
from courses.content.certificate import CertificateTerms
from courses.content.forms.shapes import Elsewhere, Picked
from courses.content.glossary import GlossarySource
from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.needs import Need
from courses.content.policy import QuizPolicy
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, refuse_twins
from courses.content.questions import AnyQuestion
from courses.content.questions.base import Slug
from courses.content.sharing import Link
from courses.content.tags import Tag
from courses.content.widgets import AnyWidget

__all__ = [
    "IN_FILES",
    "WORK",
    "BankFile",
    "BankSource",
    "Block",
    "BlockRef",
    "CourseFile",
    "CourseSource",
    "Draw",
    "GlossarySource",
    "LabBlock",
    "LabSource",
    "LessonFile",
    "LessonSource",
    "LocalizedMarkdown",
    "LocalizedText",
    "QuizBlock",
    "QuizSource",
    "TextBlock",
    "WidgetBlock",
]

Json = dict[str, Any]
Minutes = Annotated[int, Field(ge=1, le=6000)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]


class BankFile(ContentModel):
    """<name>.bank.yaml: questions that quizzes of the course draw from."""

    title: LocalizedText
    questions: tuple[AnyQuestion, ...] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def names_each_question_once(self) -> Self:
        _refuse_twin_questions(self.questions)
        return self


class BankSource(BankFile):
    key: Slug


class Draw(ContentModel):
    """`count` questions of a bank, by chance: of those with any of these tags and any of these difficulties."""

    bank: Annotated[Slug, Picked("banks")]
    count: int = Field(ge=1, le=50)
    tags: tuple[Annotated[Tag, Picked("tags", of="bank")], ...] = ()
    difficulty: tuple[Annotated[int, Picked("difficulties", of="bank")], ...] = ()


class QuizSource(QuizPolicy):
    """`time_limit` is in minutes; without `tries` a learner may try as often as they like."""

    title: LocalizedText
    pass_mark: float = Field(0.6, alias="pass", ge=0, le=1)
    tries: int | None = Field(None, ge=1, le=50)
    time_limit: int | None = Field(None, ge=1, le=600)
    shuffle: bool = False
    questions: tuple[AnyQuestion, ...] = Field((), max_length=1000)
    draw: tuple[Draw, ...] = Field((), max_length=20)

    def only(self, keys: Iterable[str]) -> Self:
        """The quiz with these questions, in this order."""
        asked = {question.key: question for question in self.questions}
        return self.model_copy(update={"questions": tuple(asked[key] for key in keys if key in asked)})

    def seeded(self, seed: str) -> Self:
        """The quiz as an attempt with this seed takes it."""
        return self.model_copy(update={"questions": tuple(one.seeded(seed) for one in self.questions)})

    @model_validator(mode="after")
    def asks_something_and_each_question_once(self) -> Self:
        if not self.questions and not self.draw:
            raise mistake(_("A quiz needs questions, or a draw from a bank."))
        _refuse_twin_questions(self.questions)
        return self


def _refuse_twin_questions(questions: Sequence[AnyQuestion]) -> None:
    keys = [question.key for question in questions]
    refuse_twins(keys, "questions", _("Question “%(key)s” appears twice."))


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


class WidgetBlock(ContentModel):
    kind: Literal["widget"] = "widget"
    key: Slug
    widget: AnyWidget


Block = Annotated[
    TextBlock
    | QuizBlock
    | LabBlock
    | WidgetBlock
    | ImageBlock
    | VideoBlock
    | FileBlock
    | RevealBlock
    | CheckBlock
    | ReplayBlock
    | AcknowledgeBlock
    | ResourcesBlock,
    Field(discriminator="kind"),
]
WORK = (QuizBlock, LabBlock, AcknowledgeBlock)
"""What must be done to be through with a lesson; anything else is read."""
IN_FILES: dict[str, tuple[type[ContentModel], type[Any]]] = {
    "quiz": (QuizSource, QuizBlock),
    "lab": (LabSource, LabBlock),
    **OTHER_BLOCKS,
}
"""What `<name>.<kind>.yaml` holds, and the block that it becomes."""


class LessonSource(ContentModel):
    key: Slug
    title: LocalizedText
    summary: LocalizedText
    minutes: Minutes
    blocks: tuple[Block, ...]


class CourseSource(ContentModel):
    """A whole course. `languages[0]` is its source language.

    A `shared` one is not taken: other courses have parts of it. `links` say which of its own files come from such a one.
    """

    format: Literal[1]
    key: Slug
    title: LocalizedText
    summary: LocalizedText
    minutes: Minutes
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    certificate: CertificateTerms = CertificateTerms()
    tags: tuple[LocalizedText, ...] = ()
    needs: tuple[Need, ...] = ()
    shared: bool = False
    lessons: tuple[LessonSource, ...]
    banks: tuple[BankSource, ...] = ()
    glossary: GlossarySource | None = None
    assets: tuple[AssetSource, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def source_language(self) -> str:
        return self.languages[0]


class BlockRef(ContentModel):
    """One line under `blocks:`, for example `- quiz: check`."""

    text: Slug | None = None
    quiz: Slug | None = None
    lab: Slug | None = None
    widget: Slug | None = None
    image: Slug | None = None
    video: Slug | None = None
    file: Slug | None = None
    reveal: Slug | None = None
    check: Slug | None = None
    replay: Slug | None = None
    acknowledge: Slug | None = None
    resources: Slug | None = None

    @model_validator(mode="after")
    def names_one_block(self) -> Self:
        if len(self.model_fields_set) != 1 or not self.key:
            kinds = ", ".join(type(self).model_fields)
            raise mistake(_("A block is one of %(kinds)s, with the name of its file."), kinds=kinds)
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def key(self) -> str:
        return getattr(self, self.kind) or ""


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
    languages: tuple[Annotated[LanguageCode, Picked("languages", in_order=True)], ...] = Field(
        min_length=1, max_length=20
    )
    certificate: CertificateTerms = CertificateTerms()
    tags: tuple[LocalizedText, ...] = Field((), max_length=8)
    needs: tuple[Need, ...] = Field((), max_length=20)
    shared: Annotated[bool, Elsewhere()] = False
    lessons: Annotated[tuple[Slug, ...], Elsewhere()] = Field(min_length=1, max_length=100)
