"""Two texts word by word: what stayed, what went, what came. A Chinese character is a word of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

How = Literal["kept", "removed", "added", "left out"]
WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|[^\w\s]")
MOST_WORDS = 3_000
"""Of the part that differs; beyond it, lines are compared, for words would take seconds."""


@dataclass(frozen=True)
class Mark:
    how: How
    text: str


def word_marks(old: str, new: str) -> list[Mark]:
    """Kept and removed together are `old`, kept and added are `new`."""
    before, after = _pieces(old, new)
    marks: list[Mark] = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            marks.append(Mark("kept", "".join(before[a:b])))
            continue
        marks += [Mark("removed", "".join(before[a:b]))] if b > a else []
        marks += [Mark("added", "".join(after[c:d]))] if d > c else []
    return marks


def _pieces(old: str, new: str) -> tuple[Sequence[str], Sequence[str]]:
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) <= MOST_WORDS:
        return before, after
    return old.splitlines(keepends=True), new.splitlines(keepends=True)


def excerpt(marks: Sequence[Mark], *, around: int = 60) -> list[Mark]:
    """Long stretches that were kept, down to about `around` characters beside each change."""
    shown: list[Mark] = []
    for place, mark in enumerate(marks):
        first, last = place == 0, place == len(marks) - 1
        if mark.how != "kept" or len(mark.text) <= (around if first or last else 2 * around):
            shown.append(mark)
            continue
        head = "" if first else mark.text[:around]
        tail = "" if last else mark.text[-around:]
        parts = [Mark("kept", head), Mark("left out", ""), Mark("kept", tail)]
        shown += [part for part in parts if part.text or part.how == "left out"]
    return shown
