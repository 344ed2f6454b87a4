"""Marking an attempt from what was saved, when it is handed in or when its time is over."""

from collections.abc import Mapping

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from courses.answers import restored, salvaged
from courses.attempts.selection import quiz_for
from courses.content.questions import Given
from courses.content.quiz import grade_quiz
from courses.models import (
    ASKING,
    Answer,
    AttemptToCount,
    Block,
    BlockKind,
    Enrolment,
    PartKind,
    QuizAttempt,
)
from courses.progress import complete_part, locked
from courses.states import GRACE, MOVES, AttemptState

BATCH = 200

log = structlog.get_logger("courses.attempts")


@transaction.atomic
def grade(attempt: QuizAttempt, block: Block) -> QuizAttempt:
    """Mark what is saved, as far as it can be read. The caller holds the enrolment's lock."""
    answers = {answer.question_key: answer for answer in attempt.answers.all()}
    quiz = quiz_for(block, attempt.seed, answers)
    responses = salvaged(quiz, given_in(answers))
    result = grade_quiz(quiz, responses)
    for key, mark in result.marks.items():
        answers[key].response = responses.get(key)
        answers[key].points, answers[key].of = mark.points, mark.of
    Answer.objects.bulk_update(answers.values(), ["response", "points", "of"])
    move(attempt, AttemptState.SUBMITTED)
    told = {"points": result.points, "of": result.of, "passed": result.passed}
    move(attempt, AttemptState.GRADED, **told, submitted_at=Now())
    if block.kind == BlockKind.QUIZ:
        AttemptToCount.objects.create(attempt=attempt)
    if result.passed and block.kind == BlockKind.QUIZ:
        complete_part(
            enrolment=attempt.enrolment,
            lesson_key=attempt.lesson_key,
            kind=PartKind.QUIZ,
            key=attempt.quiz_key,
            score=result.share,
        )
    else:
        Enrolment.objects.filter(pk=attempt.enrolment_id).update(last_activity_at=Now(), updated_at=Now())
    return QuizAttempt.objects.timed().get(pk=attempt.pk)


def given_in(answers: Mapping[str, Answer]) -> dict[str, Given]:
    return {key: restored(answer.given) for key, answer in answers.items()}


def move(attempt: QuizAttempt, to: AttemptState, **fields: object) -> None:
    """Put a locked attempt into another state of the table."""
    if to not in MOVES[AttemptState(attempt.state)]:
        raise ValueError(f"An attempt that is {attempt.state} cannot become {to}.")
    if not QuizAttempt.objects.filter(pk=attempt.pk, state=attempt.state).update(state=to, **fields):
        raise LookupError(f"Attempt {attempt.pk} is no longer {attempt.state}.")
    attempt.state = to


def close_if_due(attempt: QuizAttempt, block: Block) -> QuizAttempt:
    """End an attempt whose time is over: with the answers that it has, or as abandoned when it has none."""
    if not attempt.is_overdue:
        return attempt
    if attempt.state == AttemptState.IN_PROGRESS:
        move(attempt, AttemptState.OVERDUE)
    if attempt.is_within_grace:
        return attempt
    if attempt.saved_at is None:
        move(attempt, AttemptState.ABANDONED, submitted_at=F("deadline"))
        return QuizAttempt.objects.timed().get(pk=attempt.pk)
    return grade(attempt, block)


def close_due_attempts(*, of: Enrolment | None = None) -> int:
    """Close what nobody handed in, of one enrolment or of all; returns how many. Doing it twice at once is harmless."""
    due = QuizAttempt.objects.open().filter(deadline__lt=Now() - GRACE).order_by("deadline")
    mine = due.filter(enrolment=of) if of else due
    return sum(_close_alone(attempt) for attempt in mine.select_related("enrolment")[:BATCH])


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
    block = Block.objects.get(
        lesson__revision=here.revision_id,
        lesson__key=here.lesson_key,
        kind__in=ASKING,
        key=here.quiz_key,
    )
    return here.is_open and not close_if_due(here, block).is_open
