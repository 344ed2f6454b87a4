"""What becomes of an answer, or of what an author tries, when its run has ended.

A run that is not the one that counts changes nothing.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from courses.access import quiz_of_attempt
from courses.attempts.grading import grade
from courses.models import PromptTrial, PromptTryOut, QuizAttempt
from courses.progress import locked


@transaction.atomic
def take_replies(*, ticket: UUID, replies: Mapping[str, str]) -> bool:
    """Keep the replies, and mark the attempt with the last ones that it waits for; whether anything waited for them.

    An attempt whose marks are kept back is marked when these are due.
    """
    trial = _ended(ticket, replies=dict(replies))
    if trial is None:
        return _end_try_out(ticket, replies=dict(replies))
    attempts = QuizAttempt.objects.timed().select_related("enrolment__user", "revision")
    attempt = attempts.defer("revision__source").get(pk=trial.answer.attempt_id)
    if attempt.waits_for_others:
        grade(attempt, quiz_of_attempt(attempt))
    return True


@transaction.atomic
def note_failure(*, ticket: UUID, failure: str) -> bool:
    """The run brought nothing: the answer stays handed in, and its owner can ask for another run."""
    return _ended(ticket, failure=failure) is not None or _end_try_out(ticket, failure=failure)


def _ended(ticket: UUID, **told: Any) -> PromptTrial | None:
    """The trial that waits for this run, ended, and its enrolment locked; None where none does."""
    waiting = PromptTrial.objects.filter(ticket=ticket, ended_at__isnull=True)
    trial = waiting.select_related("answer__attempt__enrolment").first()
    if trial is None:
        return None
    locked(trial.answer.attempt.enrolment)
    return trial if waiting.update(ended_at=Now(), **told) else None


def _end_try_out(ticket: UUID, **told: Any) -> bool:
    waiting = PromptTryOut.objects.filter(ticket=ticket, ended_at__isnull=True)
    return waiting.update(ended_at=Now(), **told) == 1
