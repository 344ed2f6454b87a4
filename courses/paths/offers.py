"""A placement test that somebody on a path has not taken yet, and what it could spare them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from courses.models import QuizAttempt
from courses.paths.progress import PathProgress, Standing
from courses.states import ENDED


@dataclass(frozen=True)
class Offer:
    """`spares` counts the courses that it could spare; a form that is sent to `href` begins the test."""

    path: PathProgress
    spares: int
    href: str


def placement_offers(user_id: int, paths: Sequence[PathProgress]) -> list[Offer]:
    """One query at most. A test that was taken is offered no more: its quiz says whether there are further tries."""
    asking = [path for path in paths if path.has_test and _spared(path)]
    if not asking:
        return []
    taken = _taken(user_id, asking)
    offers = []
    for path in asking:
        placement = path.source.placement
        assert placement is not None  # what they were selected by
        if (placement.course, placement.lesson, placement.quiz) in taken:
            continue
        href = reverse("courses:take_placement", args=[path.source.key])
        offers.append(Offer(path, _spared(path), href))
    return offers


def _spared(path: PathProgress) -> int:
    """Courses that the test knows of, and that nobody has begun, learnt or been placed in."""
    knows = path.source.placement.knows if path.source.placement else set()
    lines = [line for stage in path.stages if not stage.is_done for line in stage.courses]
    fresh = (Standing.OPEN, Standing.LOCKED)
    return sum(line.key in knows and line.standing in fresh for line in lines)


def _taken(user_id: int, paths: Sequence[PathProgress]) -> set[tuple[str, str, str]]:
    """The placement quizzes with an ended attempt."""
    where = Q()
    for test in (path.source.placement for path in paths if path.source.placement):
        where |= Q(enrolment__course__key=test.course, lesson_key=test.lesson, quiz_key=test.quiz)
    attempts = QuizAttempt.objects.filter(where, enrolment__user=user_id, state__in=sorted(ENDED))
    return set(attempts.values_list("enrolment__course__key", "lesson_key", "quiz_key"))
