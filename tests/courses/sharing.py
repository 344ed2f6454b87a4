"""A shared course, and one that has parts of it, for those who link, say otherwise and catch up."""

from pathlib import Path
from typing import Any

from courses.actions import import_course, publish_revision
from courses.models import Revision
from tests.courses.folders import bank, banked, both, lesson_files, write

COURSE = {"format": 1, "summary": both("About."), "minutes": 5, "languages": ["en", "zh-hans"]}
RULES, BANK = "lessons/own/rules.acknowledge.yaml", "banks/basics.bank.yaml"
OURS = "from: kit@1#rules\ntitle:\n  en: Ours\n  zh-hans: 我们的\n"
SPOKEN = "from: kit@1#basics\nquestions:\n  two:\n    prompt:\n      en: Is it?\n      zh-hans: 是吗？\n"


def publish_kit(place: Path, statement: str = "Never paste names.", **changed: Any) -> Revision:
    """The kit with rules that say this, and a bank; `changed` puts other questions, or another title of the rules."""
    rules = {"title": both(changed.get("title", "Rules")), "statement": both(statement)}
    files = lesson_files("all", {"acknowledge": "rules"}, rules__acknowledge=rules)
    files["banks/basics.bank.yaml"] = bank(*changed.get("questions", (banked("one"), banked("two"))))
    course = {**COURSE, "key": "kit", "title": both("Kit"), "shared": True, "lessons": ["all"]}
    return _published(
        write(place / f"kit-{Revision.objects.count()}" / "kit", {"course.yaml": course, **files})
    )


def publish_own(place: Path) -> Revision:
    """A course with the rules, under a title of its own, and the bank, in which one question is asked otherwise."""
    quiz = {"title": both("Check"), "pass": 0.5, "draw": [{"bank": "basics", "count": 2}]}
    files = lesson_files("own", {"acknowledge": "rules"}, {"quiz": "check"}, check__quiz=quiz)
    course = {**COURSE, "key": "own", "title": both("Own"), "lessons": ["own"]}
    return _published(
        write(place / "linking" / "own", {"course.yaml": course, **files, RULES: OURS, BANK: SPOKEN})
    )


def _published(folder: Path) -> Revision:
    revision = import_course(by=None, folder=folder)
    assert isinstance(revision, Revision), revision
    return publish_revision(by=None, revision=revision)
