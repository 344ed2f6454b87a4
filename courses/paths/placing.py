"""Placement tests: an ordinary quiz, whose marks say for the people on a path which of its courses they know."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet

from courses.content.paths import Placement
from courses.locks import lock_enrolments
from courses.models import Enrolment, PartKind, Path, PathEnrolment, PathVersion, QuizAttempt, Revision
from courses.paths.known import note_known, placement_of
from courses.states import AttemptState
from lms.kit.prepared import Prepared, Slot
from people.models import User


def tested(user: Slot | OuterRef) -> QuerySet[PathEnrolment]:
    """Of the paths that somebody is on, those that ask a placement test."""
    here = PathEnrolment.objects.filter(user=user, withdrawn_at__isnull=True)
    return here.filter(version__source__has_key="placement")


WITH_TEST = Prepared(lambda: tested(Slot("user")).select_related("path", "version"))


Parts = Sequence[Sequence[str]]
"""Each of a lesson, a kind and a key, as a revision has them."""


def are_only_quizzes(parts: Parts) -> bool:
    return all(kind == PartKind.QUIZ for _lesson, kind, _key in parts)


def is_placement_test(revision: Revision) -> bool:
    """Whether a published path asks this course as its placement test, and it holds nothing else: it teaches nothing."""
    if not are_only_quizzes(revision.parts):
        return False
    return teaches_nothing(revision.course.key, revision.parts, placement_tests(of=revision.course.key))


Test = tuple[str, str, str]
"""The keys of a course, a lesson and a quiz."""


def placement_tests(*, of: str = "") -> set[Test]:
    """The placement tests of published paths, or those in one course; one query."""
    paths = Path.objects.filter(published__source__has_key="placement")
    if of:
        paths = paths.filter(published__source__placement__course=of)
    found = paths.values_list("published__source__placement", flat=True)
    return {(test["course"], test["lesson"], test["quiz"]) for test in found if test}


def teaches_nothing(course: str, parts: Parts, tests: Collection[Test]) -> bool:
    """Whether a course has no other parts than placement tests."""
    asked = all((course, lesson, key) in tests for lesson, _kind, key in parts)
    return bool(parts) and are_only_quizzes(parts) and asked


def place(attempt: QuizAttempt) -> list[int]:
    """Note what a marked attempt shows, for every path of its person whose placement test it is. Twice is harmless.

    Only the first try says what somebody knew: behind it the answers may have been read. The caller holds its enrolment
    and no place on a path, and touches the paths of whom this tells (by their ids) last.
    """
    if attempt.state != AttemptState.GRADED or attempt.number > 1:
        return []
    shown = []
    for one in WITH_TEST.all(user=attempt.enrolment.user_id):
        test = placement_of(one.version)
        taken = (attempt.enrolment.course.key, attempt.lesson_key, attempt.quiz_key)
        if test and (test.course, test.lesson, test.quiz) == taken:
            shown.append((one.version, attempt))
    return note_known(shown)


def place_many(course: str, lesson: str, quiz: str, attempts: Any) -> list[int]:
    """The same for attempts whose marks went up; `attempts` selects their ids. One query where no path asks this quiz."""
    named = {"course": course, "lesson": lesson, "quiz": quiz}
    if not PathVersion.objects.filter(source__placement__contains=named).exists():
        return []
    marked = first_tries(lesson, quiz, pk__in=attempts)
    by_person = {one.enrolment.user_id: one for one in marked}
    here = PathEnrolment.objects.current().filter(version__source__placement__contains=named)
    on = here.filter(user__in=by_person).select_related("version").order_by("pk")
    return note_known([(one.version, by_person[one.user_id]) for one in on])


def place_by_earlier(user: User, version: PathVersion) -> list[int]:
    """The same for somebody who comes to a version after the test; the caller holds no place on a path yet.

    With the enrolment in the test held: who hands it in at this moment has done so, or will find the person on the path.
    """
    placement = placement_of(version)
    if placement is None:
        return []
    held = lock_enrolments(Enrolment.objects.filter(user=user, course__key=placement.course))
    return place_all(version, placement, held)


def place_all(version: PathVersion, placement: Placement, held: Sequence[int]) -> list[int]:
    """The same for enrolments in the test, by their ids, which the caller holds."""
    tries = first_tries(placement.lesson, placement.quiz, enrolment__in=held) if held else ()
    return note_known([(version, attempt) for attempt in tries])


def first_tries(lesson: str, quiz: str, **whose: Any) -> QuerySet[QuizAttempt]:
    named = {"lesson_key": lesson, "quiz_key": quiz, "state": AttemptState.GRADED, "number": 1}
    return QuizAttempt.objects.filter(**named, **whose).select_related("enrolment__user").order_by("pk")
