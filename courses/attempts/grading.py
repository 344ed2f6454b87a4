"""Marking an attempt from what was saved."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models.functions import Now

from courses.answers import certainty_in, restored, salvaged
from courses.attempts.selection import quiz_for
from courses.content.marking import Certainty, Circumstances
from courses.content.questions import Given, Response
from courses.content.quiz import grade_quiz
from courses.content.schema import QuizSource
from courses.models import Answer, AttemptToCount, Block, BlockKind, Enrolment, PartKind, QuizAttempt
from courses.paths.placing import place
from courses.progress import complete_part
from courses.states import MOVES, AttemptState
from lms.kit.refusals import Conflict


@transaction.atomic
def grade(attempt: QuizAttempt, block: Block) -> QuizAttempt:
    """Mark what is saved, as far as it can be read. The caller holds the enrolment's lock."""
    answers = {answer.question_key: answer for answer in attempt.answers.all()}
    quiz = quiz_for(block, attempt.seed, answers)
    responses = salvaged(quiz, given_in(answers))
    for key, answer in answers.items():
        _note_response(quiz, answer, responses.get(key))
    result = grade_quiz(quiz, responses, circumstances_of(answers))
    for key, mark in result.marks.items():
        answers[key].points, answers[key].of = result.earned[key], mark.of
    Answer.objects.bulk_update(answers.values(), ["response", "points", "of", "checks"])
    if not attempt.waits_for_marks:
        move(attempt, AttemptState.SUBMITTED, submitted_at=Now())
    move(attempt, AttemptState.GRADED, points=result.points, of=result.of, passed=result.passed)
    if block.kind == BlockKind.QUIZ:
        AttemptToCount.objects.create(attempt=attempt)
    if not (result.passed and block.kind == BlockKind.QUIZ and _completes(attempt, result.share)):
        Enrolment.objects.filter(pk=attempt.enrolment_id).update(last_activity_at=Now(), updated_at=Now())
    place(attempt)
    return QuizAttempt.objects.timed().get(pk=attempt.pk)


def _completes(attempt: QuizAttempt, share: float) -> bool:
    """Whether a passed attempt is evidence still: its marks may have waited while the course was renewed."""
    try:
        complete_part(
            enrolment=attempt.enrolment,
            lesson_key=attempt.lesson_key,
            kind=PartKind.QUIZ,
            key=attempt.quiz_key,
            score=share,
            made_on=attempt.revision_id,
        )
    except Conflict:
        if attempt.marks_at is None:
            raise
        return False
    return True


def _note_response(quiz: QuizSource, answer: Answer, response: Response | None) -> None:
    """Where questions are checked one by one, an answer that was not checked yet is one more try at its question."""
    is_new = response is not None and (answer.checks == 0 or answer.response != response)
    answer.checks += is_new and quiz.feedback == "at-once"
    answer.response = response


def circumstances_of(answers: Mapping[str, Answer]) -> dict[str, Circumstances]:
    """How each answer came about, once its last response is noted."""
    return {
        key: Circumstances(
            further=max(0, answer.checks - 1),
            certainty=certainty_in(restored(answer.given)) or Certainty.LOW,
        )
        for key, answer in answers.items()
    }


def given_in(answers: Mapping[str, Answer]) -> dict[str, Given]:
    return {key: restored(answer.given) for key, answer in answers.items()}


def move(attempt: QuizAttempt, to: AttemptState, **fields: object) -> None:
    """Put a locked attempt into another state of the table."""
    if to not in MOVES[AttemptState(attempt.state)]:
        raise ValueError(f"An attempt that is {attempt.state} cannot become {to}.")
    if not QuizAttempt.objects.filter(pk=attempt.pk, state=attempt.state).update(state=to, **fields):
        raise LookupError(f"Attempt {attempt.pk} is no longer {attempt.state}.")
    attempt.state = to
