"""XML as a small tree that knows its lines. Nothing in it is ever looked up: no DOCTYPE, so no entities of its own."""

import io
import re
import xml.parsers.expat
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.content.problems import Params
from courses.content.problems import gettext_noop as _

DEEPEST = 50
NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    line: int
    content: list["Element | str"] = field(default_factory=list)
    is_closed: bool = False

    @property
    def children(self) -> list["Element"]:
        return [piece for piece in self.content if isinstance(piece, Element)]

    @property
    def text(self) -> str:
        """Its own words, without those of its children."""
        return "".join(piece for piece in self.content if isinstance(piece, str))

    @property
    def words(self) -> str:
        """All words below it."""
        return "".join(piece if isinstance(piece, str) else piece.words for piece in self.content)

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def all(self, *tags: str) -> Iterator["Element"]:
        return (child for child in self.children if child.tag in tags)

    def below(self, *tags: str) -> Iterator["Element"]:
        return (element for element in self.walk() if element.tag in tags)

    def walk(self) -> Iterator["Element"]:
        """Everything below it, in the order of the document."""
        for child in self.children:
            yield child
            yield from child.walk()

    def first(self, tag: str) -> "Element | None":
        return next(self.all(tag), None)

    def value(self, tag: str, *, default: str = "") -> str:
        """The words of a child, which may keep them in a `text` of its own."""
        child = self.first(tag)
        if child is None:
            return default
        inner = child.first("text")
        return (inner or child).text.strip()


class BadXml(Exception):
    """`line` counts from 1; `root` holds what was read until there."""

    def __init__(self, root: Element, line: int, template: str, **params: str | int | float) -> None:
        super().__init__(template)
        self.root = root
        self.line = line
        self.template = template
        self.params: Params = params


def read_tree(data: bytes, *, encoding: str | None) -> Element:
    """The whole document, below an element that stands for it. Raises `BadXml`. Names lose their prefixes.

    The file's own word about its encoding counts when none is given.
    """
    return _Builder(encoding).read(data)


class _Builder:
    def __init__(self, encoding: str | None) -> None:
        self.document = Element("", {}, 1)
        self.open = [self.document]
        self.parser = xml.parsers.expat.ParserCreate(encoding)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def read(self, data: bytes) -> Element:
        try:
            self.parser.ParseFile(io.BytesIO(data))
        except xml.parsers.expat.ExpatError as error:
            why = xml.parsers.expat.ErrorString(error.code)
            raise self._bad(error.lineno, _("This is not XML: %(why)s."), why=why) from None
        except (LookupError, ValueError):
            raise self._bad(1, _("The encoding of this file is not known. Save it as UTF-8.")) from None
        return self.document

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) > DEEPEST:
            line = self.parser.CurrentLineNumber
            raise self._bad(line, _("This is nested more than %(most)d deep."), most=DEEPEST)
        element = Element(tag.rpartition(":")[2], attributes, self.parser.CurrentLineNumber)
        self.open[-1].content.append(element)
        self.open.append(element)

    def _end(self, tag: str) -> None:
        self.open.pop().is_closed = True

    def _words(self, words: str) -> None:
        self.open[-1].content.append(words)

    def _refuse_doctype(self, *about: object) -> None:
        line = self.parser.CurrentLineNumber
        raise self._bad(line, _("A file with a DOCTYPE is not read. Remove that line."))

    def _bad(self, line: int, template: str, **params: str | int | float) -> BadXml:
        return BadXml(self.document, line, template, **params)


def allowed(words: str) -> str:
    """Without the control characters that no XML file may hold."""
    return NOT_IN_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
