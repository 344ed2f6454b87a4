"""Texts in the four ways other systems write them, as our Markdown or as plain words."""

from typing import Literal

from courses.content.exchange.gathering import Gathering
from courses.content.exchange.html import to_markdown, to_plain
from courses.content.exchange.plain import SPACES, as_markdown
from courses.content.problems import gettext_noop as _

Format = Literal["html", "moodle", "plain", "markdown"]
LONGEST = 20_000  # drawing Markdown takes time that grows with the square of what is wrong in it


def in_markdown(text: str, written_in: Format, line: int, found: Gathering) -> str:
    """`moodle` is HTML whose line breaks count. What is too long becomes nothing, with a word about it."""
    if is_too_long(text, line, found):
        return ""
    if written_in == "markdown":
        return text.strip()
    if written_in == "plain":
        return as_markdown(text)
    converted = to_markdown(text, lines_count=written_in == "moodle")
    for lost in converted.lost:
        found.warn(line, lost)
    return converted.markdown


def is_too_long(text: str, line: int, found: Gathering) -> bool:
    """Says so."""
    if len(text) > LONGEST:
        found.error(line, _("A text may have at most %(most)d characters."), most=LONGEST)
    return len(text) > LONGEST


def in_plain(text: str, written_in: Format) -> str:
    """For what is plain text with us: one line without markup."""
    return SPACES.sub(" ", to_plain(text) if written_in in {"html", "moodle"} else text).strip()
