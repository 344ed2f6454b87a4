"""A folder that was changed elsewhere comes back to a draft that was written on meanwhile: what becomes of each file.

Files are texts by path; what a file was when both went their ways is in `base`. A path that is missing is no file.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.content.drafts.merging import merge
from courses.content.drafts.structure import Changed, Files


@dataclass(frozen=True)
class Arrived:
    """`put` are files of the draft as they shall be. At `aside` both sides changed the same; what arrived is there,
    None where it was removed."""

    put: Changed = field(default_factory=dict)
    aside: Changed = field(default_factory=dict)


def nearest(files: Mapping[str, object], states: Sequence[Mapping[str, object]]) -> int | None:
    """The place of the state that the files most likely were taken from; of equally near ones the first."""
    away = [_differences(files, state) for state in states]
    return away.index(min(away)) if away else None


Together = Callable[[str, str, str, str], str | None]
"""Of a path, what was there, what arrived and what is there now: all in one, or None where both changed the same."""


def by_line(_path: str, was: str, new: str, now: str) -> str | None:
    found = merge(was, new, now)
    return None if found.conflicts else found.text


def arrived(base: Files, arriving: Files, draft: Files, together: Together = by_line) -> Arrived:
    """File by file: whichever side changed it wins; where both did, they are put together."""
    put: Changed = {}
    aside: Changed = {}
    for path in sorted({*base, *arriving, *draft}):
        was, new, now = base.get(path), arriving.get(path), draft.get(path)
        if new in {was, now}:
            continue
        if now == was:
            put[path] = new
            continue
        removed = new is None or now is None
        merged = None if removed else together(path, was or "", new or "", now or "")
        if merged is None:
            aside[path] = new
        else:
            put[path] = merged
    return Arrived(put, aside)


def _differences(files: Mapping[str, object], state: Mapping[str, object]) -> int:
    """Of files that differ their lines tell, so that of two states of one file the one counts that it was made from."""
    apart = (path for path in {*files, *state} if files.get(path) != state.get(path))
    return sum(1 + _lines_apart(files.get(path), state.get(path)) for path in apart)


def _lines_apart(one: object, other: object) -> int:
    first, second = (Counter(said.splitlines() if isinstance(said, str) else ()) for said in (one, other))
    return ((first - second) + (second - first)).total()
