"""Handing an attempt in: once, however often it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from courses.answers import NOTHING, QuizForm, read_answers, stored
from courses.attempts.grading import close_if_due, given_in, grade
from courses.attempts.opening import begin_attempt
from courses.attempts.saving import save_answers
from courses.attempts.selection import quiz_for
from courses.models import Block, Enrolment, Lesson, QuizAttempt


@dataclass(frozen=True)
class Submitted:
    """The attempt as it stands now; `problems` say by question why it is still open.

    `came_late`: it had ended before, and what was sent now differs from what counts.
    """

    attempt: QuizAttempt
    problems: Mapping[str, str] = field(default_factory=dict)
    came_late: bool = False


@transaction.atomic
def submit_attempt(*, enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> Submitted:
    """Save what the whole form holds, then mark the whole attempt, unless something is missing and there is time."""
    attempt = begin_attempt(enrolment=enrolment, lesson=lesson, block=block, number=form.number)
    if not form.is_for(attempt.number, attempt.sitting):
        return Submitted(attempt, came_late=True)
    asked = list(attempt.answers.values_list("question_key", flat=True))
    quiz = quiz_for(block, attempt.seed, asked)
    whole = {key: form.given.get(key, NOTHING) for key in asked}
    saved = save_answers(attempt=attempt, given=whole, seen=form.seen)
    newly = QuizAttempt.objects.timed().select_related("enrolment").get(pk=attempt.pk)
    attempt = close_if_due(newly, block) if newly.is_open else newly
    kept = given_in({answer.question_key: answer for answer in attempt.answers.all()})
    if not attempt.is_open:
        differs = any(stored(whole[key]) != stored(kept[key]) for key in asked)
        return Submitted(attempt, came_late=differs and not saved.is_open)
    problems = read_answers(quiz, kept).problems
    if problems and not (form.is_final or attempt.is_overdue):
        return Submitted(attempt, problems)
    return Submitted(grade(attempt, block))
