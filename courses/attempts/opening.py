"""Beginning an attempt: one open attempt for a person and a quiz, whatever windows ask at the same moment."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.attempts.grading import close_if_due
from courses.attempts.selection import selection
from courses.content.schema import QuizSource
from courses.models import Answer, Block, Enrolment, Lesson, QuizAttempt
from courses.progress import locked
from courses.read_models import quiz_of
from courses.states import AttemptState
from lms.kit.refusals import Conflict, Rule


@transaction.atomic
def begin_attempt(*, enrolment: Enrolment, lesson: Lesson, block: Block, number: int = 0) -> QuizAttempt:
    """The open attempt, else a new one while tries are left.

    For a page that was drawn for an earlier attempt than the present one nothing begins: it gets the present one, by
    whose number it can tell. 0 asks for whichever is next.
    """
    here = locked(enrolment)
    if here.revision_id != lesson.revision_id:
        raise Conflict(
            _("This quiz does not belong to the course as you are on it now. Load the page again.")
        )
    place = {"enrolment": here, "lesson_key": lesson.key, "quiz_key": block.key}
    newest = _present(place)
    if newest is not None:
        newest = close_if_due(newest, block)
        if newest.state == AttemptState.NOT_STARTED:
            return _start(newest, quiz_of(block))
        if newest.is_open or 0 < number <= newest.number:
            return newest
    quiz, used = quiz_of(block), tries_used(here, newest)
    check_can_try(quiz, used)
    number = newest.number + 1 if newest else 1
    asked = selection(here, lesson.key, block, number)
    counted = {"cycle": here.cycle, "number": number, "tried": used + 1}
    told = {"state": AttemptState.NOT_STARTED, "seed": asked.seed, "submitted_at": None}
    attempt = QuizAttempt(**place, revision_id=lesson.revision_id, **counted, **told)
    attempt.save(force_insert=True)
    Answer.objects.bulk_create(
        Answer(attempt=attempt, position=at, question_key=key) for at, key in enumerate(asked.keys)
    )
    return _start(attempt, quiz)


def tries_used(enrolment: Enrolment, newest: QuizAttempt | None) -> int:
    """In the present cycle, by the newest attempt of all; earlier cycles take no try away."""
    return newest.tried if newest is not None and newest.cycle == enrolment.cycle else 0


@Rule
def check_can_try(quiz: QuizSource, used: int) -> None:
    if quiz.tries is not None and used >= quiz.tries:
        told = ngettext("The one try is used.", "All %(tries)d tries are used.", quiz.tries)
        raise Conflict(told % {"tries": quiz.tries})


def _present(place: Mapping[str, Any]) -> QuizAttempt | None:
    """The attempt that is open, else the last one; its row locked."""
    attempts = QuizAttempt.objects.select_for_update(of=("self",)).timed().select_related("enrolment")
    mine = attempts.filter(**place)
    return mine.open().first() or mine.order_by("-number").first()


def _start(attempt: QuizAttempt, quiz: QuizSource) -> QuizAttempt:
    """The clock starts now, and it is the database's."""
    deadline = Now() + timedelta(minutes=quiz.time_limit) if quiz.time_limit else None
    QuizAttempt.objects.filter(pk=attempt.pk).update(
        state=AttemptState.IN_PROGRESS, started_at=Now(), deadline=deadline
    )
    return QuizAttempt.objects.timed().get(pk=attempt.pk)
