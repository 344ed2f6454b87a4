"""Lessons and blocks that were removed, as changes to files that bring them back whole, at the place where they stood.

`gone` are the removed files by path, each with what it said last; `before` is the list in which a thing stood last.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from courses.content.drafts.structure import (
    COURSE,
    BadStructure,
    Changed,
    Files,
    data_at,
    files_of_block,
    lesson_file,
)
from courses.content.drafts.texts import data_of
from courses.content.problems import gettext_noop as _
from courses.content.yaml_writing import to_yaml

LESSON_FILE = re.compile(r"lessons/([a-z0-9-]+)/lesson\.yaml")
BLOCK_FILE = re.compile(r"lessons/([a-z0-9-]+)/([a-z0-9-]+)\.(?:([a-z]+)\.yaml|[a-z0-9-]+\.md)")
COMPANIONS = frozenset({"measured"})
"""Files that belong to a block of another name of kind."""

Block = tuple[str, str, str]
"""Lesson, kind and key."""


def lessons_gone(files: Files, gone: Files) -> list[str]:
    """The keys of removed lessons."""
    named = (LESSON_FILE.fullmatch(path) for path in gone)
    return sorted(found[1] for found in named if found and lesson_file(found[1]) not in files)


def blocks_gone(files: Files, gone: Files) -> list[Block]:
    """Removed blocks of lessons that are there."""
    named = (BLOCK_FILE.fullmatch(path) for path in gone)
    blocks = {(found[1], found[3] or "text", found[2]) for found in named if found}
    return sorted(
        (lesson, kind, key)
        for lesson, kind, key in blocks
        if lesson_file(lesson) in files
        and kind not in COMPANIONS
        and {kind: key} not in _listed(files[lesson_file(lesson)], "blocks")
    )


def bring_lesson_back(files: Files, gone: Files, lesson: str, before: Sequence[Any]) -> Changed:
    course = data_at(files, COURSE)
    if lesson in course["lessons"] or lesson_file(lesson) not in gone:
        raise BadStructure(_("This lesson is there already."))
    course["lessons"] = put_back(course["lessons"], lesson, before)
    return {COURSE: to_yaml(course), **_of_lesson(gone, lesson)}


def bring_block_back(
    files: Files, gone: Files, lesson: str, kind: str, key: str, before: Sequence[Any]
) -> Changed:
    file = data_at(files, lesson_file(lesson))
    found = files_of_block(gone, lesson, kind, key)
    if {kind: key} in file["blocks"] or not found:
        raise BadStructure(_("This block is there already."))
    file["blocks"] = put_back(file["blocks"], {kind: key}, before)
    return {lesson_file(lesson): to_yaml(file), **{path: gone[path] for path in found}}


def with_what_it_lists(gone: Files, path: str, text: str) -> dict[str, str]:
    """The removed files of whatever an earlier course.yaml or lesson.yaml lists; only those that are still gone."""
    if path == COURSE:
        lessons = [str(key) for key in _listed(text, "lessons")]
        found: dict[str, str] = {}
        for key in lessons:
            found |= _of_lesson(gone, key) if lesson_file(key) in gone else {}
        return found
    lesson = LESSON_FILE.fullmatch(path)
    return dict(_of_blocks(gone, lesson[1], _listed(text, "blocks"))) if lesson else {}


def put_back(now: Sequence[Any], thing: Any, before: Sequence[Any]) -> list[Any]:
    """Behind the nearest thing that stood before it and is there still; at the front where none is."""
    if thing not in before:
        return [*now, thing]
    ahead = [other for other in before[: before.index(thing)] if other in now]
    at = now.index(ahead[-1]) + 1 if ahead else 0
    return [*now[:at], thing, *now[at:]]


def list_that_named(texts: Iterable[str], name: str, thing: Any) -> list[Any]:
    """The list of a file that named a thing last; `texts` are its saves, the newest first."""
    lists = (_listed(text, name) for text in texts)
    return next((listed for listed in lists if thing in listed), [])


def _of_lesson(gone: Files, lesson: str) -> dict[str, str]:
    """lesson.yaml with the files of the blocks that it listed; what had been removed from it before stays away."""
    text = gone[lesson_file(lesson)]
    return {lesson_file(lesson): text, **_of_blocks(gone, lesson, _listed(text, "blocks"))}


def _of_blocks(gone: Files, lesson: str, listed: Sequence[Any]) -> dict[str, str]:
    named = [next(iter(block.items())) for block in listed if isinstance(block, Mapping) and len(block) == 1]
    return {
        path: gone[path] for kind, key in named for path in files_of_block(gone, lesson, str(kind), str(key))
    }


def _listed(text: str, name: str) -> list[Any]:
    data = data_of(text)
    listed = data.get(name) if isinstance(data, dict) else None
    return listed if isinstance(listed, list) else []
