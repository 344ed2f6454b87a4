"""Markdown as a reader hears it: the words without their marks, for searching and for excerpts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from courses.content.markdown.formulas_in_words import in_words
from courses.content.markdown.page import Page
from courses.content.markdown.parser import PARSER
from courses.content.markdown.references import References

ALT = re.compile(r'\balt="([^"]*)"')
SAID = {"text", "code_inline", "term"}
CELLS = {"th_open", "td_open"}
BETWEEN_CELLS = " · "
ANY_TERM = References(term=str)


@dataclass(frozen=True)
class Plain:
    """`text` holds everything, headings too, a line for each paragraph and each row of a table."""

    headings: tuple[str, ...]
    text: str


def plain(markdown: str) -> Plain:
    """Of a diagram its alternative is kept; formulas of their own line are left out, short ones are read in signs."""
    page = Page(prefix="t", shift=0, translate=str, references=ANY_TERM)
    headings: list[str] = []
    lines: list[str] = []
    cells: list[str] = []
    tokens = PARSER.parse(markdown, page.env)
    for before, token in zip([None, *tokens], tokens, strict=False):
        line = " ".join(_line(token).split())
        if line and before is not None and before.type == "heading_open":
            headings.append(line)
        if line and before is not None and before.type in CELLS:
            cells.append(line)
        elif line:
            lines.append(line)
        if token.type == "tr_close" and cells:
            lines.append(BETWEEN_CELLS.join(cells))
            cells = []
    return Plain(tuple(headings), "\n".join(lines))


def _line(token: Token) -> str:
    if token.type == "inline":
        return "".join(_phrases(token.children or ()))
    if token.type in {"fence", "code_block"}:
        language, _space, rest = token.info.strip().partition(" ")
        named = ALT.search(rest)
        return (named[1] if named else "") if language == "mermaid" else token.content
    if token.type.startswith(("container_", "callout_")) and token.nesting > 0:
        return token.info.strip().partition(" ")[2]
    return ""


def _phrases(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in SAID:
            yield token.content
        elif token.type == "math_inline":
            yield in_words(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type == "image":
            yield from _phrases(token.children or ())
