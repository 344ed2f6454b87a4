"""How much a text may ask of the renderer, so that none within the bounds takes longer than a moment.

Some rules of Markdown look ahead from a sign to the end of its paragraph, so their work grows with signs times
length. That product is known before the work is done: a paragraph that asks for more than what is left of `WORK`
stays text, with a problem at its line.
"""

import re

from markdown_it.rules_core import StateCore

from courses.content.problems import gettext_noop as _

LONGEST = 40_000
WORK = 3_000_000
MOST_FORMULAS = 300
LONGEST_COLOURED = 8_000
SIGNS = re.compile(r"[\[\]()!*_~`$<&^\\\"']")
TOO_LONG = _("A text may have at most %(most)d characters; this one has %(count)d. Split it into several.")


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


def line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
