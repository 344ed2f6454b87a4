"""One block, bank or glossary of a draft in the smallest course that holds it: it can be read while others are broken."""

from collections.abc import Sequence
from typing import Any

from courses.content.drafts.structure import COURSE, GLOSSARY, Files, lesson_file
from courses.content.yaml_writing import to_yaml

HOME = "alone"


def alone(files: Files, path: str, key: str, languages: Sequence[str]) -> dict[str, str] | None:
    """The files of that course: beside the block itself only the glossary and the banks. None for any other file."""
    folder, _slash, name = path.rpartition("/")
    stem, *ending = name.split(".")
    beside = {place: text for place, text in files.items() if place.startswith(("banks/", GLOSSARY))}
    if folder == "banks" and ending == ["bank", "yaml"]:
        drawn = {"title": _said(languages), "draw": [{"bank": stem, "count": 1}]}
        return _course(HOME, {"quiz": "draw"}, key, languages) | {
            f"lessons/{HOME}/draw.quiz.yaml": to_yaml(drawn),
            **beside,
        }
    if path == GLOSSARY:
        empty = {f"lessons/{HOME}/text.{languages[0]}.md": "…\n"}
        return _course(HOME, {"text": "text"}, key, languages) | empty | {path: files[path]}
    lesson = folder.removeprefix("lessons/")
    if folder == lesson or "/" in lesson or ending[1:] != ["yaml"]:
        return None
    own = {place: text for place, text in files.items() if place.startswith(f"{folder}/{stem}.")}
    return _course(lesson, {ending[0]: stem}, key, languages) | beside | own


def _course(lesson: str, block: dict[str, str], key: str, languages: Sequence[str]) -> dict[str, str]:
    about: dict[str, Any] = {"title": _said(languages), "summary": _said(languages), "minutes": 1}
    course = {"format": 1, "key": key, **about, "languages": list(languages), "lessons": [lesson]}
    return {COURSE: to_yaml(course), lesson_file(lesson): to_yaml({**about, "blocks": [block]})}


def _said(languages: Sequence[str]) -> dict[str, str]:
    return dict.fromkeys(languages, "…")
