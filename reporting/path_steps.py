"""The steps that paths offer: the placement test, a choice, or the next course."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Enrolment, EnrolmentState
from courses.paths.offers import Offer
from courses.paths.placing import Test, teaches_nothing
from courses.paths.progress import CourseLine, PathProgress, Standing
from lms.kit.templatetags.texts import said, sentences
from reporting.next_step import Step
from reporting.ordering import Reason, by_due, due_text


@dataclass(frozen=True)
class PathStep:
    """What comes next on one path, or nothing to do there itself (`step` None): then `course` was begun already."""

    path: PathProgress
    reason: Reason
    step: Step | None
    course: str = ""

    @property
    def urgency(self) -> float:
        left = self.path.days_left
        return 10_000.0 if left is None else float(left)


def path_steps(paths: Sequence[PathProgress], offers: Sequence[Offer]) -> list[PathStep]:
    """One for each path that is not done, in the order in which they were listed."""
    offered = {offer.path.source.key: offer for offer in offers}
    steps = [_path_step(path, offered.get(path.source.key)) for path in paths if not path.is_done]
    return [step for step in steps if step is not None]


def tests_of(paths: Sequence[PathProgress]) -> set[Test]:
    """The placement tests of these paths."""
    found = (path.source.placement for path in paths)
    return {(test.course, test.lesson, test.quiz) for test in found if test}


def under_way(rows: Sequence[Enrolment], paths: Sequence[PathProgress]) -> list[Enrolment]:
    """The courses that somebody has begun, without those that only hold the placement test of a path of theirs."""
    begun = [row for row in rows if row.state == EnrolmentState.IN_PROGRESS]
    tests = tests_of(paths)
    return [row for row in begun if not teaches_nothing(row.course.key, _parts(row), tests)]


def _parts(row: Enrolment) -> Sequence[Sequence[str]]:
    return row.revision.parts if row.revision else ()


def said_of_due(path: PathProgress) -> str:
    """When it is due, where that is near."""
    if path.days_left is None or path.due_on is None or by_due(path.days_left, Reason.PATH) == Reason.PATH:
        return ""
    return due_text(path.title, path.due_on, path.days_left)


def _path_step(path: PathProgress, offer: Offer | None) -> PathStep | None:
    stage, line = path.stage, path.next
    if stage is None or line is None:
        return None
    if line.standing == Standing.BEGUN:
        return PathStep(path, by_due(path.days_left, Reason.PAUSED), None, line.key)
    over = _("Stage %(number)s of %(all)s · %(title)s")
    words = over % {"number": stage.number, "all": len(path.stages), "title": path.title}
    if offer is not None:
        return PathStep(path, by_due(path.days_left, Reason.PLACEMENT), _test(path, offer))
    if path.has_choice:
        step = Step(
            words, stage.title, _said(path, _choice(stage.left, len(stage.waiting))), _("Choose"), path.href
        )
        return PathStep(path, by_due(path.days_left, Reason.PATH), step)
    return PathStep(path, by_due(path.days_left, Reason.PATH), _begin(path, line, words))


def _test(path: PathProgress, offer: Offer) -> Step:
    text = ngettext(
        "A placement test can spare you %(count)d course that you know already.",
        "A placement test can spare you up to %(count)d courses that you know already.",
        offer.spares,
    )
    why = _said(path, text % {"count": offer.spares})
    return Step(_("Start here"), path.title, why, _("Take the test"), offer.href, begins=True)


def _choice(left: int, courses: int) -> str:
    text = ngettext("Choose %(left)d of %(all)d courses.", "Choose %(left)d of %(all)d courses.", left)
    return text % {"left": left, "all": courses}


def _begin(path: PathProgress, line: CourseLine, over: str) -> Step:
    """A locked course gives way to the one that opens it."""
    course = line.first[0] if line.standing == Standing.LOCKED and line.first else line.course
    here = CourseLine(course, Standing.OPEN)
    if here.key != line.key:
        text = _("“%(course)s” comes next, and builds on this one.") % {"course": line.title}
    elif path.done == 0:
        text = _("This is where the path begins.")
    else:
        text = _("%(done)d of %(of)d courses are done; this one comes next.")
        text %= {"done": path.done, "of": path.of}
    title = said(course.published.title) if course.published else course.key
    return Step(over, title, _said(path, text), _("Open the course"), here.href, here.minutes or None)


def _said(path: PathProgress, text: str) -> str:
    return sentences(said_of_due(path), text)
