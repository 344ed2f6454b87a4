"""What comes for an attempt that is over: it goes on the record of that attempt, whatever was begun since."""

from courses.answers import QuizForm
from courses.attempt_access import begun_attempt_of
from courses.attempts.rows import answers_to
from courses.attempts.saving import keep
from courses.models import Block, Enrolment, Lesson


def keep_for_ended(enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> None:
    """Keep what the page of an earlier attempt brings, within the caller's transaction."""
    here = begun_attempt_of(enrolment.user_id, enrolment.course.key, lesson.key, block.key, form.number)
    if here is not None and form.is_for(here.number, here.sitting):
        keep(here, answers_to(here, form.given), form.given, form.seen)
