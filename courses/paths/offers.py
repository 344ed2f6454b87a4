"""A placement test that somebody on a path has not taken yet, and what it could spare them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from courses.models import Enrolment, QuizAttempt
from courses.paths.progress import PathProgress, Standing
from courses.states import ENDED


@dataclass(frozen=True)
class Offer:
    """`spares` counts the courses that it could spare; `href` opens its lesson, or the course that it is in."""

    path: PathProgress
    spares: int
    href: str


def placement_offers(user_id: int, paths: Sequence[PathProgress]) -> list[Offer]:
    """Two queries at most. A test that was taken is offered no more: its quiz says whether there are further tries."""
    asking = [path for path in paths if path.source.placement and _spared(path)]
    if not asking:
        return []
    taken, started = _taken(user_id, asking)
    offers = []
    for path in asking:
        placement = path.source.placement
        assert placement is not None  # what they were selected by
        if (placement.course, placement.lesson, placement.quiz) in taken:
            continue
        name = "lesson" if placement.course in started else "course"
        args = [placement.course, placement.lesson][: 1 + (name == "lesson")]
        offers.append(Offer(path, _spared(path), reverse(f"courses:{name}", args=args)))
    return offers


def _spared(path: PathProgress) -> int:
    """Courses that the test knows of, and that nobody has begun, learnt or been placed in."""
    knows = path.source.placement.knows if path.source.placement else set()
    lines = [line for stage in path.stages if not stage.is_done for line in stage.courses]
    fresh = (Standing.OPEN, Standing.LOCKED)
    return sum(line.key in knows and line.standing in fresh for line in lines)


def _taken(user_id: int, paths: Sequence[PathProgress]) -> tuple[set[tuple[str, str, str]], set[str]]:
    """The placement quizzes with an ended attempt, and the courses that were begun for one."""
    tests = [path.source.placement for path in paths if path.source.placement]
    where = Q()
    for test in tests:
        where |= Q(enrolment__course__key=test.course, lesson_key=test.lesson, quiz_key=test.quiz)
    attempts = QuizAttempt.objects.filter(where, enrolment__user=user_id, state__in=sorted(ENDED))
    taken = attempts.values_list("enrolment__course__key", "lesson_key", "quiz_key")
    begun = Enrolment.objects.filter(
        user=user_id, course__key__in={test.course for test in tests}, revision__isnull=False
    )
    return set(taken), set(begun.values_list("course__key", flat=True))
