"""Finds what a person should do next: reads the tables, lets `next_step` decide, says it with an address."""

from datetime import datetime

from django.db.models import Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.access import published_courses
from courses.models import (
    Block,
    BlockKind,
    Course,
    Enrolment,
    EnrolmentState,
    Lesson,
    PartDone,
    Policy,
    QuizAttempt,
    Revision,
)
from courses.states import AttemptState
from lms.kit.templatetags.texts import in_language
from people.models import User
from reporting.next_step import LabStanding, Part, Step, action_label, next_part, reason, what_to_do
from training_jobs.models import Grading, Kind, Run
from training_jobs.states import OPEN, State

RUNS_LOOKED_AT = 50


def title_of(enrolment: Enrolment) -> str:
    revision: Revision | None = enrolment.revision or enrolment.course.published
    return str(in_language(revision.title)) if revision else enrolment.course.key


def next_step(user: User, rows: list[Enrolment]) -> Step | None:
    """`rows` are sorted: begun, not started, done. None when nothing is published."""
    first = rows[0] if rows else None
    if first is not None and first.state == EnrolmentState.IN_PROGRESS:
        return _continue(user, first) or _finished(first)
    if first is not None and first.state == EnrolmentState.NOT_STARTED:
        return _begin(first.course, _("You were enrolled on %(day)s.") % {"day": _day(first.created_at)})
    fresh = published_courses().exclude(enrolments__user=user).order_by("created_at", "pk").first()
    if fresh is not None:
        done = _("You have finished what you began. This course is new for you.")
        return _begin(fresh, done if rows else _("Nothing is begun yet. This is a good first course."))
    return _finished(first) if first is not None else None


def _begin(course: Course, why: str) -> Step | None:
    if course.published is None:
        return None
    text = str(in_language(course.published.title))
    href = reverse("courses:course", args=[course.key])
    return Step(_("Start here"), text, why, _("Start the course"), href, course.published.minutes)


def _finished(enrolment: Enrolment) -> Step | None:
    completion = enrolment.completion
    if completion is None:
        return None
    certified = enrolment.revision is not None and enrolment.revision.certified
    words = {"day": _day(completion.completed_at), "score": round(100 * completion.score)}
    return Step(
        over=_("Everything is done"),
        title=title_of(enrolment),
        reason=_("Finished on %(day)s with a score of %(score)d %%.") % words,
        action=_("See your certificate") if certified else _("Open the course"),
        href=reverse("courses:certificate", args=[completion.public_id])
        if certified
        else reverse("courses:course", args=[enrolment.course.key]),
    )


def _continue(user: User, enrolment: Enrolment) -> Step | None:
    part = next_part(enrolment.revision.parts, _done_or_handed_in(enrolment)) if enrolment.revision else None
    if part is None:
        return _waiting(enrolment) if enrolment.revision else None
    lesson = Lesson.objects.filter(revision=enrolment.revision, key=part[0]).first()
    lab = _lab_standing(user, enrolment, part) if part[1] == "lab" else None
    action = what_to_do(part[1], lab)
    number = {"course": title_of(enrolment), "number": lesson.position + 1 if lesson else 0}
    return Step(
        over=_("Next step · %(course)s · lesson %(number)d") % number,
        title=str(in_language(lesson.title)) if lesson else part[0],
        reason=reason(action, done=enrolment.done_parts, of=enrolment.all_parts, lab=lab),
        action=action_label(action),
        href=_href(action, enrolment.course.key, part, lab),
        minutes=lesson.minutes if lesson else None,
    )


def _done_or_handed_in(enrolment: Enrolment) -> set[Part]:
    """What asks nothing of the person any more: a quiz whose result is not known yet is out of their hands."""
    done = PartDone.objects.current(enrolment).values_list("lesson_key", "kind", "key")
    waiting = QuizAttempt.objects.filter(
        enrolment=enrolment, cycle=enrolment.cycle, state=AttemptState.SUBMITTED
    )
    handed_in = waiting.values_list("lesson_key", Value("quiz"), "quiz_key")
    return set(done.union(handed_in))


def _waiting(enrolment: Enrolment) -> Step:
    """Everything is handed in, and something of it has no result yet."""
    return Step(
        over=_("Handed in"),
        title=title_of(enrolment),
        reason=_(
            "%(done)d of %(of)d parts are done. The rest waits for its result; there is nothing for you to do."
        )
        % {"done": enrolment.done_parts, "of": enrolment.all_parts},
        action=_("Open the course"),
        href=reverse("courses:course", args=[enrolment.course.key]),
    )


def _href(action: str, course: str, part: Part, lab: LabStanding | None) -> str:
    lesson, _kind, key = part
    run = lab and {"watch": lab.open_run, "grade": lab.best_run}.get(action)
    if run:
        return reverse("training_jobs:run", args=[run])
    if action == "lab":
        return reverse("training_jobs:lab", args=[course, lesson, key])
    return reverse("courses:lesson", args=[course, lesson])


def _lab_standing(user: User, enrolment: Enrolment, part: Part) -> LabStanding:
    lesson, _kind, key = part
    path = f"{enrolment.course.key}/{lesson}/{key}"
    runs = Run.objects.filter(experiment__owner=user, experiment__lab=path).exclude(kind=Kind.GRADE)
    if enrolment.renewal is not None and enrolment.renewal.policy == Policy.RETAKE:
        runs = runs.filter(experiment__revision=enrolment.revision_id)
    rows = list(runs.order_by("-created_at").only("public_id", "state", "macro_f1")[:RUNS_LOOKED_AT])
    trained = [run for run in rows if run.state == State.FINISHED and run.macro_f1 is not None]
    best = max(trained, key=lambda run: run.macro_f1 or 0, default=None)
    scored = Grading.objects.of_lab(user.pk, path).filter(macro_f1__isnull=False)
    graded = scored.order_by("-created_at").first()
    return LabStanding(
        threshold=_threshold(enrolment, part),
        best=best.macro_f1 if best else None,
        open_run=str(next((run.public_id for run in rows if run.state in OPEN), "")),
        best_run=str(best.public_id) if best else "",
        failed_runs=sum(run.state == State.FAILED for run in rows[:1]),
        graded=graded.macro_f1 if graded else None,
    )


def _threshold(enrolment: Enrolment, part: Part) -> float | None:
    place = {
        "lesson__revision": enrolment.revision,
        "lesson__key": part[0],
        "kind": BlockKind.LAB,
        "key": part[2],
    }
    block = Block.objects.filter(**place).first()
    rules = (block.content.get("grading") if block else None) or {}
    return rules.get("threshold")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "MONTH_DAY_FORMAT")
