"""Courses to be searched: lessons of one text each, as an author would write them."""

from collections.abc import Mapping
from pathlib import Path

from courses.actions import import_course, publish_revision
from courses.models import Revision
from tests.courses.folders import lesson_files, write

Text = str | tuple[str, str]


def folder(
    place: Path,
    texts: Mapping[str, Text],
    *,
    key: str = "small",
    title: tuple[str, str] = ("A course", "一门课程"),
    summary: tuple[str, str] = ("What it is about.", "讲些什么。"),
    lesson_title: tuple[str, str] = ("Lesson", "课时"),
    **course: object,
) -> Path:
    """`texts`: a lesson's key with its text, in English or in both languages."""
    files: dict[str, object] = {
        "course.yaml": {
            "format": 1,
            "key": key,
            "title": dict(zip(("en", "zh-hans"), title, strict=True)),
            "summary": dict(zip(("en", "zh-hans"), summary, strict=True)),
            "minutes": 20,
            "languages": ["en", "zh-hans"],
            "lessons": list(texts),
            **course,
        }
    }
    for lesson, text in texts.items():
        english, chinese = text if isinstance(text, tuple) else (text, "")
        made = lesson_files(lesson)
        made[f"lessons/{lesson}/lesson.yaml"]["title"] = dict(
            zip(("en", "zh-hans"), lesson_title, strict=True)
        )
        made[f"lessons/{lesson}/lesson.yaml"]["summary"] = {"en": "About it.", "zh-hans": "关于它。"}
        made[f"lessons/{lesson}/intro.en.md"] = english
        made[f"lessons/{lesson}/intro.zh-hans.md"] = chinese
        files |= {name: content for name, content in made.items() if content}
    return write(place / key, files)


def published(place: Path, texts: Mapping[str, Text], **told: object) -> Revision:
    edition = place / f"edition-{len(list(place.iterdir()))}"
    revision = import_course(by=None, folder=folder(edition, texts, **told))  # type: ignore[arg-type]
    assert isinstance(revision, Revision), [str(problem) for problem in revision]
    return publish_revision(by=None, revision=revision)
