"""The end of an attempt: handed in or out of time, marked at once, when marks may be told, or once people have read it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from courses.access import quiz_of_attempt
from courses.attempts.grading import grade, move
from courses.attempts.rows import timed_attempt
from courses.clock import database_now
from courses.models import Block, Enrolment, QuizAttempt
from courses.progress import locked
from courses.read_models import quiz_of
from courses.states import GRACE, OPEN, AttemptState
from courses.terms import Terms, override_of, terms_of
from courses.trials.asking import ask_runs

BATCH = 200
A_TURN = 12.0  # seconds after which a worker looks for other work; beat rings for the next turn every 15

log = structlog.get_logger("courses.attempts")


@dataclass
class Turn:
    """The last attempt that a turn looked at before its time was over, by its id; 0 where it came to the end."""

    ended_at: int = 0


TURN = Turn()
"""Of this process. Where it is forgotten, a turn begins with the first."""


def finish(attempt: QuizAttempt, block: Block) -> QuizAttempt:
    """Mark an attempt, or keep it unmarked until the quiz has closed for the person, where its feedback waits for that.

    Marks that do not exist can be read nowhere: not in progress, figures, reports or the API. The caller holds the
    enrolment's lock.
    """
    until = _kept_back_until(attempt, block)
    if until is None or until <= database_now():
        return grade(attempt, block)
    move(attempt, AttemptState.SUBMITTED, submitted_at=Now(), marks_at=until)
    ask_runs(attempt, block)
    Enrolment.objects.filter(pk=attempt.enrolment_id).update(last_activity_at=Now(), updated_at=Now())
    return timed_attempt(attempt)


def _kept_back_until(attempt: QuizAttempt, block: Block) -> datetime | None:
    quiz = quiz_of(block)
    if quiz.feedback != "after-close":
        return None
    return marks_due(terms_of(quiz, override_of(attempt.enrolment_id, attempt.lesson_key, attempt.quiz_key)))


def marks_due(terms: Terms) -> datetime | None:
    """When nobody under these terms can answer any more."""
    return terms.closes and terms.closes + GRACE


def close_if_due(attempt: QuizAttempt, block: Block) -> QuizAttempt:
    """End an attempt whose time is over: with the answers that it has, or as abandoned when it has none.

    One that was handed in before is marked once its marks are due.
    """
    if attempt.marks_are_due:
        return grade(attempt, block)
    if not attempt.is_overdue:
        return attempt
    if attempt.state == AttemptState.IN_PROGRESS:
        move(attempt, AttemptState.OVERDUE)
    if attempt.is_within_grace:
        return attempt
    if attempt.saved_at is None:
        move(attempt, AttemptState.ABANDONED, submitted_at=F("deadline"))
        return timed_attempt(attempt)
    return finish(attempt, block)


def close_due_attempts(*, of: Enrolment | None = None) -> int:
    """Close what nobody handed in, and mark what waited for its marks; of one enrolment or of all. Returns how many.

    Doing it twice at once is harmless. With all of them a turn ends when its time is over, and the next one goes on from
    there: so those that cannot be closed, however many they are, keep no other one waiting.
    """
    if of is not None:
        return sum(_close_alone(attempt) for attempt in _due().filter(enrolment=of).order_by("pk"))
    closed, until = 0, time.monotonic() + A_TURN
    for attempt in _due_behind(TURN.ended_at):
        closed += _close_alone(attempt)
        if time.monotonic() > until:
            TURN.ended_at = attempt.pk
            return closed
    TURN.ended_at = 0
    return closed


def _due() -> QuerySet[QuizAttempt]:
    out_of_time = Q(state__in=sorted(OPEN), deadline__lt=Now() - GRACE)
    to_mark = Q(state=AttemptState.SUBMITTED, marks_at__lte=Now())
    return QuizAttempt.objects.filter(out_of_time | to_mark).select_related("enrolment")


def _due_behind(last: int) -> Iterator[QuizAttempt]:
    """Each once, also those that stay due because they cannot be closed.

    All are found at once: a query for the next few in their order would go through every attempt that there ever was.
    """
    due = sorted(_due().filter(pk__gt=last).values_list("pk", flat=True))
    for first in range(0, len(due), BATCH):
        yield from _due().filter(pk__in=due[first : first + BATCH]).order_by("pk")


def _close_alone(attempt: QuizAttempt) -> bool:
    """One attempt that cannot be marked keeps no other one open."""
    try:
        return _close(attempt)
    except Exception:
        log.exception("attempt cannot be closed", attempt=str(attempt.public_id))
        return False


@transaction.atomic
def _close(attempt: QuizAttempt) -> bool:
    locked(attempt.enrolment)
    rows = QuizAttempt.objects.select_for_update(of=("self",)).timed().select_related("enrolment")
    here = rows.get(pk=attempt.pk)
    before = here.state
    ended = close_if_due(here, quiz_of_attempt(here))
    return not ended.is_open and ended.state != before
