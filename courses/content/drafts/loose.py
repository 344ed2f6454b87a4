"""Files that are no lesson and no block: banks, the glossary, translations, and what nothing uses. They go one by one.

What a lesson or a block cannot do without goes with it, and is no such file.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from courses.content.drafts.keys import BANK
from courses.content.drafts.removed import BLOCK_FILE, COMPANIONS, LESSON_FILE, blocks_gone, lessons_gone
from courses.content.drafts.structure import (
    COURSE,
    GLOSSARY,
    BadStructure,
    Changed,
    Files,
    files_of_block,
    languages_of,
)
from courses.content.drafts.texts import data_of
from courses.content.problems import gettext_noop as _
from courses.content.sharing.changing import link_in, without_copy

IN_LESSON = re.compile(r"lessons/([a-z0-9-]+)/")
TERM = "[["


def going_alone(files: Files, source: str) -> list[str]:
    """The files that can be removed one by one, of a course that is written in the language `source`."""
    links = (link_in(path, text) for path, text in files.items())
    copies, blocks = {link.kept_in for link in links if link}, set(_listed_blocks(files))
    kept = {COURSE, *copies}
    alone = (path for path in files if path not in kept and not LESSON_FILE.fullmatch(path))
    return [path for path in alone if not _is_needed(path, blocks, source)]


def _listed_blocks(files: Files) -> Iterator[tuple[str, str, str]]:
    """Lesson, kind and key of each."""
    for path, text in files.items():
        if lesson := LESSON_FILE.fullmatch(path):
            named = _mappings_in(text, "blocks")
            yield from ((lesson[1], str(kind), str(key)) for one in named for kind, key in one.items())


def _is_needed(path: str, blocks: Collection[tuple[str, str, str]], source: str) -> bool:
    """By the block that it holds, or lies beside; a translation is not."""
    named = BLOCK_FILE.fullmatch(path)
    if named is None:
        return False
    lesson, key, kind = named.groups()
    if kind is None:
        return path.endswith(f".{source}.md") and (lesson, "text", key) in blocks
    return (lesson, "widget" if kind in COMPANIONS else kind, key) in blocks


def draws_from(files: Files, path: str) -> list[str]:
    """The files of the quizzes that draw questions from a bank."""
    bank = BANK.fullmatch(path)
    if bank is None:
        return []
    quizzes = (path for path in files if path.endswith(".quiz.yaml"))
    return [quiz for quiz in quizzes if bank["key"] in _drawn(files[quiz])]


def _drawn(quiz: str) -> list[str]:
    return [str(draw.get("bank")) for draw in _mappings_in(quiz, "draw")]


def _mappings_in(text: str, name: str) -> list[Mapping[str, Any]]:
    """What a file lists under a name, as far as it does: anything may be written there."""
    data = data_of(text)
    listed = data.get(name) if isinstance(data, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def texts_with_terms(files: Files, path: str) -> list[str]:
    """The files that name terms of the glossary."""
    return [one for one, text in files.items() if one != path and TERM in text] if path == GLOSSARY else []


def remove_file(files: Files, path: str) -> Changed:
    """A linked file takes the copy of what it was linked to along."""
    if path not in files:
        raise BadStructure(_("The file “%(path)s” is not there any more."), path=path)
    if path not in going_alone(files, languages_of(files)[0]):
        raise BadStructure(
            _("The course cannot do without “%(path)s”: its block or lesson can go."), path=path
        )
    link = link_in(path, files[path])
    return {path: None, **(without_copy(files, link) if link else {})}


def files_gone(files: Files, gone: Files) -> list[str]:
    """Removed files that belong to no removed lesson and no removed block."""
    lessons = set(lessons_gone(files, gone))
    of_blocks = {path for block in blocks_gone(files, gone) for path in files_of_block(gone, *block)}
    alone = (path for path in gone if path != COURSE and path not in of_blocks)
    return sorted(path for path in alone if not (_is_kept_away(path) or _lesson_of(path) in lessons))


def _is_kept_away(path: str) -> bool:
    """Copies of shared parts and measurements are made, not written."""
    return path.startswith("shared/") or path.split(".")[-2] in COMPANIONS


def _lesson_of(path: str) -> str:
    found = IN_LESSON.match(path)
    return found[1] if found else ""


def bring_file_back(files: Files, gone: Files, path: str) -> Changed:
    """A file as it was when it was removed; one that is linked with the copy of what it is linked to."""
    if path in files or path not in gone:
        raise BadStructure(_("This file is there already."))
    link = link_in(path, gone[path])
    copy = link.kept_in if link else ""
    return {path: gone[path], **({copy: gone[copy]} if copy in gone and copy not in files else {})}
