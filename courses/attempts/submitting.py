"""Handing an attempt in: once, however often it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from courses.answers import NOTHING, QuizForm, missing, read_answers, restored, stored
from courses.attempts.ending import finish
from courses.attempts.grading import given_in
from courses.attempts.late import keep_for_ended
from courses.attempts.opening import attempt_to_answer
from courses.attempts.own_files import with_own_files
from courses.attempts.rows import with_answers
from courses.attempts.saving import keep
from courses.attempts.selection import quiz_for
from courses.content.questions import Given
from courses.models import Answer, Block, Enrolment, Lesson, QuizAttempt
from courses.states import GRACE


@dataclass(frozen=True)
class Submitted:
    """The attempt as it stands now; `problems` say by question why it is still open.

    `blanks` are questions that may stay empty, about which the learner is asked before. `came_late`: it had ended before,
    and what was sent now differs from what counts. `elsewhere`: what the page showed for questions that were answered
    otherwise in another window since; it would be marked on answers that nobody sees there.
    """

    attempt: QuizAttempt
    problems: Mapping[str, str] = field(default_factory=dict)
    blanks: Sequence[str] = ()
    came_late: bool = False
    elsewhere: Mapping[str, Given] = field(default_factory=dict)


@transaction.atomic
def submit_attempt(*, enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> Submitted:
    """Save what the whole form holds, then mark the whole attempt, unless something is missing and there is time."""
    attempt = attempt_to_answer(enrolment, lesson, block, form)
    if not form.is_for(attempt.number, attempt.sitting):
        keep_for_ended(enrolment, lesson, block, form)
        return Submitted(attempt, came_late=True)
    with_answers([attempt])
    asked = {answer.question_key: answer for answer in attempt.answers.all()}
    whole = {key: form.given.get(key, NOTHING) for key, one in asked.items() if one.locked_at is None}
    saved = keep(attempt, asked.values(), whole, form.seen)
    elsewhere = differing(asked, whole)
    if not attempt.is_open:
        return Submitted(attempt, came_late=bool(elsewhere) and not saved.is_open)
    if form.is_final and _has_more_time(attempt):
        return Submitted(attempt)
    if not (form.is_final or attempt.is_overdue):
        quiz = quiz_for(block, attempt.seed, asked)
        given = with_own_files(attempt, quiz, given_in(asked))
        problems, blanks = missing(quiz, read_answers(quiz, given))
        if problems or elsewhere or (blanks and not form.leaves_empty):
            return Submitted(attempt, problems, blanks, elsewhere=elsewhere)
    return Submitted(finish(attempt, block))


def differing(answers: Mapping[str, Answer], shown: Mapping[str, Given]) -> dict[str, Given]:
    """Of what a page showed, what is not what is kept by now."""
    return {
        key: given for key, given in shown.items() if stored(given) != stored(restored(answers[key].given))
    }


def _has_more_time(attempt: QuizAttempt) -> bool:
    """Whether the page, whose clock has run out, has not heard that the deadline moved."""
    return attempt.was_extended and attempt.left is not None and attempt.left > GRACE.total_seconds()
