"""Attempts prepared before a quiz opens: what takes time is done when hundreds start at the same moment."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from courses.attempts.selection import selected_keys
from courses.content.schema import QuizSource
from courses.models import Answer, Block, BlockKind, Enrolment, QuizAttempt
from courses.read_models import quiz_of
from courses.seeds import seed_of
from courses.states import AttemptState

AHEAD = timedelta(minutes=10)
BATCH = 200


def prepare_attempts() -> int:
    """Put a first attempt in place for each person on a course whose quiz opens soon; returns for how many.

    Doing it again, or twice at once, adds nothing. Who comes later begins as at any quiz.
    """
    soon = Block.objects.filter(kind=BlockKind.QUIZ, opens_at__gt=Now(), opens_at__lte=Now() + AHEAD)
    return sum(_prepare(block) for block in soon.select_related("lesson"))


def _prepare(block: Block) -> int:
    quiz, prepared = quiz_of(block), 0
    while batch := _prepare_batch(block, quiz):
        prepared += batch
    return prepared


@transaction.atomic
def _prepare_batch(block: Block, quiz: QuizSource) -> int:
    """People who do something at this moment are left for the next round."""
    place = {"lesson_key": block.lesson.key, "quiz_key": block.key}
    tried = QuizAttempt.objects.filter(enrolment=OuterRef("pk"), **place)
    waiting = Enrolment.objects.filter(
        ~Exists(tried), revision=block.lesson.revision_id, user__is_active=True
    )
    taken = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
    # Whoever had them before may have prepared them after this query began.
    known = set(
        QuizAttempt.objects.filter(enrolment__in=taken, **place).values_list("enrolment_id", flat=True)
    )
    left = [enrolment for enrolment in taken if enrolment.pk not in known]
    attempts = QuizAttempt.objects.bulk_create(_attempt(enrolment, block) for enrolment in left)
    Answer.objects.bulk_create(
        Answer(attempt=attempt, position=at, question_key=key)
        for attempt in attempts
        for at, key in enumerate(selected_keys(block, attempt.seed, quiz=quiz))
    )
    return len(attempts)


def _attempt(enrolment: Enrolment, block: Block) -> QuizAttempt:
    return QuizAttempt(
        enrolment=enrolment,
        revision_id=block.lesson.revision_id,
        lesson_key=block.lesson.key,
        quiz_key=block.key,
        number=1,
        state=AttemptState.NOT_STARTED,
        seed=seed_of(enrolment.public_id, block.lesson.key, block.key, 1),
        submitted_at=None,
    )
