"""What can be shown of a quiz or a bank while some of its questions are to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.content.problems import Problem
from courses.content.whole import whole
from courses.content.yaml_writing import to_yaml
from courses.drafts.file_forms import PREFIX, data_of, fields_by_line, nearest_field

LISTED = "questions"


@dataclass(frozen=True)
class Partly:
    """`text` is the file without the questions in which a mistake lies, empty where none is left; `left_out` are their
    numbers, from 1.
    """

    text: str
    left_out: Sequence[int]


def partly(text: str, problems: Sequence[Problem]) -> Partly | None:
    """None where a mistake lies outside of the questions."""
    data = data_of(text)
    asked = data.get(LISTED) if isinstance(data, dict) else None
    if not isinstance(asked, list):
        return None
    names = fields_by_line(text)
    broken = {_question(names, problem.line) for problem in problems if problem.severity == "error"}
    left = [one for number, one in enumerate(asked, 1) if number not in broken]
    if not broken or None in broken:
        return None
    rest = to_yaml({**data, LISTED: left}) if left else ""
    return Partly(rest, sorted(one for one in broken if one))


def _question(names: Mapping[int, str], line: int) -> int | None:
    """The number of the question that a line of the file belongs to."""
    head, _dot, rest = nearest_field(names, line).removeprefix(PREFIX).partition(".")
    number = whole(rest.partition(".")[0])
    return number + 1 if head == LISTED and number is not None else None
