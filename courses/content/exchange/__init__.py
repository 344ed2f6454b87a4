"""Questions in the formats of other systems. Reading and writing never stop at the first thing that does not fit.

A format is a package with `read` and `write` as below and a line in `FORMATS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from courses.content.archive import NOT_A_ZIP
from courses.content.exchange import gift, moodle_xml, qti, spreadsheet
from courses.content.exchange.result import Dropped, Read, Written
from courses.content.problems import Problem
from courses.content.questions import BaseQuestion

__all__ = ["FORMATS", "Dropped", "Format", "Read", "Written", "format_of", "read_file"]


class Reads(Protocol):
    def __call__(self, data: bytes | str, *, language: str) -> Read: ...


class Writes(Protocol):
    def __call__(self, questions: Sequence[BaseQuestion], *, language: str) -> Written: ...


@dataclass(frozen=True)
class Format:
    """`endings` of file names that tell the format; `is_text` unless what is written is a zip."""

    name: str
    read: Reads
    write: Writes
    endings: tuple[str, ...]
    is_text: bool = True


ZIP = ".zip"
FORMATS = {
    "csv": Format("CSV", spreadsheet.read, spreadsheet.write, (".csv",)),
    "gift": Format("GIFT", gift.read, gift.write, (".gift", ".gift.txt", ".txt")),
    "moodle-xml": Format("Moodle XML", moodle_xml.read, moodle_xml.write, (".xml",)),
    "qti": Format("QTI 3", qti.read, qti.write, (ZIP,), is_text=False),
}
HEAD = 4_000


def read_file(chosen: str, data: bytes, *, language: str, file_name: str) -> Read:
    """As the format reads it. What is called a zip and is none holds nothing that is worth being told of as XML."""
    read = FORMATS[chosen].read(data, language=language)
    is_none = file_name.lower().endswith(ZIP) and not data.startswith(qti.ZIP)
    if chosen == "qti" and is_none and not read.questions:
        return Read((), (Problem("", 1, NOT_A_ZIP),))
    return read


def format_of(file_name: str, data: bytes = b"") -> str | None:
    """The format that the name of a file tells; items of QTI are XML as well, and known by how they begin."""
    lower = file_name.lower()
    if lower.endswith(".xml") and b"assessment-item" in data[:HEAD]:
        return "qti"
    return next((name for name, one in FORMATS.items() if lower.endswith(one.endings)), None)
