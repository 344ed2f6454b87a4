"""What comes for an attempt that is over: it goes on the record of that attempt, whatever was begun since."""

from django.db.models import QuerySet

from courses.answers import QuizForm
from courses.attempts.rows import answers_to
from courses.attempts.saving import keep
from courses.models import Block, Enrolment, Lesson, QuizAttempt
from courses.states import ENDED
from lms.kit.prepared import Prepared, Slot


def _ended() -> QuerySet[QuizAttempt]:
    mine = QuizAttempt.objects.filter(enrolment__user=Slot("user"), enrolment__course__key=Slot("course"))
    here = mine.filter(lesson_key=Slot("lesson"), quiz_key=Slot("quiz"), number=Slot("number"))
    ended = here.filter(state__in=sorted(ENDED)).select_related("enrolment")
    return ended.timed().select_for_update(of=("self",))


ENDED_OF = Prepared(_ended)


def ended_attempt_of(user: int, course: str, lesson: str, quiz: str, number: int) -> QuizAttempt | None:
    """A person's (by their id) attempt of this number, if it is over, with the database's `now`; its row is locked."""
    return ENDED_OF.one(user=user, course=course, lesson=lesson, quiz=quiz, number=number)


def keep_for_ended(enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> None:
    """Keep what the page of an earlier attempt brings, within the caller's transaction."""
    here = ended_attempt_of(enrolment.user_id, enrolment.course.key, lesson.key, block.key, form.number)
    if here is not None and form.is_for(here.number, here.sitting):
        keep(here, answers_to(here, form.given), form.given, form.seen)
