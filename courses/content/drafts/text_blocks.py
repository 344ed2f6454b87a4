"""Texts that become blocks of a lesson, or a lesson of their own."""

from collections.abc import Sequence

from courses.content.drafts.past import put_in
from courses.content.drafts.structure import (
    COURSE,
    BadStructure,
    Changed,
    Files,
    add_lesson,
    data_at,
    languages_of,
    lesson_file,
    list_block,
)
from courses.content.problems import gettext_noop as _
from courses.content.yaml_writing import to_yaml

MOST_BLOCKS = 50


def add_text_lesson(files: Files, title: str, texts: Sequence[tuple[str, str]], minutes: int) -> Changed:
    """A lesson behind the others whose blocks are these texts: each with a name and what it says."""
    begun = add_lesson(files, title)
    key = data_at({COURSE: begun[COURSE] or ""}, COURSE)["lessons"][-1]
    path, language = lesson_file(key), languages_of(files)[0]
    lesson = {**data_at({path: begun[path] or ""}, path), "minutes": minutes, "blocks": []}
    empty = {COURSE: begun[COURSE] or "", path: to_yaml(lesson)}
    return {COURSE: begun[COURSE], **_with_texts(empty, key, texts, language)}


def add_texts(files: Files, lesson: str, texts: Sequence[tuple[str, str]]) -> Changed:
    """These texts, each with its name, as blocks behind the others of a lesson."""
    return _with_texts(files, lesson, texts, languages_of(files)[0])


def _with_texts(files: Files, lesson: str, texts: Sequence[tuple[str, str]], language: str) -> Changed:
    made: Changed = {}
    known = files
    for name, text in texts:
        listed, stem = list_block(known, lesson, "text", name)
        made |= {**listed, f"{stem}.{language}.md": text}
        known = put_in(known, made)
    count, most = len(data_at(known, lesson_file(lesson))["blocks"]), MOST_BLOCKS
    if count > most:
        template = _(
            "The lesson would have %(count)d blocks; it may have %(most)d. Take it as one block, or split it."
        )
        raise BadStructure(template, count=count, most=most)
    return made
