"""Blocks that show or offer a file of the course, or a video from an approved site."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from courses.content.assets import Group
from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText
from courses.content.located_yaml import Path
from courses.content.problems import Tongue, mistake
from courses.content.problems import gettext_noop as _


@dataclass(frozen=True)
class Wants:
    """Marks a field that names a file of the course: of this group, or of any."""

    group: Group | None = None


AssetPath = Annotated[str, Field(max_length=200), Wants()]
PicturePath = Annotated[str, Field(max_length=200), Wants(Group.PICTURE)]
VideoPath = Annotated[str, Field(max_length=200), Wants(Group.VIDEO)]
RecordingPath = Annotated[str, Field(max_length=200), Wants(Group.RECORDING)]
CaptionsPath = Annotated[str, Field(max_length=200), Wants(Group.CAPTIONS)]
LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class FileUse:
    """A file that a block names at `place`, and what it is wanted for."""

    place: Path
    path: str
    wanted: Group | None


def check_address(address: str, *, schemes: tuple[str, ...] = ("https", "http")) -> str:
    """An address of the web, without a name or password in it. For validators."""
    is_plain = len(address) <= LONGEST_ADDRESS and all(
        letter > " " and letter.isprintable() for letter in address
    )
    if not is_plain or not _is_of_the_web(address, schemes):
        template = _("“%(address)s” is no web address; it begins with %(scheme)s:// and a name.")
        raise mistake(template, address=address[:80], scheme=schemes[0])
    return address


def _is_of_the_web(address: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(address)
        has_place = bool(parts.hostname) and parts.port != 0  # reading a port that is no number raises
    except ValueError:
        return False
    return parts.scheme in schemes and has_place and parts.username is None and "\\" not in address


class ImageSource(ContentModel):
    """`alt` says what the picture shows, to those who do not see it; one that says nothing is `decorative`."""

    file: PicturePath
    alt: LocalizedText | None = None
    decorative: bool = False
    caption: LocalizedMarkdown | None = None

    def files(self) -> Iterator[FileUse]:
        yield FileUse(("file",), self.file, Group.PICTURE)

    @model_validator(mode="after")
    def says_what_it_shows(self) -> Self:
        if self.alt is None and not self.decorative:
            raise mistake(_("Say in “alt” what the picture shows, or set “decorative”."))
        if self.alt is not None and self.decorative:
            raise mistake(_("A decorative picture has no “alt”. Leave one of the two out."))
        return self


class VideoSource(ContentModel):
    """A `file` with captions, or an address to `embed`; either with a transcript."""

    title: LocalizedText
    file: VideoPath | None = None
    poster: PicturePath | None = None
    captions: dict[str, CaptionsPath] = {}
    embed: str | None = None
    transcript: LocalizedMarkdown

    def files(self) -> Iterator[FileUse]:
        if self.file:
            yield FileUse(("file",), self.file, Group.VIDEO)
        if self.poster:
            yield FileUse(("poster",), self.poster, Group.PICTURE)
        for language, path in self.captions.items():
            yield FileUse(("captions", language), path, Group.CAPTIONS)

    @property
    def host(self) -> str:
        """Of the site that the video is embedded from."""
        return urlsplit(self.embed or "").hostname or ""

    @field_validator("embed")
    @classmethod
    def is_an_address(cls, address: str | None) -> str | None:
        return check_address(address, schemes=("https",)) if address else address

    @model_validator(mode="after")
    def comes_from_one_place(self) -> Self:
        if not self.file and not self.embed:
            raise mistake(_("Fill in “file” or “embed”: a video needs one of them."), at=("file",))
        if self.file and self.embed:
            raise mistake(_("Leave “file” or “embed” out: a video comes from one place."), at=("embed",))
        if self.file and self.title.source not in self.captions:
            template = _("Give “captions” in “%(language)s”: a .vtt file.")
            raise mistake(template, at=("captions",), language=Tongue(self.title.source))
        if self.embed and (self.captions or self.poster):
            raise mistake(_("An embedded video brings its captions and its first picture along."))
        return self


class FileSource(ContentModel):
    """A file to download."""

    title: LocalizedText
    file: AssetPath
    about: LocalizedMarkdown | None = None

    def files(self) -> Iterator[FileUse]:
        yield FileUse(("file",), self.file, None)
