"""Who may open which course, lesson, revision or certificate. Hidden and absent look alike."""

import uuid

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.labs import LabPlace
from courses.models import Block, BlockKind, Completion, Course, Enrolment, Lesson, QuizAttempt, Revision
from courses.states import ENDED, AttemptState
from lms.kit.refusals import Denied, Rule
from people.access import check_is_author, may_see, visible_to
from people.models import Role, User

TRIES = 50  # the newest among which a learner looks back
REVISIONS = 50  # the newest among which an author may choose
HEAVY = ("source",)  # the whole course as JSON: read only where it is exported


def published_courses() -> QuerySet[Course]:
    courses = Course.objects.filter(published__isnull=False).select_related("published")
    return courses.defer(*(f"published__{name}" for name in HEAVY))


def course_for(actor: User, key: str) -> Course:
    """A published course; every signed-in person may read what it is about."""
    return get_object_or_404(published_courses(), key=key)


def published_revision(actor: User, key: str) -> Revision:
    course = course_for(actor, key)
    assert course.published is not None  # what `published_courses` selects by
    course.published.course = course
    return course.published


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    enrolments = Enrolment.objects.filter(user=user).select_related(
        "course", "revision__course", "completion"
    )
    return enrolments.defer(*(f"revision__{name}" for name in HEAVY))


def enrolment_of(user: User, course: Course | str) -> Enrolment | None:
    key = course if isinstance(course, str) else course.key
    return enrolments_of(user).filter(course__key=key).first()


def started_enrolment_of(user: User, course_key: str) -> Enrolment | None:
    """The person's enrolment once it is bound to a revision; before that its lessons are closed."""
    return enrolments_of(user).filter(course__key=course_key, revision__isnull=False).first()


def revision_of(enrolment: Enrolment) -> Revision:
    """The revision a person is on. Before the start there is none, so nothing of it can be found."""
    if enrolment.revision is None:
        raise Http404
    return enrolment.revision


def lesson_of(actor: User, course_key: str, lesson_key: str) -> tuple[Enrolment, Lesson]:
    """The lesson as it stands in the revision the person is on."""
    enrolment = started_enrolment_of(actor, course_key)
    if enrolment is None:
        raise Http404
    return enrolment, get_object_or_404(Lesson, revision=enrolment.revision_id, key=lesson_key)


def quiz_block(
    actor: User, course_key: str, lesson_key: str, quiz_key: str
) -> tuple[Enrolment, Lesson, Block]:
    enrolment, lesson = lesson_of(actor, course_key, lesson_key)
    return enrolment, lesson, get_object_or_404(Block, lesson=lesson, kind=BlockKind.QUIZ, key=quiz_key)


def open_attempt_of(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, number: int
) -> QuizAttempt | None:
    """The person's attempt of this number, if it is at work: found by one query, as answers are saved often."""
    attempts = QuizAttempt.objects.open().exclude(state=AttemptState.NOT_STARTED)
    named = {"enrolment__user": actor, "enrolment__course__key": course_key}
    mine = attempts.select_related("enrolment").filter(**named, lesson_key=lesson_key, quiz_key=quiz_key)
    return mine.filter(number=number).first()


def ended_attempts_of(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, number: int
) -> tuple[Enrolment, QuizAttempt, list[QuizAttempt]]:
    """A person's own try that has ended, and all such at the quiz, newest first. What they answered is theirs alone."""
    enrolment, _lesson, _block = quiz_block(actor, course_key, lesson_key, quiz_key)
    attempts = QuizAttempt.objects.timed().filter(enrolment=enrolment, lesson_key=lesson_key)
    ended = attempts.filter(quiz_key=quiz_key, state__in=sorted(ENDED)).select_related("enrolment")
    chosen = get_object_or_404(ended, number=number)
    return enrolment, chosen, list(ended.order_by("-number")[:TRIES])


def quiz_of_attempt(attempt: QuizAttempt) -> Block:
    """The quiz as the attempt took it; the caller has opened the attempt."""
    quizzes = Block.objects.select_related("lesson").filter(kind=BlockKind.QUIZ, key=attempt.quiz_key)
    return quizzes.get(lesson__revision=attempt.revision_id, lesson__key=attempt.lesson_key)


def lab_block(actor: User, course_key: str, lesson_key: str, lab_key: str) -> LabPlace:
    """The lab as it stands in the revision the person is on."""
    enrolment, lesson = lesson_of(actor, course_key, lesson_key)
    block = get_object_or_404(Block, lesson=lesson, kind=BlockKind.LAB, key=lab_key)
    return LabPlace(enrolment=enrolment, revision=revision_of(enrolment), lesson=lesson, block=block)


def certificate_for(actor: User, public_id: uuid.UUID) -> Completion:
    """The learner's own, their managers' and the administrators'."""
    completions = Completion.objects.select_related("user", "course", "revision").defer("revision__source")
    return get_object_or_404(completions.filter(user__in=visible_to(actor)), public_id=public_id)


def revision_for(actor: User, public_id: uuid.UUID) -> Revision:
    check_is_author(actor)
    revisions = Revision.objects.select_related("course__published", "created_by", "published_by")
    return get_object_or_404(revisions.defer("source", "course__published__source"), public_id=public_id)


def authored_course_for(actor: User, key: str) -> Course:
    check_is_author(actor)
    courses = Course.objects.select_related("published").defer("published__source")
    return get_object_or_404(courses, key=key)


def quiz_to_analyse(actor: User, course_key: str, lesson_key: str, quiz_key: str, number: str) -> list[Block]:
    """A quiz as its author looks back on it, then the same quiz in other revisions, newest first.

    `number` says which revision is meant; without it the published one, or else the newest that has the quiz.
    """
    course = authored_course_for(actor, course_key)
    blocks = Block.objects.select_related("lesson__revision").defer("content", "lesson__revision__source")
    places = blocks.filter(lesson__revision__course=course, lesson__key=lesson_key, kind=BlockKind.QUIZ)
    found = list(places.filter(key=quiz_key).order_by("-lesson__revision__number")[:REVISIONS])
    wanted = [block for block in found if str(block.lesson.revision.number) == number]
    published = [block for block in found if block.lesson.revision_id == course.published_id]
    chosen = wanted or ([] if number else published or found[:1])
    if not chosen:
        raise Http404
    return [chosen[0], *(block for block in found if block.pk != chosen[0].pk)]


@Rule
def check_can_enrol(actor: User, user: User) -> None:
    may = actor.pk == user.pk or actor.is_admin or Role.HR in actor.roles or may_see(actor, user)
    if not may:
        raise Denied(_("You can enrol yourself and the people of your team."))
