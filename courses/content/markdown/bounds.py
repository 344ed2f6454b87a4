"""How much a text may ask of the renderer, so that none within the bounds takes longer than a moment.

Some rules of Markdown look ahead from a sign to the end of its paragraph, so their work grows with signs times
length. That product is known before the work is done: a paragraph that asks for more than what is left of `WORK`
stays text, with a problem at its line. So does a table of too many cells, most of which nobody need have written.
"""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore

from courses.content.markdown.page import Page
from courses.content.problems import gettext_noop as _

LONGEST = 40_000
MOST_LINES = 2_000
MOST_CELLS = 3_000
WORK = 1_500_000
MOST_FORMULAS = 300
LONGEST_COLOURED = 8_000
SIGNS = re.compile(r"[\[\]()!*_~`$<&^\\\"']")
UNDER_A_HEAD = re.compile(r"[ \t]*[|:-][|: \t-]*")
TOO_LONG = _("A text may have at most %(most)d characters; this one has %(count)d. Split it into several.")
TOO_MANY_LINES = _("A text may have at most %(most)d lines; this one has %(count)d. Split it into several.")
TOO_MANY_CELLS = _("A table may have at most %(most)d cells. Offer it as a file.")


def set_tangles_aside(state: StateCore) -> None:
    left = WORK
    for token in state.tokens:
        if token.type != "inline":
            continue
        asked = len(token.content) * len(SIGNS.findall(token.content))
        if asked > left:
            token.type = "tangle"
        else:
            left -= asked


def bounded_table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001
    """markdown-it's own rule, for tables that are not too large."""
    if startLine + 1 < endLine:
        below = state.src[state.bMarks[startLine + 1] : state.eMarks[startLine + 1]]
        if UNDER_A_HEAD.fullmatch(below):
            rows = next((at for at in range(startLine, endLine) if state.isEmpty(at)), endLine) - startLine
            if rows * (below.count("|") + 1) > MOST_CELLS:
                _tell_once(state.env.get("page"), startLine + 1)
                return False
    return table(state, startLine, endLine, silent)


def _tell_once(page: Page | None, line: int) -> None:
    """The rule is asked several times about the same line."""
    if page is not None and (TOO_MANY_CELLS, line) not in {(p.template, p.line) for p in page.problems}:
        page.error(line, TOO_MANY_CELLS, most=MOST_CELLS)


def excess(text: str) -> tuple[int, str, dict[str, int]] | None:
    """Why a text is not read at all: the line where it becomes too much, and the words for it."""
    if len(text) > LONGEST:
        line = text.count("\n", 0, LONGEST) + 1
        return line, TOO_LONG, {"most": LONGEST, "count": len(text)}
    lines = text.rstrip("\n").count("\n") + 1
    if lines > MOST_LINES:
        return MOST_LINES + 1, TOO_MANY_LINES, {"most": MOST_LINES, "count": lines}
    return None
