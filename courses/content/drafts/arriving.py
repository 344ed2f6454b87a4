"""A folder that was changed elsewhere comes back to a draft that was written on meanwhile: what becomes of each file.

Files are texts by path; what a file was when both went their ways is in `base`. A path that is missing is no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.content.drafts.merging import merge
from courses.content.drafts.structure import Changed, Files


@dataclass(frozen=True)
class Arrived:
    """`put` are files of the draft as they shall be. At `aside` both sides changed the same lines; what arrived is there,
    None where it was removed."""

    put: Changed = field(default_factory=dict)
    aside: Changed = field(default_factory=dict)


def nearest(files: Mapping[str, object], states: Sequence[Mapping[str, object]]) -> int | None:
    """The place of the state that the files most likely were taken from; of equally near ones the first."""
    away = [_differences(files, state) for state in states]
    return away.index(min(away)) if away else None


def arrived(base: Files, arriving: Files, draft: Files) -> Arrived:
    """File by file: whichever side changed it wins; where both did, they are merged by line."""
    put: Changed = {}
    aside: Changed = {}
    for path in sorted({*base, *arriving, *draft}):
        was, new, now = base.get(path), arriving.get(path), draft.get(path)
        if new in {was, now}:
            continue
        if now == was:
            put[path] = new
            continue
        merged = _merged(was, new, now)
        if merged is None:
            aside[path] = new
        else:
            put[path] = merged
    return Arrived(put, aside)


def _merged(was: str | None, new: str | None, now: str | None) -> str | None:
    """None where both changed the same lines, and where one side removed what the other changed."""
    if new is None or now is None:
        return None
    found = merge(was or "", new, now)
    return None if found.conflicts else found.text


def _differences(files: Mapping[str, object], state: Mapping[str, object]) -> int:
    return sum(files.get(path) != state.get(path) for path in {*files, *state})
