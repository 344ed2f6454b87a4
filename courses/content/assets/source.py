"""A file of a course: its description, which is part of the course, and its bytes, which are kept beside it."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import Field

from courses.content.localized import ContentModel


class AssetSource(ContentModel):
    """`sha256` is the digest (hex) of the bytes, `size` their number; pictures have a width and a height in pixels."""

    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    media_type: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class KnownFile(Protocol):
    """A file that was judged before; its bytes may be read only when they are asked for."""

    @property
    def source(self) -> AssetSource: ...

    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True)
class AssetFile:
    source: AssetSource
    content: bytes
