"""Whether bytes are what a file's name says. Nothing is decoded: a few signs at known places decide."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence

from courses.content.archive import BROKEN, MAX_RATIO, danger
from courses.content.problems import Params, fill
from courses.content.problems import gettext_noop as _

Judge = Callable[[bytes], None]
Tell = Callable[..., None]
Say = Callable[[str, Params], str]
IN_LINE = _("Line %(line)d: %(said)s")
MOST_UNPACKED = 256 * 1024 * 1024
MOST_ENTRIES = 2000


class BadAsset(ValueError):
    """What is wrong with a file, in which `line` as far as that is known.

    `others` are wrong besides, so that whoever mends one of them sees all.
    """

    def __init__(self, template: str, *, line: int = 0, **params: str | int | float) -> None:
        self.template, self.line = template, line
        self.params: Params = params
        self.others: tuple[BadAsset, ...] = ()
        super().__init__(self._alone(fill))

    @property
    def all(self) -> "tuple[BadAsset, ...]":
        return (self, *self.others)

    def worded(self, say: Say) -> str:
        """All of it in the reader's language, each with its line, for where nothing else names the place."""
        return " ".join(one._alone(say) for one in self.all)

    def tell(self, report: Tell, path: str) -> None:
        """All of it, each at its line of the file."""
        for one in self.all:
            report(path, one.line or 1, one.template, **one.params)

    def _alone(self, say: Say) -> str:
        said = say(self.template, self.params)
        return say(IN_LINE, {"line": self.line, "said": said}) if self.line else said


def refuse_all(found: Sequence[BadAsset]) -> None:
    """Raise what is wrong with a file together, if anything is."""
    if found:
        first, *others = found
        first.others = tuple(others)
        raise first


def begins_with(*signs: bytes, at: int = 0) -> Judge:
    def judge(content: bytes) -> None:
        if not any(content[at : at + len(sign)] == sign for sign in signs):
            raise BadAsset(_("What is in this file is not what its name says."))

    return judge


def text(content: bytes) -> None:
    """UTF-8 without control characters."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadAsset(_("This is not UTF-8 text. Save the file as UTF-8."), line=line) from None
    if any(letter < " " and letter not in "\t\n\r\f" for letter in said):
        raise BadAsset(_("What is in this file is not what its name says."))


def web_vtt(content: bytes) -> None:
    text(content)
    first = content.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    if first != "WEBVTT" and not first.startswith(("WEBVTT ", "WEBVTT\t")):
        raise BadAsset(_("Captions begin with a line WEBVTT."))


def as_json(content: bytes) -> None:
    text(content)
    try:
        json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadAsset(_("This file is not JSON.")) from None


def json_lines(content: bytes) -> None:
    text(content)
    for number, line in enumerate(content.decode("utf-8-sig").split("\n"), 1):
        try:
            if line.strip():
                json.loads(line)
        except (ValueError, RecursionError):
            raise BadAsset(_("This is not JSON."), line=number) from None


def web_m(content: bytes) -> None:
    begins_with(b"\x1a\x45\xdf\xa3")(content)
    if b"webm" not in content[:64]:
        raise BadAsset(_("What is in this file is not what its name says."))


def dull_zip(content: bytes) -> None:
    """A zip that harms nobody who unpacks it: no name outside, nothing packed absurdly small."""
    begins_with(b"PK\x03\x04")(content)
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except BROKEN:
        raise BadAsset(_("This is not a zip file that can be read. Pack the folder again.")) from None
    for entry in entries[:MOST_ENTRIES]:
        if reason := danger(entry):
            raise BadAsset(reason)
        if entry.file_size > 64 * 1024 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise BadAsset(_("Something in this zip is packed suspiciously small."))
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadAsset(_("Unpacked, this zip is too large."))
