"""TeX within HTML, as other systems write it: `$$x$$`, `\\(x\\)` or `\\[x\\]` become formulas of ours."""

import re

from courses.content.exchange.plain import SPACES, escaped
from courses.content.markdown.formula import BadFormula, to_mathml

# None begins within another, so that what is never closed is read once.
ROUND = r"\\\(((?:[^$\\]|\\[^$()])++)\\\)"
SQUARE = r"\\\[((?:[^$\\]|\\[^$\[\]])++)\\\]"
TEX = re.compile(rf"(?<![\w$\\])(?:\$\$([^$]++)\$\$|{ROUND}|{SQUARE})(?![\w$])")


def with_formulas(text: str) -> str:
    """A line of words as Markdown; what is no formula stays as it is written."""
    line, at = "", 0
    for found in TEX.finditer(text):
        formula = SPACES.sub(" ", next(filter(None, found.groups()))).strip()
        if formula and _is_one(formula):
            line += f"{_words(text[at : found.start()])}${formula}$"
            at = found.end()
    return line + _words(text[at:])


def _words(text: str) -> str:
    return escaped(SPACES.sub(" ", text))


def _is_one(tex: str) -> bool:
    try:
        return bool(to_mathml(tex, display=False))
    except BadFormula:
        return False
