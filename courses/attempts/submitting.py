"""Handing an attempt in: once, however often it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from courses.answers import NOTHING, QuizForm, missing, read_answers, stored
from courses.attempts.ending import finish
from courses.attempts.grading import given_in
from courses.attempts.opening import attempt_to_answer
from courses.attempts.rows import with_answers
from courses.attempts.saving import keep
from courses.attempts.selection import quiz_for
from courses.models import Block, Enrolment, Lesson, QuizAttempt
from courses.states import GRACE


@dataclass(frozen=True)
class Submitted:
    """The attempt as it stands now; `problems` say by question why it is still open.

    `blanks` are questions that may stay empty, about which the learner is asked before. `came_late`: it had ended before,
    and what was sent now differs from what counts.
    """

    attempt: QuizAttempt
    problems: Mapping[str, str] = field(default_factory=dict)
    blanks: Sequence[str] = ()
    came_late: bool = False


@transaction.atomic
def submit_attempt(*, enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> Submitted:
    """Save what the whole form holds, then mark the whole attempt, unless something is missing and there is time."""
    attempt = attempt_to_answer(enrolment, lesson, block, form)
    if not form.is_for(attempt.number, attempt.sitting):
        return Submitted(attempt, came_late=True)
    with_answers([attempt])
    asked = {answer.question_key: answer for answer in attempt.answers.all()}
    whole = {key: form.given.get(key, NOTHING) for key, one in asked.items() if one.locked_at is None}
    saved = keep(attempt, asked.values(), whole, form.seen)
    kept = given_in(asked)
    if not attempt.is_open:
        differs = any(stored(given) != stored(kept[key]) for key, given in whole.items())
        return Submitted(attempt, came_late=differs and not saved.is_open)
    if form.is_final and _has_more_time(attempt):
        return Submitted(attempt)
    if not (form.is_final or attempt.is_overdue):
        quiz = quiz_for(block, attempt.seed, asked)
        problems, blanks = missing(quiz, read_answers(quiz, kept))
        if problems or (blanks and not form.leaves_empty):
            return Submitted(attempt, problems, blanks)
    return Submitted(finish(attempt, block))


def _has_more_time(attempt: QuizAttempt) -> bool:
    """Whether the page, whose clock has run out, has not heard that the deadline moved."""
    return attempt.was_extended and attempt.left is not None and attempt.left > GRACE.total_seconds()
