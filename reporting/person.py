"""One person as their manager sees them: courses part by part, quizzes, lab runs, gradings, certificates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from courses.access import enrolments_of
from courses.certificates.held import held_by_enrolment
from courses.models import Enrolment, Lesson, PartDone, PartKind, QuizAttempt
from courses.part_titles import titles_of_work
from courses.paths.access import path_enrolments
from courses.paths.progress import PathProgress, read_progress
from courses.publishing.reopened import PartKey, Reopened, reopened_among
from courses.standings import with_standing
from courses.states import AttemptState
from lms.kit.templatetags.texts import said
from people.models import User
from reporting.course_lines import CourseLine
from reporting.expiring import lapses_by_enrolment
from reporting.judging import Lapse
from reporting.lab_metrics import USUAL, metrics_of
from reporting.shut import terms_href
from training_jobs.models import UNLISTED, Grading, Run
from training_jobs.presenting.words import metric_name

COURSES_SHOWN = 20
PATHS_SHOWN = 10
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Tries:
    """At a quiz: how many were handed in, the best share of those with marks, and how many wait for theirs.

    `open`: how many are being answered; `late_at`: when something came last that was sent after the end of a try.
    """

    count: int
    best: float | None
    waits: int
    open: int
    late_at: datetime | None


NONE = Tries(0, None, 0, 0, None)


@dataclass(frozen=True)
class PartLine:
    """One part of a course; `score` 0 to 1, `tries` counts quiz attempts, `terms_href` is where a quiz's are changed.

    `title` is empty for a lesson that is only read; `waits`: something was handed in that has no marks yet;
    `is_open`: a try is being answered; `late_at`: something came after the end of a try; `before`: it was done, and is
    open again.
    """

    lesson: str
    title: str
    kind: str
    done_at: datetime | None
    score: float | None
    tries: int
    terms_href: str = ""
    waits: bool = False
    is_open: bool = False
    late_at: datetime | None = None
    before: Reopened | None = None

    @property
    def state(self) -> str:
        """What is true of a part that is not done."""
        if self.waits:
            return _("handed in")
        if self.is_open:
            return _("under way")
        if self.before:
            return _("open again")
        return _("not passed yet") if self.tries else _("not done yet")


@dataclass(frozen=True)
class CourseSheet(CourseLine):
    """A course with its parts in order; none before it is started. `lapse` says that its certificate ends or ended."""

    parts: list[PartLine]
    lapse: Lapse | None = None


def read_sheets(person: User) -> list[CourseSheet]:
    """Six queries, one where parts are open again and one where a course was taken again; for any number of courses."""
    rows = enrolments_of(person).select_related("user", "course__published", "revision", "completion")
    rows = with_standing(rows.defer("revision__source", "course__published__source"))
    enrolments = list(rows.order_by("-created_at")[:COURSES_SHOWN])
    revisions = {enrolment.revision_id for enrolment in enrolments if enrolment.revision_id}
    lessons = Lesson.objects.filter(revision__in=revisions).values_list("revision_id", "key", "title")
    titles = {(revision, key): said(title) for revision, key, title in lessons}
    told = (titles, titles_of_work(revisions), *_done(enrolments), _tries(enrolments))
    lapses, held = lapses_by_enrolment([person.pk]), held_by_enrolment(enrolments)
    return [
        CourseSheet(one, _title(one), list(_parts(one, *told)), lapses.get(one.pk), held=held.get(one.pk, ()))
        for one in enrolments
    ]


def _parts(
    enrolment: Enrolment,
    lessons: Mapping[tuple[int, str], str],
    work: dict[Key, str],
    done: dict[PartKey, PartDone],
    reopened: dict[PartKey, Reopened],
    tries: dict[Key, Tries],
) -> Iterable[PartLine]:
    revision = enrolment.revision
    for lesson, kind, key in revision.parts if revision else []:
        row = done.get((enrolment.pk, lesson, kind, key))
        quiz = tries.get((enrolment.pk, lesson, key), NONE) if kind == PartKind.QUIZ else NONE
        yield PartLine(
            lesson=lessons.get((enrolment.revision_id or 0, lesson), lesson),
            title=work.get((enrolment.revision_id or 0, lesson, key), ""),
            kind=str(PartKind(kind).label),
            done_at=row.done_at if row else None,
            score=row.score if row and row.score is not None else quiz.best,
            tries=quiz.count,
            waits=quiz.waits > 0,
            is_open=quiz.open > 0,
            late_at=quiz.late_at,
            before=reopened.get((enrolment.pk, lesson, kind, key)),
            terms_href=_terms_href(enrolment, lesson, key) if kind == PartKind.QUIZ else "",
        )


def _terms_href(enrolment: Enrolment, lesson_key: str, quiz_key: str) -> str:
    return terms_href(enrolment.course.key, lesson_key, quiz_key, enrolment.user.public_id)


def _done(enrolments: list[Enrolment]) -> tuple[dict[PartKey, PartDone], dict[PartKey, Reopened]]:
    """What counts, and what counted before and is open again."""
    cycles = {one.pk: one.cycle for one in enrolments}
    rows = list(PartDone.objects.filter(enrolment__in=enrolments))
    current = (row for row in rows if row.cycle == cycles[row.enrolment_id])
    counts = {(row.enrolment_id, row.lesson_key, row.kind, row.key): row for row in current}
    return counts, reopened_among(enrolments, rows)


def _tries(enrolments: list[Enrolment]) -> dict[Key, Tries]:
    """What was handed in, also where its marks are told later, what is being answered, and what came late for any try."""
    handed_in = Q(state=AttemptState.GRADED, of__gt=0) | Q(state=AttemptState.SUBMITTED)
    at_work = Q(state__in=[AttemptState.IN_PROGRESS, AttemptState.OVERDUE])
    told = handed_in | at_work | Q(late_at__isnull=False)
    attempts = QuizAttempt.objects.filter(told, enrolment__in=enrolments)
    rows = (
        attempts.order_by()
        .values("enrolment_id", "lesson_key", "quiz_key")
        .annotate(
            count=Count("id", filter=handed_in),
            best=Max(F("points") / F("of"), filter=Q(state=AttemptState.GRADED)),
            waits=Count("id", filter=Q(state=AttemptState.SUBMITTED)),
            open=Count("id", filter=at_work),
            late_at=Max("late_at"),
        )
    )
    return {
        (row["enrolment_id"], row["lesson_key"], row["quiz_key"]): Tries(
            row["count"], row["best"], row["waits"], row["open"], row["late_at"]
        )
        for row in rows
    }


def _title(enrolment: Enrolment) -> str:
    revision = enrolment.revision or enrolment.course.published
    return said(revision.title) if revision else enrolment.course.key


def runs_of(person: User) -> QuerySet[Run]:
    """Lab runs and free experiments, newest first, without gradings."""
    runs = Run.objects.filter(experiment__owner=person).exclude(kind__in=UNLISTED)
    return runs.select_related("experiment").order_by("-created_at", "-pk")


def paths_of(person: User) -> list[PathProgress]:
    """The paths that the person is on, those that are due first."""
    here = path_enrolments().filter(user=person, withdrawn_at__isnull=True)
    return read_progress(here.order_by("due_on", "pk")[:PATHS_SHOWN])


@dataclass(frozen=True)
class GradingLine:
    """A grading by the metric that decides in its lab; the interval is of macro-F1."""

    grading: Grading
    metric: str

    @property
    def score(self) -> float | None:
        return self.grading.scored(self.metric)

    @property
    def metric_name(self) -> str:
        return metric_name(self.metric)

    @property
    def has_interval(self) -> bool:
        return self.metric == USUAL and self.grading.low is not None


def gradings_of(person: User) -> list[GradingLine]:
    rows = Grading.objects.filter(owner=person).select_related("trained__experiment", "run")
    found = [
        (row, (row.trained.experiment.revision_id, row.lab)) for row in rows.order_by("-created_at")[:20]
    ]
    metrics = metrics_of(lab for _row, lab in found)
    return [GradingLine(row, metrics.get(lab, USUAL)) for row, lab in found]


def subtitle(units: str, email: str) -> str:
    return _("%(units)s · %(email)s") % {"units": units, "email": email} if units else email
