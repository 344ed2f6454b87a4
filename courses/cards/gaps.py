"""Gaps in a text: where they are, and the words around them, which say to somebody who hears a field what it is for."""

import re

from courses.content.questions.cloze import PLACE
from lms.kit.markup import words_in

GAP = re.compile(PLACE.pattern + r"(?P<end>[.,;:!?)…。，、；：！？）]*)")
"""A gap and the marks behind it, which must not begin a line without it."""
ENDS_A_LINE = re.compile(r"</(?:p|li|t[dhr]|h\d|pre|blockquote)>|<br>")
NEAR, WORD = 50, 15
"""Characters that are said on each side, and within how many of them a word that was cut is left out."""


def around(html: str, gap: re.Match[str]) -> str:
    """The words before and after a gap; other gaps are dots, as itself is."""
    before, after = _words(html[: gap.start()]), _words(html[gap.end() :])
    return f"{_last(before)} … {_last(after[::-1])[::-1]}".strip()


def _words(html: str) -> str:
    return words_in(ENDS_A_LINE.sub(" ", PLACE.sub("…", html)))


def _last(text: str) -> str:
    if len(text) <= NEAR:
        return text
    cut = text[-NEAR:]
    return cut[cut.find(" ", 0, WORD) + 1 :]
