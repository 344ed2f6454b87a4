"""The HTML of questions as our Markdown: a plain subset; of everything else, the text."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from courses.content.exchange.html.blocks import Blocks
from courses.content.exchange.html.elements import BLOCKS, CELLS, INLINE, LISTS, MARKS, PICTURES, UNSEEN
from courses.content.exchange.html.inline import Emphasis, Pieces, code_block, code_span, joined, raised
from courses.content.exchange.html.markup import only_markup
from courses.content.exchange.html.tex import with_formulas
from courses.content.exchange.plain import SPACES, as_paragraph
from courses.content.problems import gettext_noop as _

LINE_MARKS = MARKS.keys() | {"code", "a", "sub", "sup"}
SAFE_LINK = re.compile(r"(https?://|mailto:)[^\s<>\\]+", re.IGNORECASE)
DEEPEST = 20
HARD_BREAK = "\\\n"


@dataclass(frozen=True)
class Converted:
    """`lost` says, ready for translation, what could not be kept."""

    markdown: str
    lost: tuple[str, ...] = ()


def to_markdown(html: str, *, lines_count: bool = False) -> Converted:
    """Never raises. `lines_count`: a line break of the source is one for the reader too."""
    writer = _Writer(lines_count=lines_count)
    writer.feed(only_markup(html))
    writer.close()
    writer.end_block()
    return Converted(str(writer.blocks), tuple(dict.fromkeys(writer.lost)))


def to_plain(html: str) -> str:
    """The text alone, in one line."""
    bare = _Words()
    bare.feed(only_markup(html))
    bare.close()
    return SPACES.sub(" ", "".join(bare.words)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br" or tag in CELLS:
            self.words.append(" ")
        elif tag not in INLINE:
            self.words.append(self.get_starttag_text() or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@dataclass
class _Open:
    """An inline element that has not ended: what stands in it is gathered apart."""

    tag: str
    pieces: Pieces
    link: str = ""


class _Writer(HTMLParser):
    def __init__(self, *, lines_count: bool) -> None:
        super().__init__()
        self.blocks = Blocks()
        self.lost: list[str] = []
        self._line_break = HARD_BREAK if lines_count else " "
        self._open: list[_Open] = [_Open("", [])]
        self._verbatim: list[str] | None = None
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            return
        if tag in PICTURES:
            self._picture(dict(attrs).get("alt") or "")
        elif tag in UNSEEN:
            self._unseen = tag
            self.lost.append(_("What a page does not show (a script, a style sheet, its head) was left out."))
        elif tag not in INLINE and tag not in BLOCKS:
            self.handle_data(self.get_starttag_text() or "")
        elif self._verbatim is not None:
            self._verbatim.append("\n" if tag == "br" else "")
        elif tag in BLOCKS:
            self._start_block(tag)
        else:
            self._start_inline(tag, dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen = "" if tag == self._unseen else self._unseen
        elif tag not in INLINE and tag not in BLOCKS:
            self.handle_data(f"</{tag}>")
        elif self._verbatim is not None:
            self._end_verbatim(tag)
        elif tag in BLOCKS:
            self.end_block()
            if tag in LISTS:
                self.blocks.close_list()
        elif any(one.tag == tag for one in self._open[1:]):
            while self._open[-1].tag != tag:
                self._end_inline()
            self._end_inline()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._verbatim is not None:
            self._verbatim.append(data)
        elif self._open[-1].tag == "code":
            self._open[-1].pieces.append(data)
        else:
            lines = [with_formulas(line) for line in data.split("\n")]
            self._open[-1].pieces.append(self._line_break.join(lines))

    def end_block(self) -> None:
        """Close what is open and keep the paragraph."""
        while len(self._open) > 1:
            self._end_inline()
        pieces, self._open[0].pieces = self._open[0].pieces, []
        text = re.sub(" +", " ", joined(pieces))
        self.blocks.keep(as_paragraph(text.split(HARD_BREAK)))

    def _start_block(self, tag: str) -> None:
        self.end_block()
        if tag in LISTS:
            self.blocks.open_list(numbered=tag == "ol")
        elif tag == "li":
            self.blocks.begin_item()
        elif tag == "pre":
            self._verbatim = []

    def _start_inline(self, tag: str, link: str) -> None:
        here = self._open[-1]
        if tag == "br":
            here.pieces.append(" " if here.tag == "code" else HARD_BREAK)
        elif tag in CELLS:
            here.pieces.append(" ")
            self.lost.append(_("A table was turned into its text."))
        elif tag in LINE_MARKS and here.tag != "code" and len(self._open) < DEEPEST:
            self._open.append(_Open(tag, [], link))

    def _end_inline(self) -> None:
        ended = self._open.pop()
        outer = self._open[-1].pieces
        text = joined(ended.pieces)
        if ended.tag == "code":
            outer.append(code_span(text))
        elif ended.tag in MARKS:
            outer.append(Emphasis(MARKS[ended.tag], ended.pieces))
        elif ended.tag in {"sub", "sup"}:
            outer.append(raised(text, is_up=ended.tag == "sup"))
        elif SAFE_LINK.fullmatch(ended.link) and text.strip() and HARD_BREAK not in text:
            outer.append(f"[{text.strip()}](<{ended.link}>)")
        else:
            outer.extend(ended.pieces)

    def _end_verbatim(self, tag: str) -> None:
        if tag == "pre":
            self.blocks.keep(code_block("".join(self._verbatim or [])))
            self._verbatim = None

    def _picture(self, alt: str) -> None:
        self.lost.append(_("A picture was left out."))
        if alt:
            self.handle_data(alt)
