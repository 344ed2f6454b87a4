"""The one door to a learner's own run."""

from django.shortcuts import get_object_or_404

from courses.access import quiz_block
from courses.models import Block, Enrolment, Lesson, PromptTrial
from people.models import User


def own_trial(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, question: str
) -> tuple[Enrolment, Lesson, Block, PromptTrial]:
    """The run of the newest try at the quiz that has one."""
    enrolment, lesson, block = quiz_block(actor, course_key, lesson_key, quiz_key)
    place = {"enrolment": enrolment, "lesson_key": lesson_key, "quiz_key": quiz_key}
    trials = PromptTrial.objects.select_related("answer__attempt__enrolment")
    mine = trials.filter(**{f"answer__attempt__{name}": value for name, value in place.items()})
    newest = mine.filter(answer__question_key=question).order_by("-answer__attempt__number")
    return enrolment, lesson, block, get_object_or_404(newest[:1])
