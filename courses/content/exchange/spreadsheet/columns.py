"""The columns of the table, and cells that no spreadsheet takes for a formula."""

import re
from dataclasses import dataclass

from courses.content.localized import LANGUAGE_CODE

PLAIN = (
    "kind", "key", "points", "correct", "answer", "output", "tolerance", "relative_tolerance", "near_tolerance",
    "near_relative_tolerance", "near_credit", "exact", "slips", "tags", "difficulty",
)  # fmt: skip
SAID = ("prompt", "unit", "if_true", "if_false", "feedback")
NUMBERED = re.compile(r"(choice|match|credit|feedback)_([1-9]\d?)")
SAID_AND_NUMBERED = ("choice", "match", "feedback")
FIRST = ("kind", "key", "points", "prompt")
LAST = ("feedback", "tags", "difficulty")
# OWASP's list of what begins a formula, behind any number of our own quotes.
LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


@dataclass(frozen=True, order=True)
class Column:
    """`choice_2_zh-hans` is `choice`, 2, `zh-hans`; 0 and "" where there is none."""

    name: str
    number: int = 0
    language: str = ""

    def __str__(self) -> str:
        parts = (self.name, str(self.number or ""), self.language)
        return "_".join(part for part in parts if part)

    @property
    def place(self) -> tuple[int, int, str, int]:
        """Where it stands: what a question is, what it offers by number, what is said of it all."""
        if self.number:
            return (1, self.number, self.name, 0)
        if self.name in FIRST:
            return (0, FIRST.index(self.name), "", 0)
        return (3, LAST.index(self.name), "", 0) if self.name in LAST else (2, 0, self.name, 0)


def column_of(header: str, source: str) -> Column | None:
    """What a header means; a text without a language is in the source's. None when it means nothing."""
    name = header.strip().lower().replace(" ", "_")
    if name in PLAIN:
        return Column(name)
    numbered = NUMBERED.match(name)
    base = numbered[0] if numbered else next((one for one in SAID if name.startswith(one)), "")
    rest = name[len(base) :]
    if not base or (rest and not rest.startswith("_")):
        return None
    language = rest[1:].replace("_", "-")
    column = Column(numbered[1], int(numbered[2])) if numbered else Column(base)
    if column.number and column.name not in SAID_AND_NUMBERED:
        return None if language else column
    if language and not LANGUAGE_CODE.fullmatch(language):
        return None
    return Column(column.name, column.number, language or source)


def guarded(text: str) -> str:
    """With a quote in front of what a spreadsheet would compute, as spreadsheets themselves write it."""
    return f"'{text}" if LIKE_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and LIKE_A_FORMULA.match(text) else text
