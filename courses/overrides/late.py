"""What people sent after the end of a try, for whoever may grant another: when and how much, not the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from courses.models import Block, Enrolment, QuizAttempt


@dataclass(frozen=True)
class LateTry:
    """Of `answers` something came after the try had `ended`, last `at`."""

    number: int
    ended: datetime
    at: datetime
    answers: int


def late_tries(enrolment: Enrolment, block: Block) -> list[LateTry]:
    attempts = _late_at(block).filter(enrolment=enrolment).order_by("-number")
    late = Count("answers", filter=Q(answers__saves__is_late=True), distinct=True)
    ended = Coalesce("submitted_at", "deadline")  # one that nobody has looked at since
    told = attempts.annotate(late=late, ended=ended)
    return [LateTry(one.number, one.ended, one.late_at, one.late) for one in told if one.late_at]


def late_moments(enrolments: Sequence[Enrolment], block: Block) -> dict[int, datetime]:
    """When somebody's last word came late, by enrolment; one query for a page of people."""
    late = _late_at(block).filter(enrolment__in=enrolments).order_by()
    return dict(late.values("enrolment_id").annotate(at=Max("late_at")).values_list("enrolment_id", "at"))


def _late_at(block: Block) -> QuerySet[QuizAttempt]:
    named = {"lesson_key": block.lesson.key, "quiz_key": block.key}
    return QuizAttempt.objects.filter(**named, late_at__isnull=False)
