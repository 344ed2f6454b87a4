"""Marking an attempt from what was saved, as far as that can be done without a person."""

import json
from collections.abc import Mapping

from django.db.models.functions import Now

from courses.answers import certainty_in, restored, salvaged
from courses.attempts.corrected import Correction, corrections, keys_by, note
from courses.attempts.own_files import with_own_files
from courses.attempts.rows import timed_attempt
from courses.attempts.selection import quiz_for
from courses.content.marking import Certainty, Circumstances
from courses.content.questions import Given, Mark, Response
from courses.content.questions.rubric import RubricQuestion
from courses.content.quiz import QuizResult, grade_quiz
from courses.content.schema import QuizSource
from courses.locks import touch_paths
from courses.models import (
    Answer,
    Block,
    BlockKind,
    Enrolment,
    Marking,
    PartKind,
    QuizAttempt,
)
from courses.paths.placing import place
from courses.progress import add_part, locked
from courses.states import MOVES, AttemptState
from courses.trials.asking import with_replies
from lms.kit.prepared import carry_out
from lms.kit.refusals import Conflict
from people.models import User

NOTE_MARKS = """
UPDATE courses_answer SET response = mark.response, points = mark.points, "of" = mark."of", checks = mark.checks,
    key_revision_id = mark.key_revision_id,
    awaits_since = CASE WHEN mark.is_awaited THEN COALESCE(awaits_since, statement_timestamp()) END
FROM jsonb_to_recordset(%(marks)s::jsonb)
    AS mark (answer_id bigint, response jsonb, points float8, "of" float8, checks int, key_revision_id bigint,
    is_awaited bool)
WHERE id = mark.answer_id
"""

# The queue of the analysis takes whole quizzes only.
NOTE_RESULT = """
WITH attempt AS (
    UPDATE courses_quizattempt SET state = 'graded', points = %(points)s, "of" = %(of)s, passed = %(passed)s,
        submitted_at = CASE WHEN %(waited)s THEN submitted_at ELSE statement_timestamp() END
    WHERE id = %(attempt)s AND state = %(before)s RETURNING id
), counted AS (
    INSERT INTO courses_attempttocount (attempt_id) SELECT id FROM attempt WHERE %(is_quiz)s
)
UPDATE courses_enrolment SET updated_at = statement_timestamp(),
    last_activity_at = CASE WHEN %(is_theirs)s THEN statement_timestamp() ELSE last_activity_at END
FROM attempt WHERE courses_enrolment.id = %(enrolment)s
"""


def grade(attempt: QuizAttempt, block: Block, *, by: User | None = None) -> QuizAttempt:
    """Mark what is saved, as far as it can be read. The caller holds the enrolment's lock, in a transaction.

    Where a person has to read an answer, or a run to end, the attempt stays handed in until the last such mark is there;
    the others are marked all the same. `by` says who gave that mark: then it is no activity of the learner's.
    """
    waited = attempt.waits_for_marks
    answers = {answer.question_key: answer for answer in attempt.answers.all()}
    quiz = quiz_for(block, attempt.seed, answers)
    given = with_own_files(attempt, quiz, given_in(answers))
    responses = with_replies(block, attempt, quiz, salvaged(quiz, given))
    for key, answer in answers.items():
        _note_response(quiz, answer, responses.get(key))
    result, corrected = _marked(attempt, block, quiz, answers, responses)
    if result.awaited:
        if not waited:
            move(attempt, AttemptState.SUBMITTED, submitted_at=Now())
        QuizAttempt.objects.filter(pk=attempt.pk).update(marks_at=None)
        _note_activity(attempt, by)
        return timed_attempt(attempt)
    is_quiz = block.kind == BlockKind.QUIZ
    _note_result(attempt, result, waited=waited, is_quiz=is_quiz, by=by)
    note(attempt, answers, corrected)
    placed = place(attempt)  # before the course is done: it locks enrolments, and paths are touched last
    if result.passed and is_quiz:
        _complete(attempt, result.share, waited=waited, by=by)
    touch_paths(placed)
    return timed_attempt(attempt)


