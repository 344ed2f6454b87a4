"""My learning: what to do next and why, what is running, how far every course is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access import enrolments_of, published_courses
from courses.models import Block, BlockKind, Course, Enrolment, EnrolmentState, Lesson, PartDone, Revision
from lms.kit.templatetags.texts import in_language
from people.models import User
from reporting.next_step import LabStanding, Part, Step, action_label, next_part, reason, what_to_do
from reporting.run_lines import RunLine, run_line
from training_jobs.models import Grading, Kind, Run
from training_jobs.presenting.words import percent
from training_jobs.states import OPEN, State

COURSES_SHOWN = 20
RUNS_SHOWN = 5


TONES = {"in_progress": "live", "not_started": "", "done": "good"}


@dataclass(frozen=True)
class CourseLine:
    """An enrolment with its title in the reader's language and the colour class of its state."""

    enrolment: Enrolment
    title: str
    tone: str


@dataclass(frozen=True)
class Home:
    """Everything the page shows."""

    greeting: str
    step: Step | None
    enrolments: list[Enrolment]
    runs: list[RunLine]

    @property
    def courses(self) -> list[CourseLine]:
        return [CourseLine(row, title_of(row), TONES[row.state]) for row in self.enrolments]

    @property
    def summary(self) -> str:
        begun = [one for one in self.enrolments if one.state == EnrolmentState.IN_PROGRESS]
        if begun:
            words = {"course": title_of(begun[0]), "done": begun[0].done_parts, "of": begun[0].all_parts}
            return _("%(done)d of %(of)d parts of “%(course)s” are done.") % words
        if self.enrolments and all(one.state == EnrolmentState.DONE for one in self.enrolments):
            count = len(self.enrolments)
            words = ngettext(
                "%(count)d course finished, nothing open.", "%(count)d courses finished, nothing open.", count
            )
            return words % {"count": count}
        return _("Here you learn by doing: read a little, train a model, see what happened.")


def read_home(user: User) -> Home:
    """At most six queries, whatever the person has done."""
    latest = F("last_activity_at").desc(nulls_last=True)
    enrolments = enrolments_of(user).select_related("course__published", "revision__course", "completion")
    enrolments = enrolments.defer("revision__source", "course__published__source")
    rows = list(enrolments.order_by(latest, "-created_at")[:COURSES_SHOWN])
    rows.sort(key=lambda row: _ORDER[row.state])
    runs = [run_line(run) for run in my_runs(user)[:RUNS_SHOWN]]
    return Home(greeting(user, timezone.localtime()), next_step(user, rows), rows, runs)


_ORDER = {
    EnrolmentState.IN_PROGRESS.value: 0,
    EnrolmentState.NOT_STARTED.value: 1,
    EnrolmentState.DONE.value: 2,
}


def my_runs(user: User) -> QuerySet[Run]:
    """Open runs first, then the newest; a waiting one carries how many are `ahead` of it."""
    earlier = Run.objects.filter(state=State.QUEUED, created_at__lt=OuterRef("created_at")).order_by()
    ahead = Subquery(earlier.values("state").annotate(n=Count("id")).values("n"))
    runs = Run.objects.filter(experiment__owner=user).exclude(kind=Kind.GRADE).select_related("experiment")
    is_open = Case(When(state__in=OPEN, then=1), default=0)
    return runs.annotate(ahead=Coalesce(ahead, 0), is_open=is_open).order_by("-is_open", "-created_at")


def greeting(user: User, now: datetime) -> str:
    words = {"name": user.name.split()[0] if user.name.isascii() and user.name.strip() else str(user)}
    if now.hour < 12:
        return _("Good morning, %(name)s") % words
    if now.hour < 18:
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words


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
    completion = getattr(enrolment, "completion", None)
    if completion is None:
        return None
    words = {"day": _day(completion.completed_at), "score": percent(completion.score)}
    return Step(
        over=_("Everything is done"),
        title=title_of(enrolment),
        reason=_("Finished on %(day)s with a score of %(score)s.") % words,
        action=_("See your certificate"),
        href=reverse("courses:certificate", args=[completion.public_id]),
    )


def _continue(user: User, enrolment: Enrolment) -> Step | None:
    done = set(PartDone.objects.filter(enrolment=enrolment).values_list("lesson_key", "kind", "key"))
    part = next_part(enrolment.revision.parts, done) if enrolment.revision else None
    if part is None:
        return None
    lesson = Lesson.objects.filter(revision=enrolment.revision, key=part[0]).first()
    lab = _lab_standing(user, enrolment, part) if part[1] == "lab" else None
    action = what_to_do(part[1], lab)
    number = {"course": title_of(enrolment), "number": lesson.position if lesson else 0}
    return Step(
        over=_("Next step · %(course)s · lesson %(number)d") % number,
        title=str(in_language(lesson.title)) if lesson else part[0],
        reason=reason(action, done=enrolment.done_parts, of=enrolment.all_parts, lab=lab),
        action=action_label(action),
        href=_href(action, enrolment.course.key, part, lab),
        minutes=lesson.minutes if lesson else None,
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
    runs = Run.objects.filter(experiment__owner=user, experiment__lab=path)
    rows = list(
        runs.exclude(kind=Kind.GRADE)
        .order_by("-created_at")
        .values("public_id", "state", "kind", "macro_f1")[:50]
    )
    trained = [row for row in rows if row["state"] == State.FINISHED and row["macro_f1"] is not None]
    best: dict[str, Any] = max(trained, key=lambda row: row["macro_f1"], default={})
    block = Block.objects.filter(
        lesson__revision=enrolment.revision, lesson__key=lesson, kind=BlockKind.LAB, key=key
    ).first()
    rules = (block.content.get("grading") if block else None) or {}
    graded = (
        Grading.objects.filter(owner=user, lab=path, macro_f1__isnull=False).order_by("-created_at").first()
    )
    return LabStanding(
        threshold=rules.get("threshold"),
        best=best.get("macro_f1"),
        open_run=str(next((row["public_id"] for row in rows if row["state"] in OPEN), "")),
        best_run=str(best.get("public_id", "")),
        failed_runs=sum(row["state"] == State.FAILED for row in rows[:1]),
        graded=graded.macro_f1 if graded else None,
    )


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "MONTH_DAY_FORMAT")
