"""What is said at the fields of a path's form: mistakes as the import words them, and what somebody else wrote."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.content.forms.nodes import Node
from courses.content.forms.shapes import Pick
from courses.content.located_yaml import LocatedYaml
from courses.content.paths import Clash
from courses.content.problems import Problem
from courses.content.whole import whole
from courses.drafts.field_words import tidied
from courses.drafts.file_forms import PREFIX
from courses.drafts.form_words import label_of
from courses.drafts.notes import Note, Notes
from courses.wording import in_words
from lms.kit.templatetags.texts import listed

Place = tuple[str | int, ...]
Titles = Mapping[str, str]
NAMING = ("key", "course", "need")
"""Parameters of messages that may be keys of courses; people know those by their titles."""


class Places:
    """The fields of a form, each with a line of its own, so that the checks of files can say where a mistake is."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        found = [(place, node) for node in _all(nodes) for place in _places(node)]
        self.nodes = {line: node for line, (_place, node) in enumerate(found, start=2)}
        self.lines: dict[Place, int] = {place: line for line, (place, _n) in enumerate(found, start=2)}

    def locate(self, data: Any) -> LocatedYaml:
        return LocatedYaml(data, {(): 1, **self.lines})

    def at(self, place: Place) -> Node | None:
        """The field of a place, or the nearest that it lies in."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.nodes.get(self.lines.get(place, 1))


def notes_of(problems: Sequence[Problem], places: Places, titles: Titles) -> Notes:
    """By the name of the field; what belongs to none is under the empty name."""
    notes: dict[str, list[Note]] = {}
    for problem in problems:
        node = places.nodes.get(problem.line)
        note = Note(_worded(problem, node, titles), problem.severity)
        here = notes.setdefault(node.name if node else "", [])
        if note not in here:
            here.append(note)
    return notes


def told_clashes(clashes: Sequence[Clash], places: Places, titles: Titles, *, by: str) -> Notes:
    notes: dict[str, list[Note]] = {}
    for clash in clashes:
        node = places.at(clash.place)
        said = listed(_said(clash.theirs, titles)) or _("nothing")
        words = _("%(name)s wrote here: %(words)s") % {"name": by, "words": said}
        notes.setdefault(node.name if node else "", []).append(Note(words, "other"))
    return notes


def where(name: str) -> str:
    """The stage or the part of the test that a field is in, in words."""
    match name.removeprefix(PREFIX).split("."):
        case ["stages", said, *_rest] if (at := whole(said)) is not None:
            return _("Stage %(number)s") % {"number": at + 1}
        case ["placement", "parts", said, *_rest] if (at := whole(said)) is not None:
            return _("Placement test, part %(number)s") % {"number": at + 1}
    return ""


def _worded(problem: Problem, node: Node | None, titles: Titles) -> str:
    """In the words of the form: a field by its label, a course by its title."""
    told = dict(tidied(problem.params))
    for name in NAMING:
        told[name] = titles.get(str(told.get(name)), told.get(name, ""))
    if node is not None and str(problem.params.get("key")) in _names(node):
        told["key"] = label_of(node.field)
    return in_words(problem.template, told)


def _names(node: Node) -> tuple[str, ...]:
    return node.shape.names if isinstance(node.shape, Pick) else (node.field,)


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.nodes)


def _places(node: Node) -> Iterator[Place]:
    """Where the file has a field; one that is told by several keys is at each of them."""
    steps = node.name.removeprefix(PREFIX).split(".")
    *way, last = (step if (at := whole(step)) is None else at for step in steps)
    for name in _names(node) if isinstance(node.shape, Pick) else (last,):
        yield (*way, name)


def _said(value: Any, titles: Titles) -> Iterator[str]:
    """The words in what somebody wrote, without the keys that only the file has."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            if name != "key":
                yield from _said(inside, titles)
    elif isinstance(value, list):
        for inside in value:
            yield from _said(inside, titles)
    elif value is not None:
        yield titles.get(str(value), str(value))
