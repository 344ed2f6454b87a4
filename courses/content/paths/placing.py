"""What the marks of a placement test say: which courses somebody need not take."""

from collections.abc import Mapping

from courses.content.paths.schema import Placement, PlacementPart

Marks = Mapping[str, tuple[float, float]]
"""By question that was asked: its points, and how many there were."""

ROUNDING = 1e-9


def known_by(placement: Placement, marks: Marks) -> list[str]:
    """The courses of every part that was passed, each once, in the order of the parts."""
    passed = [part for part in placement.parts if is_passed(part, marks)]
    return list(dict.fromkeys(course for part in passed for course in part.knows))


def is_passed(part: PlacementPart, marks: Marks) -> bool:
    """A question that was not drawn says nothing; a part of which nothing was asked is not passed."""
    asked = [marks[question] for question in part.questions if question in marks]
    of = sum(most for _points, most in asked)
    return of > 0 and sum(points for points, _most in asked) >= part.pass_mark * of - ROUNDING
