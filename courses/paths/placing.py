"""Placement tests: an ordinary quiz, whose marks say for the people on a path which of its courses they know."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from courses.content.paths import Placement
from courses.content.paths.placing import known_by
from courses.models import (
    Course,
    Enrolment,
    KnownByPlacement,
    PartKind,
    Path,
    PathEnrolment,
    PathVersion,
    QuizAttempt,
    Revision,
)
from courses.states import AttemptState
from lms.kit.prepared import Prepared, Slot
from people.audit import Did, record


def _with_test() -> QuerySet[PathEnrolment]:
    here = PathEnrolment.objects.filter(user=Slot("user"), withdrawn_at__isnull=True)
    return here.filter(version__source__has_key="placement").select_related("path", "version")


WITH_TEST = Prepared(_with_test)
"""Of the paths that somebody is on, those that ask a placement test."""


def placement_of(version: PathVersion) -> Placement | None:
    """Read alone, since grading asks for it."""
    found = version.source.get("placement")
    return Placement.model_validate(found, context={"stored": True}) if found else None


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


def place(attempt: QuizAttempt) -> None:
    """Note what a marked attempt shows, for every path of its person whose placement test it is. Twice is harmless.

    Only the first try says what somebody knew: behind it the answers may have been read.
    """
    if attempt.state != AttemptState.GRADED or attempt.number > 1:
        return
    for one in WITH_TEST.all(user=attempt.enrolment.user_id):
        test = placement_of(one.version)
        taken = (attempt.enrolment.course.key, attempt.lesson_key, attempt.quiz_key)
        if test and (test.course, test.lesson, test.quiz) == taken:
            _note(one.version, attempt)


def place_many(course: str, lesson: str, quiz: str, attempts: Any) -> None:
    """The same for attempts whose marks went up; `attempts` selects their ids. One query where no path asks this quiz."""
    named = {"course": course, "lesson": lesson, "quiz": quiz}
    if PathVersion.objects.filter(source__placement__contains=named).exists():
        whole = QuizAttempt.objects.filter(pk__in=attempts).select_related("enrolment__course")
        for attempt in whole:
            place(attempt)


def place_by_earlier(enrolment: PathEnrolment) -> None:
    """The same for somebody who comes to a path after the test."""
    placement = placement_of(enrolment.version)
    for attempt in _attempts(placement, user=enrolment.user_id) if placement else ():
        _note(enrolment.version, attempt)


def place_again(version: PathVersion) -> None:
    """The same for everybody on a version that was just published, as its test may say more than the one before."""
    placement = placement_of(version)
    people = PathEnrolment.objects.filter(version=version, withdrawn_at__isnull=True).values("user")
    for attempt in _attempts(placement, user__in=people) if placement else ():
        _note(version, attempt)


def _attempts(placement: Placement, **whose: Any) -> Iterable[QuizAttempt]:
    named = {
        "lesson_key": placement.lesson,
        "quiz_key": placement.quiz,
        "state": AttemptState.GRADED,
        "number": 1,
    }
    attempts = QuizAttempt.objects.filter(enrolment__course__key=placement.course, **named)
    people = {f"enrolment__{name}": value for name, value in whose.items()}
    return attempts.filter(**people).select_related("enrolment__user").order_by("pk")


def _note(version: PathVersion, attempt: QuizAttempt) -> None:
    placement = placement_of(version)
    assert placement is not None  # what the callers select by
    answers = attempt.answers.filter(points__isnull=False).values_list("question_key", "points", "of")
    marks = {key: (points or 0.0, of or 0.0) for key, points, of in answers}
    keys = known_by(placement, marks)
    user = attempt.enrolment.user
    known = KnownByPlacement.objects.filter(user=user).values("course")
    for course in Course.objects.filter(key__in=keys).exclude(pk__in=known):
        told: dict[str, Any] = {"attempt": attempt, "version": version}
        row, is_new = KnownByPlacement.objects.get_or_create(user=user, course=course, defaults=told)
        if is_new:
            record(by=user, did=Did.PLACED, to=row, course=course.key, attempt=str(attempt.public_id))
            touch_paths(user.pk)
            Enrolment.objects.filter(user=user, course=course).update(updated_at=Now())


def touch_paths(*people: int) -> None:
    """How far these users are has changed: lists that are read by their changes show it again."""
    PathEnrolment.objects.filter(user__in=people, withdrawn_at__isnull=True).update(updated_at=Now())