def _marked(
    attempt: QuizAttempt,
    block: Block,
    quiz: QuizSource,
    answers: Mapping[str, Answer],
    responses: Mapping[str, Response],
) -> tuple[QuizResult, list[Correction]]:
    """By its own key, and by those that authors have corrected since: these are what counts."""
    how = circumstances_of(answers)
    result = grade_quiz(quiz, responses, how, marks_by_people(quiz, answers))
    corrected = corrections(attempt, block, how, responses, result)
    counts, keys = corrected[-1].now if corrected else result, keys_by(corrected)
    for key, answer in answers.items():
        answer.key_revision_id = keys.get(key)
    _note_marks(quiz, answers, counts)
    return counts, corrected


def marks_by_people(quiz: QuizSource, answers: Mapping[str, Answer]) -> dict[str, Mark]:
    """The marks that count by now; one query, and none where no question waits for a reader."""
    read = {one.key: one for one in quiz.questions if isinstance(one, RubricQuestion)}
    if not read:
        return {}
    keys = {answer.pk: key for key, answer in answers.items() if key in read}
    newest = Marking.objects.filter(answer__in=keys).order_by("answer_id", "-number").distinct("answer_id")
    return {keys[one.answer_id]: mark_from(read[keys[one.answer_id]], one) for one in newest}


def mark_from(question: RubricQuestion, marking: Marking) -> Mark:
    """A mark as it was given: its points stay, whatever the rubric says by now."""
    return question.mark_of(marking.levels).model_copy(update={"points": marking.points, "of": marking.of})


def _note_marks(quiz: QuizSource, answers: Mapping[str, Answer], result: QuizResult) -> None:
    by_people = {one.key for one in quiz.questions if one.is_marked_by_people}
    readers = by_people.intersection(result.awaited)
    for key, mark in result.marks.items():
        answer = answers[key]
        answer.points = None if mark.is_awaited else result.earned[key]
        answer.of = None if mark.is_awaited else mark.of
    noted = ("response", "points", "of", "checks", "key_revision_id")
    rows = [
        {
            "answer_id": answer.pk,
            "is_awaited": key in readers,
            **{name: getattr(answer, name) for name in noted},
        }
        for key, answer in answers.items()
    ]
    carry_out(NOTE_MARKS, marks=json.dumps(rows))


def _note_activity(attempt: QuizAttempt, by: User | None) -> None:
    seen = {} if by else {"last_activity_at": Now()}
    Enrolment.objects.filter(pk=attempt.enrolment_id).update(updated_at=Now(), **seen)


def _note_result(
    attempt: QuizAttempt, result: QuizResult, *, waited: bool, is_quiz: bool, by: User | None
) -> None:
    """The attempt, the queue of the analysis and the learner's activity in one statement: many hand in at once."""
    steps = [AttemptState.GRADED] if waited else [AttemptState.SUBMITTED, AttemptState.GRADED]
    before, attempt.state = attempt.state, led(attempt, *steps)
    told = {"points": result.points, "of": result.of, "passed": result.passed}
    here = {"attempt": attempt.pk, "enrolment": attempt.enrolment_id, "before": before}
    how = {"waited": waited, "is_quiz": is_quiz, "is_theirs": by is None}
    if not carry_out(NOTE_RESULT, **here, **told, **how):
        raise LookupError(f"Attempt {attempt.pk} is no longer {before}.")


def _complete(attempt: QuizAttempt, share: float, *, waited: bool, by: User | None) -> None:
    """A passed attempt is evidence, if it is still: its marks may have waited while the course was renewed."""
    try:
        add_part(
            locked(attempt.enrolment),
            lesson_key=attempt.lesson_key,
            kind=PartKind.QUIZ,
            key=attempt.quiz_key,
            score=share,
            made_on=attempt.revision_id,
            made_at=attempt.started_at,
            by=by,
        )
    except Conflict:
        if not waited:
            raise


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


def move(attempt: QuizAttempt, *steps: AttemptState, **fields: object) -> None:
    """Lead a locked attempt through these states of the table, and leave it in the last."""
    to = led(attempt, *steps)
    if not QuizAttempt.objects.filter(pk=attempt.pk, state=attempt.state).update(state=to, **fields):
        raise LookupError(f"Attempt {attempt.pk} is no longer {attempt.state}.")
    attempt.state = to


def led(attempt: QuizAttempt, *steps: AttemptState) -> AttemptState:
    """Where these steps lead, each of them one of the table."""
    to = AttemptState(attempt.state)
    for step in steps:
        if step not in MOVES[to]:
            raise ValueError(f"An attempt that is {to} cannot become {step}.")
        to = step
    return to
