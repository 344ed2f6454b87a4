"""Blocks and banks that courses share: a file of a course may say where its content comes from, and what it says otherwise.

from: claims-kit@3#data-rules
title: {en: Our rules}
"""

import re
from collections.abc import Sequence
from typing import Any, Protocol, Self

from pydantic import Field

from courses.content.localized import ContentModel
from courses.content.questions.base import Slug

FROM = "from"
WRITTEN = re.compile(
    r"(?P<shared>[a-z0-9]+(?:-[a-z0-9]+)*)@(?P<version>[1-9][0-9]{0,5})#(?P<part>[a-z0-9]+(?:-[a-z0-9]+)*)"
)
Json = dict[str, Any]


class Link(ContentModel):
    """What a file of the course comes from: a part of a version of a shared course, with what the file says itself.

    `original` is that part as it was written there, so that the course can be exported with all that it holds.
    """

    path: str
    shared: Slug
    version: int = Field(ge=1)
    part: Slug
    own: Json = {}
    original: Json

    @classmethod
    def written(cls, text: object, **more: Any) -> Self | None:
        """The link that a `from:` names; None for what is none."""
        found = WRITTEN.fullmatch(text) if isinstance(text, str) else None
        return cls.model_validate({**found.groupdict(), **more}) if found else None

    @property
    def reference(self) -> str:
        return reference(self.shared, self.version, self.part)

    @property
    def kind(self) -> str:
        return kind_of(self.path)

    @property
    def kept_in(self) -> str:
        """The file of the course that holds the original."""
        return f"shared/{self.shared}@{self.version}/{self.part}.{self.kind}.yaml"


class Library(Protocol):
    """The shared courses of a site. Only versions that were published are known."""

    def keys(self) -> Sequence[str]: ...

    def versions(self, shared: str) -> Sequence[int]:
        """Rising; none for a course that there is not, or that does not share."""

    def part(self, shared: str, version: int, kind: str, part: str) -> Json | None:
        """A block or a bank as it is written there; None where there is none of this kind and name."""

    def parts(self, shared: str, version: int, kind: str) -> Sequence[str]:
        """The names of all of this kind."""

    def sources(self, shared: str, version: int) -> Sequence[str]:
        """The shared courses from which a version has parts itself."""


def reference(shared: str, version: int, part: str) -> str:
    return f"{shared}@{version}#{part}"


def kind_of(path: str) -> str:
    """`bank`, or the kind of block, that a file `<name>.<kind>.yaml` holds."""
    return path.removesuffix(".yaml").rpartition(".")[2]
