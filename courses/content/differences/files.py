"""What differs between two states of a course's files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.content.differences.data import Difference, Verb, differences_in
from courses.content.drafts.texts import TEXT_FILE, data_of

Normal = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class FileChange:
    """`differences` of one file; `is_source` where it can only be said that its source is another one."""

    path: str
    differences: Sequence[Difference] = ()
    is_source: bool = False
    old: str = ""
    new: str = ""


def changes_of_files(
    before: Mapping[str, str],
    after: Mapping[str, str],
    languages: Sequence[str],
    normal: Normal = lambda _path, data: data,
) -> list[FileChange]:
    """In the order of the paths, lessons in theirs. `normal` takes away what says nothing, such as defaults."""
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    found = [change_of_file(path, before.get(path), after.get(path), languages, normal) for path in changed]
    return [change for change in found if change.differences or change.is_source]


def change_of_file(
    path: str,
    before: str | None,
    after: str | None,
    languages: Sequence[str],
    normal: Normal = lambda _path, data: data,
) -> FileChange:
    old, new = before or "", after or ""
    if named := TEXT_FILE.fullmatch(path):
        verb = Verb.WROTE if not old else Verb.ERASED if not new else Verb.REWROTE
        text = Difference(verb, field="text", language=named["language"], old=old, new=new)
        return FileChange(path, [text] if old != new else [], old=old, new=new)
    if before is None or after is None:
        return FileChange(
            path, [Difference(Verb.ADDED if before is None else Verb.REMOVED)], old=old, new=new
        )
    was, now = data_of(before), data_of(after)
    if not isinstance(was, dict) or not isinstance(now, dict):
        return FileChange(path, is_source=True, old=old, new=new)
    return FileChange(path, differences_in(normal(path, was), normal(path, now), languages), old=old, new=new)
