"""The doors to a learner's own attempts at a quiz: to answer, and to look back on."""

from django.db.models import QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.access import started_enrolment_of
from courses.clock import NOW
from courses.models import Answer, Enrolment, QuizAttempt
from courses.models.attempts import AttemptQuerySet
from courses.states import ENDED
from lms.kit.prepared import Prepared, Slot
from people.models import User

TRIES = 50  # the newest among which a learner looks back


def _begun_attempts() -> AttemptQuerySet:
    mine = Enrolment.objects.filter(user=Slot("user"), course__key=Slot("course"))
    # By the enrolment, so that it is found first, however young the tables are.
    here = QuizAttempt.objects.filter(enrolment=Subquery(mine.values("pk")), number=Slot("number"))
    return here.begun().filter(lesson_key=Slot("lesson"), quiz_key=Slot("quiz"))


def _begun() -> QuerySet[QuizAttempt]:
    own = [column.name for column in QuizAttempt._meta.concrete_fields]
    whole = _begun_attempts().select_related("enrolment").only(*own, "enrolment__public_id")
    return whole.timed().select_for_update(of=("self",))


def _answer() -> QuerySet[Answer]:
    asked = Answer.objects.filter(attempt=Subquery(_begun_attempts().values("pk")))
    own = [column.name for column in Answer._meta.concrete_fields]
    there = [f"attempt__{column.name}" for column in QuizAttempt._meta.concrete_fields]
    whole = asked.select_related("attempt__enrolment").only(*own, *there, "attempt__enrolment__public_id")
    return whole.filter(question_key=Slot("question")).annotate(**NOW)


BEGUN, ANSWER = Prepared(_begun), Prepared(_answer)


def begun_attempt_of(user: int, course: str, lesson: str, quiz: str, number: int) -> QuizAttempt | None:
    """A person's (by their id) attempt of this number, at work or over, with the database's `now`; its row is locked.

    Of its enrolment it has no more than it is named by: answers are saved often.
    """
    return BEGUN.one(user=user, course=course, lesson=lesson, quiz=quiz, number=number)


def answer_of(user: int, course: str, lesson: str, quiz: str, number: int, question: str) -> Answer | None:
    """One answer of that attempt, which it holds; nothing is locked."""
    found = ANSWER.one(user=user, course=course, lesson=lesson, quiz=quiz, number=number, question=question)
    if found is not None:
        found.attempt.now = found.now
    return found


def ended_attempts_of(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, number: int
) -> tuple[Enrolment, QuizAttempt, list[QuizAttempt]]:
    """A person's own try that has ended, and all such at the quiz, newest first. What they answered is theirs alone.

    The edition that they are on now need not have that quiz any more.
    """
    enrolment = started_enrolment_of(actor, course_key)
    if enrolment is None:
        raise Http404
    attempts = QuizAttempt.objects.timed().filter(enrolment=enrolment, lesson_key=lesson_key)
    ended = attempts.filter(quiz_key=quiz_key, state__in=sorted(ENDED)).select_related("enrolment")
    chosen = get_object_or_404(ended, number=number)
    return enrolment, chosen, list(ended.order_by("-number")[:TRIES])
