"""What a draft still holds of its beginning: the places that were put there for an author to write over."""

import re
from collections.abc import Iterator
from typing import Any

from courses.content import located_yaml
from courses.content.drafts.beginnings import EXAMPLE, FIRST_LESSON
from courses.content.drafts.structure import Files
from courses.content.forms.blanks import BLANK, CALCULATED, WANTED
from courses.content.localized import LANGUAGE_CODE
from courses.content.located_yaml import LocatedYaml, Path
from courses.content.problems import Problem, in_order
from courses.content.problems import gettext_noop as _
from courses.content.reader import Reading

UNWRITTEN = _("“%(key)s” is not written yet: “…” only keeps the place.")
BEGUN = _("“%(key)s” is still what the question began with. Give your own.")
SPEAK_OF_FIELDS = frozenset({UNWRITTEN, BEGUN})
PLACEHOLDER = re.compile(rf"{BLANK}( \{{\{{\w+\}}\}} {BLANK})?")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def with_unwritten(reading: Reading, files: Files) -> Reading:
    """The same reading, but no course while anything in its files is not written yet."""
    found = [problem for path, text in files.items() for problem in _unwritten(path, text)]
    return Reading(None, in_order((*reading.problems, *found))) if found else reading


def _unwritten(path: str, text: str) -> Iterator[Problem]:
    if path.endswith(".md"):
        yield from (
            Problem(path, line, _("Nothing is written here yet: “…” only keeps the place."))
            for line in _blank_lines(text)
        )
    if path.endswith(".yaml"):
        try:
            located = located_yaml.load(text)
        except located_yaml.BadYaml:
            return
        yield from _in_values(path, located, located.data, ())


def _blank_lines(text: str) -> Iterator[int]:
    """Lines that hold nothing but the placeholder. In code it is code: output that was cut short is written so."""
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and line.strip() == BLANK:
            yield number


def _in_values(path: str, located: LocatedYaml, value: object, at: Path, name: str = "") -> Iterator[Problem]:
    """`name` is what the file calls the value; a text is called the same in every language."""
    if isinstance(value, dict):
        yield from _as_begun(path, located, value, at)
        if name == "title" and path.endswith("/lesson.yaml") and len(value) == 1:
            yield from _first_lesson(path, located, next(iter(value.values())), at)
        is_text = all(LANGUAGE_CODE.fullmatch(str(key)) for key in value)
        for key, inside in value.items():
            yield from _in_values(path, located, inside, (*at, key), name if is_text else str(key))
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _in_values(path, located, inside, (*at, place), name)
    elif isinstance(value, str) and PLACEHOLDER.fullmatch(value.strip()):
        yield Problem(path, located.line_of(at), UNWRITTEN, params={"key": name})
    elif value == EXAMPLE:
        template = _("“%(address)s” only keeps the place. Give the address that you mean.")
        yield Problem(path, located.line_of(at), template, params={"address": EXAMPLE})


def _first_lesson(path: str, located: LocatedYaml, title: object, at: Path) -> Iterator[Problem]:
    """What a new course calls its lesson, in one language; who says it in two has meant it."""
    if title in FIRST_LESSON.values():
        template = _("“%(title)s” only keeps the place. Say what the lesson is about.")
        yield Problem(path, located.line_of(at), template, params={"title": str(title)})


def _as_begun(path: str, located: LocatedYaml, part: dict[str, Any], at: Path) -> Iterator[Problem]:
    """Figures of a new question, which have to be ones that can be read."""
    if CALCULATED.items() <= part.items():
        yield Problem(path, located.line_of((*at, "answer")), BEGUN, params={"key": "answer"})
    counts = part.get("counts")
    if isinstance(counts, list) and len(counts) > 1 and set(map(str, counts)) == {"1"}:
        yield Problem(path, located.line_of((*at, "counts")), BEGUN, params={"key": "counts"})
    if part.get("wanted") == [WANTED]:
        yield Problem(path, located.line_of((*at, "wanted")), BEGUN, params={"key": "wanted"})
