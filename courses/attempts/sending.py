"""What a quiz page sends while somebody answers: found and saved in one go, for nothing happens as often."""

from django.db import transaction

from courses.access import quiz_block
from courses.answers import QuizForm
from courses.attempt_access import answer_of, begun_attempt_of
from courses.attempts.opening import attempt_to_answer
from courses.attempts.saving import Saved, save_at_once, save_into
from courses.models import QuizAttempt
from people.models import User

QuizKeys = tuple[str, str, str]
"""Of a course, a lesson in it and a quiz in that, as they stand in its address."""


def save_form(*, by: User, quiz: QuizKeys, form: QuizForm) -> Saved | None:
    """Keep what a page holds in the attempt that it was drawn for, also when that is over; None: there is nothing to keep.

    Where there is no attempt yet, an answer begins one.
    """
    return _saved_at_once(by, quiz, form) or _saved(by, quiz, form)


def _saved_at_once(by: User, quiz: QuizKeys, form: QuizForm) -> Saved | None:
    """One answer in the present attempt: two statements, where rows that are locked first take five."""
    if len(form.given) != 1:
        return None
    [(question, given)] = form.given.items()
    answer = answer_of(by.pk, *quiz, form.number, question)
    if answer is None or not form.is_for(answer.attempt.number, answer.attempt.sitting):
        return None
    return save_at_once(answer, given, form.seen)


@transaction.atomic
def _saved(by: User, quiz: QuizKeys, form: QuizForm) -> Saved | None:
    here = begun_attempt_of(by.pk, *quiz, form.number) or _begun(by, quiz, form)
    if here is None:
        return None
    if not form.is_for(here.number, here.sitting):
        return Saved(is_open=False)
    return save_into(here, form.given, form.seen, again=form.again)


def _begun(by: User, quiz: QuizKeys, form: QuizForm) -> QuizAttempt | None:
    enrolment, lesson, block = quiz_block(by, *quiz)
    return attempt_to_answer(enrolment, lesson, block, form) if form.given else None
