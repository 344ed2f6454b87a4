"""Signs that were meant for HTML, for a link or for a term, which learners would read as they stand: their author is told.

A backslash before the sign says that it is meant to be read, and so does code.
"""

import re
from collections.abc import Iterator

from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from courses.content.markdown.page import Page
from courses.content.markdown.terms import TERM
from courses.content.problems import gettext_noop as _

TAG = re.compile(HTML_TAG_RE.pattern.removeprefix("^"))
LINK = re.compile(r"(?:\]\(|\]:|<)\s*<?((?:javascript|vbscript|file|data):[^\s)>]*)", re.IGNORECASE)
LONGEST_SHOWN = 60
ASTERISK = re.compile(r"(?<!\*)\*(?!\*)")
TOUCHING_ONE_WORD = re.compile(r"(?:^|\s)\*[^\s*]|[^\s*]\*(?:\s|$)")
NO_TEXT = "\ufffc"


def tell_leftovers(state: StateCore) -> None:
    """Asked before what was escaped is joined with what was not."""
    page: Page | None = state.env.get("page")
    if page is None:
        return
    _tell_asterisks(state, page)
    for line, token in _texts(state):
        if "$$" in token.content:
            page.error(line, _("A formula starts with $$ but is not closed on its own line."))
        if link := LINK.search(token.content):
            template = _(
                "A link cannot lead to “%(href)s”, so it is shown as text. Links begin with https://"
            )
            page.warn(line, template, href=link[1][:LONGEST_SHOWN])
        if tag := TAG.search(token.content):
            template = _(
                "HTML is shown as text: “%(tag)s”. Use Markdown; where you mean these signs, write \\<"
            )
            page.warn(line, template, tag=tag[0][:LONGEST_SHOWN])
        if page.references.term is None and (term := _term(token.content)):
            template = _(
                "“%(term)s” is shown with its brackets, as the course has no glossary yet. Begin one, or write \\[[ "
                "where you mean these signs."
            )
            page.warn(line, template, term=term)


def _tell_asterisks(state: StateCore, page: Page) -> None:
    """One alone is often meant: a note, a product. Several of which one touches a word would have been emphasis."""
    for token in state.tokens:
        said = "".join(map(_said, token.children or ()))
        alone = list(ASTERISK.finditer(said))
        line = token.map[0] + 1 if token.map else 1
        if "**" in said:
            template = _("Two asterisks are left over; move them next to a letter or a space.")
            page.warn(line + said.count("\n", 0, said.index("**")), template)
        elif len(alone) > 1 and TOUCHING_ONE_WORD.search(said):
            template = _(
                "Asterisks are left over; move them next to a letter, or write \\* where you mean the sign."
            )
            page.warn(line + said.count("\n", 0, alone[0].start()), template)


def _said(token: Token) -> str:
    if token.type == "text":
        return token.content
    is_break = token.type in {"softbreak", "hardbreak"}
    return "\n" if is_break else NO_TEXT + "\n" * token.content.count("\n")


def _term(text: str) -> str:
    """What could name a term; rows of numbers do not."""
    found = TERM.search(text)
    return found[0] if found and any(sign.isalpha() for sign in found[1]) else ""


def _texts(state: StateCore) -> Iterator[tuple[int, Token]]:
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else 1
        for child in token.children or ():
            if child.type == "text":
                yield line, child
            line += 1 if child.type in {"softbreak", "hardbreak"} else child.content.count("\n")
