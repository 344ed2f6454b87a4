"""Two texts word by word: what stayed, what went, what came. A Chinese character is a word of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from courses.content.aligning import parts

How = Literal["kept", "removed", "added", "left out"]
WORD = re.compile(r"([\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|[^\w\s])?(\s*)")
"""A word or a sign, with the space behind it: were spaces words, all of them would be held against each other."""

Word = tuple[str, str]


@dataclass(frozen=True)
class Mark:
    how: How
    text: str


def word_marks(old: str, new: str) -> list[Mark]:
    """Kept and removed together are `old`, kept and added are `new`."""
    found = (mark for mark in _marks(_words(old), _words(new)) if mark.text)
    runs = groupby(found, lambda mark: mark.how == "kept")
    return [mark for is_kept, marks in runs for mark in _joined(list(marks), is_kept=is_kept)]


def _words(text: str) -> list[Word]:
    return [(word, space) for word, space in WORD.findall(text) if word or space]


def _marks(before: Sequence[Word], after: Sequence[Word]) -> Iterator[Mark]:
    """Words are the same with another space behind them, which is marked alone, and a space may stay behind others."""
    for part in parts([word for word, _space in before], [word for word, _space in after]):
        was, now = before[part.old], after[part.new]
        if part.is_kept:
            for (word, space), (_same, other) in zip(was, now, strict=True):
                yield Mark("kept", word)
                yield from _replaced(space, other)
        else:
            yield from _replaced("".join(map("".join, was)), "".join(map("".join, now)))


def _replaced(old: str, new: str) -> Iterator[Mark]:
    """The space that both end with was kept."""
    spaces = [text[len(text.rstrip()) :] for text in (old, new)]
    stays = spaces[0] if spaces[0] == spaces[1] else ""
    yield Mark("removed", old.removesuffix(stays))
    yield Mark("added", new.removesuffix(stays))
    yield Mark("kept", stays)


def _joined(marks: Sequence[Mark], *, is_kept: bool) -> Iterator[Mark]:
    """Side by side each is one mark."""
    hows: Sequence[How] = ("kept",) if is_kept else ("removed", "added")
    for how in hows:
        text = "".join(mark.text for mark in marks if mark.how == how)
        if text:
            yield Mark(how, text)


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
