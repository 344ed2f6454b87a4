"""Handing an attempt in: once, however often it is sent."""

from dataclasses import dataclass

from django.db import transaction

from courses.answers import NOTHING, Answers, QuizForm, read_answers, stored
from courses.attempts.grading import close_if_due, given_in, grade
from courses.attempts.opening import begin_attempt
from courses.attempts.saving import save_answers
from courses.attempts.selection import quiz_for
from courses.models import Block, Enrolment, Lesson, QuizAttempt


@dataclass(frozen=True)
class Submitted:
    """The attempt as it stands now. `answers` has problems where it is still open because something is missing.

    `came_late`: it had ended before, and what was sent now differs from what counts.
    """

    attempt: QuizAttempt
    answers: Answers
    came_late: bool = False


@transaction.atomic
def submit_attempt(*, enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> Submitted:
    """Save what the whole form holds, then mark the whole attempt, unless something is missing and there is time."""
    attempt = begin_attempt(enrolment=enrolment, lesson=lesson, block=block, number=form.number)
    asked = list(attempt.answers.values_list("question_key", flat=True))
    quiz = quiz_for(block, attempt.seed, asked)
    if attempt.is_open:
        whole = {question.key: form.given.get(question.key, NOTHING) for question in quiz.questions}
        save_answers(attempt=attempt, given=whole)
        newly = QuizAttempt.objects.timed().select_related("enrolment").get(pk=attempt.pk)
        attempt = close_if_due(newly, block)
    kept = given_in({answer.question_key: answer for answer in attempt.answers.all()})
    answers = read_answers(quiz, kept)
    if not attempt.is_open:
        both = form.given.keys() & kept.keys()
        return Submitted(attempt, answers, any(stored(form.given[key]) != stored(kept[key]) for key in both))
    if answers.problems and not (form.is_final or attempt.is_overdue):
        return Submitted(attempt, answers)
    return Submitted(grade(attempt, block), answers)
