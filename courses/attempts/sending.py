"""What a quiz page sends while somebody answers: found, locked and saved in one go, for nothing happens as often."""

from django.db import transaction

from courses.access import begun_attempt_of, quiz_block
from courses.answers import QuizForm
from courses.attempts.opening import attempt_to_answer
from courses.attempts.saving import Saved, save_into
from courses.models import QuizAttempt
from people.models import User

QuizKeys = tuple[str, str, str]
"""Of a course, a lesson in it and a quiz in that, as they stand in its address."""


@transaction.atomic
def save_form(*, by: User, quiz: QuizKeys, form: QuizForm) -> Saved | None:
    """Keep what a page holds in the attempt that it was drawn for, also when that is over; None: there is nothing to keep.

    Where there is no attempt yet, an answer begins one.
    """
    here = begun_attempt_of(by.pk, *quiz, form.number) or _begun(by, quiz, form)
    if here is None:
        return None
    if not form.is_for(here.number, here.sitting):
        return Saved(is_open=False)
    return save_into(here, form.given, form.seen)


def _begun(by: User, quiz: QuizKeys, form: QuizForm) -> QuizAttempt | None:
    enrolment, lesson, block = quiz_block(by, *quiz)
    return attempt_to_answer(enrolment, lesson, block, form) if form.given else None
