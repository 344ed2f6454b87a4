"""What comes for an attempt that is over: it goes on the record of that attempt, whatever was begun since."""

from courses.answers import QuizForm
from courses.attempts.rows import answers_to, locked_attempt
from courses.attempts.saving import keep
from courses.models import Block, Enrolment, Lesson, QuizAttempt
from courses.states import ENDED
from people.models import User


def ended_attempt_of(user: User, course: str, lesson: str, quiz: str, number: int) -> QuizAttempt | None:
    """The person's attempt of this number, if it is over."""
    mine = {"enrolment__user": user, "enrolment__course__key": course}
    return _ended(lesson, quiz, number, **mine)


def keep_for_ended(enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> None:
    """Keep what the page of an earlier attempt brings, within the caller's transaction."""
    attempt = _ended(lesson.key, block.key, form.number, enrolment=enrolment)
    if attempt is not None and form.is_for(attempt.number, attempt.sitting):
        here = locked_attempt(attempt)
        keep(here, answers_to(here, form.given), form.given, form.seen)


def _ended(lesson: str, quiz: str, number: int, **whose: object) -> QuizAttempt | None:
    attempts = QuizAttempt.objects.filter(state__in=sorted(ENDED), **whose).select_related("enrolment")
    return attempts.filter(lesson_key=lesson, quiz_key=quiz, number=number).first()
