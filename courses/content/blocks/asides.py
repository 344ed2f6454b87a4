"""Blocks that ask a reader to think, to confirm, or to read on elsewhere."""

from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from courses.content.blocks.media import check_address
from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.questions import AnyQuestion
from courses.content.questions.base import refuse_waiting

Address = Annotated[str, AfterValidator(check_address)]


class RevealSource(ContentModel):
    """Something to think about, and what stands behind a press: `show` words the button."""

    prompt: LocalizedMarkdown
    answer: LocalizedMarkdown
    show: LocalizedText | None = None


class CheckSource(ContentModel):
    """One question inside the text. It may be tried without end and counts for nothing."""

    title: LocalizedText | None = None
    question: AnyQuestion

    @model_validator(mode="after")
    def tells_at_once(self) -> Self:
        refuse_waiting(self.question, at=("question", "kind"))
        return self


class AcknowledgeSource(ContentModel):
    """What a person confirms to have read; `confirm` words the tick they set."""

    title: LocalizedText
    statement: LocalizedMarkdown
    confirm: LocalizedText | None = None


class ResourceKind(StrEnum):
    ARTICLE = "article"
    BOOK = "book"
    COURSE = "course"
    DOCUMENTATION = "documentation"
    FAQ = "faq"
    PAPER = "paper"
    TOOL = "tool"
    VIDEO = "video"


class Level(StrEnum):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Resource(ContentModel):
    """A link worth following: `why`, how long it takes, and for whom it is."""

    title: LocalizedText
    url: Address
    kind: ResourceKind
    why: LocalizedMarkdown
    level: Level | None = None
    minutes: int | None = Field(None, ge=1, le=6000)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


class ResourcesSource(ContentModel):
    title: LocalizedText | None = None
    items: tuple[Resource, ...] = Field(min_length=1, max_length=50)
