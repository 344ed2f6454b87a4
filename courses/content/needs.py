"""What a course asks people to know before: other courses, required or recommended, and never in a circle."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import ValidationError

from courses.content.forms.shapes import Picked
from courses.content.localized import ContentModel
from courses.content.located_yaml import LocatedYaml, nearest
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.questions.base import Slug

FILE = "course.yaml"
Level = Literal["required", "recommended"]


class Need(ContentModel):
    """One line under `needs:` of a course.yaml. What is required keeps the course locked, what is recommended never."""

    course: Annotated[Slug, Picked("courses")]
    level: Level = "required"


Needs = Mapping[str, Sequence[Need]]
"""By the key of a course: what it needs."""


def required(needs: Iterable[Need]) -> list[str]:
    return [need.course for need in needs if need.level == "required"]


def barriers(key: str, needs: Needs, known: Collection[str]) -> list[str]:
    """The courses that must be done before this one and are not in `known`, in the order in which they are listed.

    A course that cannot be had (it is not in `needs`) holds nobody up, and neither does one that itself waits for this
    one: whatever the needs are, some course that is not known can always be begun.
    """
    asked = [course for course in required(needs.get(key, ())) if course in needs and course not in known]
    return [course for course in asked if course != key and not way(course, key, needs)]


def first_open(key: str, needs: Needs, known: Collection[str]) -> str:
    """The course to begin with on the way to this one: itself, where nothing keeps it locked."""
    while waits_for := barriers(key, needs, known):
        key = waits_for[0]
    return key


def reachable(keys: Iterable[str], needs: Needs) -> set[str]:
    """These courses with all that they need, and what that needs."""
    queue = list(keys)
    found = set(queue)
    for key in queue:
        more = [need.course for need in needs.get(key, ()) if need.course not in found]
        found.update(more)
        queue.extend(more)
    return found


def way(start: str, goal: str, needs: Needs, *, also_recommended: bool = False) -> list[str]:
    """The shortest chain of needs from one course to another, both included; [] where there is none."""
    ways = {start: [start]}
    queue = [start]
    for here in queue:
        listed = needs.get(here, ())
        for need in [one.course for one in listed] if also_recommended else required(listed):
            if need == goal:
                return [*ways[here], goal]
            if need not in ways:
                ways[need] = [*ways[here], need]
                queue.append(need)
    return []


def circle_of(key: str, needs: Needs, *, also_recommended: bool = False) -> list[str]:
    """The shortest circle through a course, which stands at both ends; [] where there is none."""
    return way(key, key, needs, also_recommended=also_recommended)


def drawn(circle: Sequence[str]) -> str:
    return " → ".join(circle)


def files_of(circle: Sequence[str], *, but: str) -> str:
    """The other places where a circle can be opened."""
    return ", ".join(f"{key}/{FILE}" for key in dict.fromkeys(circle) if key != but)


def needs_meant(located: LocatedYaml) -> list[Need]:
    """The needs in a course.yaml whatever else is wrong in it; one that cannot be read names no course."""
    listed = located.data.get("needs") if isinstance(located.data, dict) else None
    return [_meant(one) for one in listed] if isinstance(listed, list) else []


def _meant(one: object) -> Need:
    try:
        return Need.model_validate(one)
    except ValidationError:
        return Need.model_construct(course="")


def check_needs(
    key: str, own: Sequence[Need], others: Needs | None, located: LocatedYaml, report: Report
) -> None:
    """Every need in a course.yaml names another course, once, and no chain of needs leads back.

    `others` are those of the site; without them only the file itself is looked at.
    """
    named = [need.course for need in own]
    for place, need in enumerate(own):
        line = located.line_of(("needs", place, "course"))
        if not need.course:
            continue
        if need.course in named[:place]:
            report.error(FILE, line, _("“%(key)s” is listed twice."), key=need.course)
        elif need.course == key:
            report.error(FILE, line, _("A course cannot need itself."))
        elif others is not None and need.course not in others:
            _tell_unknown(need.course, others, line, report)
        elif others is not None:
            _check_circle(key, own, need, others, line, report)


def _tell_unknown(course: str, others: Needs, line: int, report: Report) -> None:
    """A warning: the course may come later."""
    if meant := nearest(course, sorted(others)):
        template = _("There is no course “%(key)s” here. Did you mean “%(meant)s”?")
        report.warn(FILE, line, template, key=course, meant=meant)
    else:
        template = _("There is no course “%(key)s” here yet; until it is published, it holds nobody up.")
        report.warn(FILE, line, template, key=course)


def _check_circle(
    key: str, own: Sequence[Need], need: Need, others: Needs, line: int, report: Report
) -> None:
    whole = {**others, key: own}
    if need.level == "required" and (back := way(need.course, key, whole)):
        template = _("Circular prerequisites: %(circle)s. Take one need out, here or in %(files)s.")
        circle = [key, *back]
        report.error(FILE, line, template, circle=drawn(circle), files=files_of(circle, but=key))
    elif back := way(need.course, key, whole, also_recommended=True):
        template = _("These courses recommend one another in a circle: %(circle)s (see also %(files)s).")
        circle = [key, *back]
        report.warn(FILE, line, template, circle=drawn(circle), files=files_of(circle, but=key))
