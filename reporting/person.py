"""One person as their manager sees them: courses part by part, quizzes, lab runs, gradings, certificates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.access import enrolments_of
from courses.models import Enrolment, Lesson, PartDone, PartKind, QuizAttempt
from courses.part_titles import titles_of_work
from courses.states import AttemptState
from lms.kit.templatetags.texts import in_language
from people.models import User
from reporting.expiring import lapses_by_enrolment
from reporting.judging import Lapse
from training_jobs.models import UNLISTED, Grading, Run

COURSES_SHOWN = 20
PartKey = tuple[int, str, str, str]
Key = tuple[int, str, str]


@dataclass(frozen=True)
class PartLine:
    """One part of a course; `score` 0 to 1, `tries` counts quiz attempts, `terms_href` is where a quiz's are changed.

    `title` is empty for a lesson that is only read.
    """

    lesson: str
    title: str
    kind: str
    done_at: datetime | None
    score: float | None
    tries: int
    terms_href: str = ""


@dataclass(frozen=True)
class CourseSheet:
    """An enrolment with its parts in order; empty before it is started. `lapse` says that its certificate ends or ended."""

    enrolment: Enrolment
    title: str
    parts: list[PartLine]
    lapse: Lapse | None = None


def read_sheets(person: User) -> list[CourseSheet]:
    """Six queries for any number of courses and parts."""
    rows = enrolments_of(person).select_related("user", "course__published", "revision", "completion")
    enrolments = list(
        rows.defer("revision__source", "course__published__source").order_by("-created_at")[:COURSES_SHOWN]
    )
    revisions = {enrolment.revision_id for enrolment in enrolments if enrolment.revision_id}
    lessons = Lesson.objects.filter(revision__in=revisions).values_list("revision_id", "key", "title")
    titles = {(revision, key): str(in_language(title)) for revision, key, title in lessons}
    told = (titles, titles_of_work(revisions), _done(enrolments), _tries(enrolments))
    lapses = lapses_by_enrolment([person.pk])
    return [CourseSheet(one, _title(one), list(_parts(one, *told)), lapses.get(one.pk)) for one in enrolments]


def _parts(
    enrolment: Enrolment,
    lessons: dict[tuple[int, str], str],
    work: dict[Key, str],
    done: dict[PartKey, PartDone],
    tries: dict[Key, tuple[int, float]],
) -> Iterable[PartLine]:
    revision = enrolment.revision
    for lesson, kind, key in revision.parts if revision else []:
        row = done.get((enrolment.pk, lesson, kind, key))
        count, best = (
            tries.get((enrolment.pk, lesson, key), (0, None)) if kind == PartKind.QUIZ else (0, None)
        )
        yield PartLine(
            lesson=lessons.get((enrolment.revision_id or 0, lesson), lesson),
            title=work.get((enrolment.revision_id or 0, lesson, key), ""),
            kind=str(PartKind(kind).label),
            done_at=row.done_at if row else None,
            score=row.score if row and row.score is not None else best,
            tries=count,
            terms_href=_terms_href(enrolment, lesson, key) if kind == PartKind.QUIZ else "",
        )


def _terms_href(enrolment: Enrolment, lesson_key: str, quiz_key: str) -> str:
    place = (enrolment.course.key, lesson_key, quiz_key, enrolment.user.public_id)
    return reverse("courses:override", args=place)


def _done(enrolments: list[Enrolment]) -> dict[PartKey, PartDone]:
    rows = PartDone.objects.in_current_cycles().filter(enrolment__in=enrolments)
    return {(row.enrolment_id, row.lesson_key, row.kind, row.key): row for row in rows}


def _tries(enrolments: list[Enrolment]) -> dict[Key, tuple[int, float]]:
    attempts = QuizAttempt.objects.filter(
        enrolment__in=enrolments, state=AttemptState.GRADED, of__gt=0
    ).order_by()
    places = attempts.values("enrolment_id", "lesson_key", "quiz_key")
    rows = places.annotate(count=Count("id"), best=Max(F("points") / F("of")))
    return {
        (row["enrolment_id"], row["lesson_key"], row["quiz_key"]): (row["count"], row["best"]) for row in rows
    }


def _title(enrolment: Enrolment) -> str:
    revision = enrolment.revision or enrolment.course.published
    return str(in_language(revision.title)) if revision else enrolment.course.key


def runs_of(person: User) -> QuerySet[Run]:
    """Lab runs and free experiments, newest first, without gradings."""
    runs = Run.objects.filter(experiment__owner=person).exclude(kind__in=UNLISTED)
    return runs.select_related("experiment").order_by("-created_at", "-pk")


def gradings_of(person: User) -> QuerySet[Grading]:
    return Grading.objects.filter(owner=person).select_related("trained", "run").order_by("-created_at")[:20]


def subtitle(units: str, email: str) -> str:
    return _("%(units)s · %(email)s") % {"units": units, "email": email} if units else email
