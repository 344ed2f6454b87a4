"""A placement test that somebody on a path has not taken yet, and what it could spare them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from courses.clock import NOW
from courses.models import Block, BlockKind, QuizAttempt, QuizOverride
from courses.paths.progress import PathProgress, Standing
from courses.read_models import quiz_of
from courses.states import ENDED
from courses.terms import check_is_open, terms_of


@dataclass(frozen=True)
class Offer:
    """`spares` counts the courses that it could spare; a form that is sent to `href` begins the test."""

    path: PathProgress
    spares: int
    href: str


def placement_offers(user_id: int, paths: Sequence[PathProgress]) -> list[Offer]:
    """Two queries at most, and one for each quiz that opens or closes. A test that was taken is offered no more: its quiz
    says whether there are further tries. Neither is one that is not there any more, or that cannot be begun now.
    """
    asking = [path for path in paths if path.test_in and _spared(path)]
    if not asking:
        return []
    taken, there = _taken(user_id, asking), _quizzes(asking)
    offers = []
    for path in asking:
        placement = path.source.placement
        assert placement is not None  # what they were selected by
        quiz = there.get((path.test_in, placement.lesson, placement.quiz))
        if (placement.course, placement.lesson, placement.quiz) in taken:
            continue
        if quiz is None or not _is_open(user_id, placement.course, quiz):
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


def _quizzes(paths: Sequence[PathProgress]) -> dict[tuple[int | None, str, str], Block]:
    """The placement tests where their person would take them, by revision and keys."""
    where = Q()
    for path in paths:
        if test := path.source.placement:
            where |= Q(lesson__revision=path.test_in, lesson__key=test.lesson, key=test.quiz)
    blocks = Block.objects.filter(where, kind=BlockKind.QUIZ).select_related("lesson").annotate(**NOW)
    return {(block.lesson.revision_id, block.lesson.key, block.key): block for block in blocks}


def _is_open(user_id: int, course: str, block: Block) -> bool:
    quiz = quiz_of(block)
    if quiz.opens is None and quiz.closes is None:
        return True
    place = {"lesson_key": block.lesson.key, "quiz_key": block.key}
    granted = QuizOverride.objects.filter(
        enrolment__user=user_id, enrolment__course__key=course, **place
    ).first()
    return not check_is_open.refusal(terms_of(quiz, granted), block.now)  # type: ignore[attr-defined]


def _taken(user_id: int, paths: Sequence[PathProgress]) -> set[tuple[str, str, str]]:
    """The placement quizzes with an ended attempt."""
    where = Q()
    for test in (path.source.placement for path in paths if path.source.placement):
        where |= Q(enrolment__course__key=test.course, lesson_key=test.lesson, quiz_key=test.quiz)
    attempts = QuizAttempt.objects.filter(where, enrolment__user=user_id, state__in=sorted(ENDED))
    return set(attempts.values_list("enrolment__course__key", "lesson_key", "quiz_key"))
