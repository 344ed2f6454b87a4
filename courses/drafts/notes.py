"""What is said at the fields of a form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from courses.content.forms.nodes import Node
from courses.content.problems import Problem
from courses.drafts.field_words import worded_in_form
from courses.drafts.file_forms import (
    PREFIX,
    data_of,
    field_named,
    fields_by_line,
    is_linked,
    model_of,
    nearest_field,
)
from courses.wording import problem_in_words

HIDDEN = {"fixed", "key"}  # fields that are sent and not shown
WHOLE = ""
"""Where stands what belongs to no field in particular."""


@dataclass(frozen=True)
class Note:
    """`how` is error, warning or other: the last is what somebody else wrote."""

    words: str
    how: str = "error"


Notes = Mapping[str, Sequence[Note]]


def field_at(line: int, path: str, text: str, nodes: Sequence[Node]) -> str:
    """The shown field of a form that holds a line of its file, or the nearest that it lies in."""
    return shown_field(nearest_field(fields_by_line(text, model_of(path, text)), line), nodes)


def shown_field(name: str, nodes: Sequence[Node]) -> str:
    """A field of a form, or the nearest shown one that it lies in."""
    shown = set(_shown(nodes))
    while name and name not in shown:
        name = name.rpartition(".")[0]
    return name if name.startswith(PREFIX) else WHOLE


def notes_at(problems: Sequence[Problem], line: int, field: str) -> Notes:
    """What is said of a line, at its field. The first line stands for the file as a whole as well."""
    words = worded_in_form if field else problem_in_words
    said = [Note(words(p), p.severity) for p in problems if p.line == line]
    return {WHOLE if line == 1 else field: said} if said else {}


def notes_in_place(problems: Sequence[Problem], at: str, field: str, text: str) -> Notes:
    """What is said of a value by its steps, which may not be written yet; `at` is what its form calls it."""
    said = [Note(worded_in_form(p), p.severity) for p in problems if field_of(p, text) == at]
    return {field: said} if said else {}


def field_of(problem: Problem, text: str) -> str:
    """What a form calls the value that is meant, where its line does not say it; empty where it does, or without a form."""
    model, data = model_of(problem.path, text), data_of(text)
    if model is None or not problem.place or is_linked(data):
        return ""
    named = field_named(model, data, problem.place)
    return "" if named == nearest_field(fields_by_line(text, model), problem.line) else named


def _shown(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.how not in HIDDEN and not node.is_unseen:
            yield node.name
            yield from _shown(node.nodes)
