"""Who may read and mark which answers: authors those of their courses. Managers see none, and nobody marks their own."""

import uuid

from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.access import started_enrolment_of
from courses.models import Answer, Appeal, Marking, QuizAttempt
from courses.roles.standing import authored_by, authors_of, writes_courses
from courses.states import ENDED
from lms.kit.refusals import Denied, Rule
from people.models import User

TO_DRAW = ("attempt__enrolment__course", "attempt__enrolment__user", "attempt__revision")


@Rule
def check_marks(actor: User) -> None:
    """The one rule of who marks."""
    if not writes_courses(actor):
        raise Denied(_("Only authors and administrators can mark answers."))


def other_markers(actor: User, course: int | OuterRef, learner: int | OuterRef) -> QuerySet[User]:
    """Who else than the actor can decide about a learner's answer on a course."""
    return authors_of(course).exclude(pk=actor.pk).exclude(pk=learner)


def answers_of_others(actor: User) -> QuerySet[Answer]:
    """The answers that the actor may read as a marker."""
    check_marks(actor)
    here = Answer.objects.filter(attempt__enrolment__course__in=authored_by(actor))
    return here.exclude(attempt__enrolment__user=actor)


def waiting_answers(actor: User) -> QuerySet[Answer]:
    """What waits for a first mark, the oldest first."""
    return answers_of_others(actor).filter(awaits_since__isnull=False).order_by("awaits_since", "pk")


def open_appeals(actor: User) -> QuerySet[Appeal]:
    check_marks(actor)
    here = Appeal.objects.filter(answer__attempt__enrolment__course__in=authored_by(actor))
    others = here.exclude(answer__attempt__enrolment__user=actor)
    return others.filter(decided_at__isnull=True).order_by("asked_at", "pk")


def answer_to_mark(actor: User, attempt: uuid.UUID, question: str) -> Answer:
    """An answer that waits for a mark or has one."""
    answers = answers_of_others(actor).select_related(*TO_DRAW).defer("attempt__revision__source")
    here = answers.filter(attempt__public_id=attempt, question_key=question)
    marked = Q(awaits_since__isnull=False) | Q(pk__in=Marking.objects.values("answer"))
    return get_object_or_404(here.filter(marked))


def own_marked_answer(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, number: int, question: str
) -> Answer:
    """A learner's own answer that a person has marked, also of a quiz that their edition no longer has."""
    enrolment = started_enrolment_of(actor, course_key)
    place = {"enrolment": enrolment, "lesson_key": lesson_key, "quiz_key": quiz_key, "number": number}
    attempts = QuizAttempt.objects.filter(state__in=sorted(ENDED), **place)
    answers = Answer.objects.select_related(*TO_DRAW).defer("attempt__revision__source")
    found = answers.filter(attempt__in=attempts, question_key=question).first()
    if found is None or not found.markings.exists():
        raise Http404
    return found
