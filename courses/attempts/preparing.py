"""Attempts prepared before a quiz opens: what takes time is done when hundreds start at the same moment."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from courses.attempts.selection import selected_keys
from courses.content.schema import QuizSource
from courses.models import Answer, Block, BlockKind, Enrolment, PartDone, PartKind, QuizAttempt
from courses.read_models import quiz_of
from courses.seeds import seed_of
from courses.states import OPEN, AttemptState

AHEAD = timedelta(minutes=10)
BATCH = 200


def prepare_attempts() -> int:
    """Put the first attempt of their cycle in place for each person whose quiz opens soon; returns for how many.

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
    """People who do something at this moment are left for the next round; so are those who have the quiz done."""
    here = {"enrolment": OuterRef("pk"), "lesson_key": block.lesson.key}
    done = PartDone.objects.in_current_cycles().filter(**here, kind=PartKind.QUIZ, key=block.key)
    waiting = Enrolment.objects.filter(
        ~Exists(_tried(block).filter(enrolment=OuterRef("pk"))),
        ~Exists(done),
        revision=block.lesson.revision_id,
        user__is_active=True,
    )
    taken = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
    # Whoever had them before may have prepared them after this query began.
    known = set(_tried(block).filter(enrolment__in=taken).values_list("enrolment_id", flat=True))
    left = [enrolment for enrolment in taken if enrolment.pk not in known]
    numbers, seen = _numbers(block, left), _seen(block, left)
    attempts = QuizAttempt.objects.bulk_create(
        _attempt(enrolment, block, numbers.get(enrolment.pk, 0) + 1) for enrolment in left
    )
    Answer.objects.bulk_create(
        Answer(attempt=attempt, position=at, question_key=key)
        for attempt in attempts
        for at, key in enumerate(
            selected_keys(block, attempt.seed, seen.get(attempt.enrolment_id, ()), quiz=quiz)
        )
    )
    return len(attempts)


def _attempts(block: Block) -> QuerySet[QuizAttempt]:
    return QuizAttempt.objects.filter(lesson_key=block.lesson.key, quiz_key=block.key)


def _tried(block: Block) -> QuerySet[QuizAttempt]:
    """What keeps a person from being prepared for: an attempt in their present cycle, or one that is open."""
    return _attempts(block).filter(Q(cycle=F("enrolment__cycle")) | Q(state__in=sorted(OPEN)))


def _numbers(block: Block, people: Sequence[Enrolment]) -> Mapping[int, int]:
    """The newest attempt of each in earlier cycles."""
    earlier = _attempts(block).filter(enrolment__in=people).order_by().values("enrolment_id")
    return dict(earlier.annotate(newest=Max("number")).values_list("enrolment_id", "newest"))


def _seen(block: Block, people: Sequence[Enrolment]) -> Mapping[int, Collection[str]]:
    """The questions that each had before, where questions are drawn."""
    seen: dict[int, set[str]] = defaultdict(set)
    if block.content.get("pools"):
        answers = Answer.objects.filter(attempt__in=_attempts(block).filter(enrolment__in=people))
        for enrolment, key in answers.order_by().values_list("attempt__enrolment_id", "question_key"):
            seen[enrolment].add(key)
    return seen


def _attempt(enrolment: Enrolment, block: Block, number: int) -> QuizAttempt:
    named: dict[str, Any] = {"lesson_key": block.lesson.key, "quiz_key": block.key, "number": number}
    return QuizAttempt(
        **named,
        enrolment=enrolment,
        revision_id=block.lesson.revision_id,
        cycle=enrolment.cycle,
        tried=1,
        state=AttemptState.NOT_STARTED,
        seed=seed_of(enrolment.public_id, block.lesson.key, block.key, number),
        submitted_at=None,
    )
