"""What can be done now in the courses that somebody has begun: the next part of each, or what it waits for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import Enrolment, PartDone, QuizAttempt
from courses.states import AttemptState
from courses.terms import check_can_try
from lms.kit.prepared import Prepared, among
from lms.kit.templatetags.texts import moment
from reporting.next_step import Part
from reporting.ordering import Reason
from reporting.quizzes import FREE, QuizName, QuizOf, Quizzes, terms_by_quiz


@dataclass(frozen=True)
class Next:
    """The part to go on with in a course, why, and what is said of it where it has to wait or was left half done.

    `urgency` are the seconds that an attempt has left; what was left half done comes before what is only next.
    `answered_at`: when something was last answered of what was left half done.
    """

    part: Part
    reason: Reason
    says: str = ""
    urgency: float = 0.0
    answered_at: datetime | None = None


def _done() -> QuerySet[PartDone, tuple[int, str, str, str]]:
    here = PartDone.objects.in_current_cycles().filter(among("enrolment", "enrolments"))
    return here.values_list("enrolment_id", "lesson_key", "kind", "key")


def _answered() -> QuerySet[QuizAttempt, tuple[int, str, str, str, datetime | None]]:
    here = QuizAttempt.objects.filter(among("enrolment", "enrolments"), cycle=F("enrolment__cycle"))
    half_done = Q(state=AttemptState.IN_PROGRESS, saved_at__isnull=False)
    found = here.filter(half_done | Q(state=AttemptState.SUBMITTED))
    return found.values_list("enrolment_id", "lesson_key", "quiz_key", "state", "saved_at")


DONE, ANSWERED = Prepared(_done), Prepared(_answered)
NOTHING = (None, None)


def read_next(rows: Sequence[Enrolment], labs_at_work: Collection[str]) -> dict[int, Next]:
    """By enrolment, in six queries for any number; `labs_at_work` are the paths of labs with an open run."""
    begun = [row for row in rows if row.revision is not None]
    if not begun:
        return {}
    done: dict[int, set[Part]] = defaultdict(set)
    for enrolment, lesson, kind, key in DONE.all(enrolments=[row.pk for row in begun]):
        done[enrolment].add((lesson, kind, key))
    left = {row.pk: _left(row, done[row.pk]) for row in begun}
    answered = _states_of_quizzes(begun)
    asked = [_quiz(row, part) for row in begun for part in left[row.pk] if part[1] == "quiz"]
    quizzes = Quizzes(asked, terms_by_quiz([one.revision for one in asked])) if asked else None
    known = _Known(quizzes, labs_at_work, answered)
    found = {row.pk: _best(row, left[row.pk], known) for row in begun}
    return {pk: best for pk, best in found.items() if best is not None}


def _quiz(row: Enrolment, part: Part) -> QuizOf:
    return QuizOf(row.pk, row.revision_id or 0, row.cycle, part[0], part[2])


def _left(row: Enrolment, done: Collection[Part]) -> list[Part]:
    assert row.revision is not None  # what the caller selects by
    parts: list[Part] = [(lesson, kind, key) for lesson, kind, key in row.revision.parts]
    return [part for part in parts if part not in done]


def _states_of_quizzes(rows: Sequence[Enrolment]) -> dict[QuizName, tuple[str, datetime | None]]:
    """Of those that are half done, and of those whose result is not known yet: they are out of the person's hands."""
    found = ANSWERED.all(enrolments=[row.pk for row in rows])
    return {(enrolment, lesson, quiz): (state, at) for enrolment, lesson, quiz, state, at in found}


@dataclass(frozen=True)
class _Known:
    """What was read for all the courses at once."""

    quizzes: Quizzes | None
    labs_at_work: Collection[str]
    answered: Mapping[QuizName, tuple[str, datetime | None]]


def _best(row: Enrolment, left: Sequence[Part], known: _Known) -> Next | None:
    """The first part, in the order of the course, that can be gone on with; else the one that waits least.

    A clock that runs comes before everything.
    """
    found = [_standing(row, part, known) for part in left]
    return min(found, key=lambda one: (one.reason, one.urgency), default=None)


def _standing(row: Enrolment, part: Part, known: _Known) -> Next:
    lesson, kind, key = part
    if kind == "lab" and f"{row.course.key}/{lesson}/{key}" in known.labs_at_work:
        return Next(part, Reason.RUN)
    state, at = known.answered.get((row.pk, lesson, key), NOTHING) if kind == "quiz" else NOTHING
    if state == AttemptState.SUBMITTED:
        return Next(part, Reason.MARKS)
    here = _at_quiz(known.quizzes, _quiz(row, part), part) if kind == "quiz" and known.quizzes else None
    if state is not None and (here is None or here.reason == Reason.PAUSED):
        return Next(part, Reason.PAUSED, _("You have begun this quiz, and not handed it in yet."), -1.0, at)
    return here or Next(part, Reason.PAUSED)


def _at_quiz(quizzes: Quizzes, quiz: QuizOf, part: Part) -> Next:
    newest, plain = quizzes.newest.get(quiz.name), quizzes.plain.get(quiz.place)
    if newest is not None and newest.is_open and not newest.is_prepared:
        left = newest.left
        return Next(part, Reason.PAUSED if left is None else Reason.CLOCK, urgency=max(0.0, left or 0.0))
    if plain is None or plain == FREE or quizzes.now is None:
        return Next(part, Reason.PAUSED)
    terms = quizzes.terms(quiz)
    if terms.opens and quizzes.now < terms.opens:
        text = _("Your quiz opens on %(at)s.") % {"at": moment(terms.opens)}
        return Next(part, Reason.OPENS, text, terms.opens.timestamp())
    refusal = check_can_try.refusal(terms, quizzes.used(quiz), quizzes.now)
    return Next(part, Reason.STUCK, refusal) if refusal else Next(part, Reason.PAUSED)
