"""Checking one question of an open attempt: marked and told at once, and locked when no further try is left."""

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from courses.answers import NOTHING, QuizForm, certainty_in, read_answers, restored
from courses.attempts.corrected import mark_now
from courses.attempts.late import keep_for_ended
from courses.attempts.opening import attempt_to_answer
from courses.attempts.saving import keep
from courses.attempts.selection import quiz_for
from courses.attempts.submitting import Submitted, differing
from courses.content.marking import Certainty, Circumstances, earned
from courses.content.questions import Mark, Response
from courses.content.schema import QuizSource
from courses.models import Answer, Block, Enrolment, Lesson, QuizAttempt
from courses.read_models import quiz_of
from lms.kit.refusals import Conflict, Rule


@Rule
def check_tells_at_once(quiz: QuizSource) -> None:
    if quiz.feedback != "at-once":
        raise Conflict(_("This quiz is marked as a whole: answer all questions, then hand it in."))


@Rule
def check_needs_nobody(quiz: QuizSource, key: str) -> None:
    asked = next((question for question in quiz.questions if question.key == key), None)
    if asked and asked.is_marked_by_people:
        raise Conflict(_("A person marks this answer, once you have handed in the quiz."))
    if asked and asked.is_marked_by_a_run:
        raise Conflict(_("The model runs this prompt once you have handed in the quiz."))


@transaction.atomic
def check_answer(
    *, enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm, question: str
) -> Submitted:
    """Save what the form holds, then mark one question of it. The same answer sent twice is one try."""
    quiz = quiz_of(block)
    check_tells_at_once(quiz)
    check_needs_nobody(quiz, question)
    attempt = attempt_to_answer(enrolment, lesson, block, form)
    if not form.is_for(attempt.number, attempt.sitting):
        keep_for_ended(enrolment, lesson, block, form)
        return Submitted(attempt, came_late=True)
    prefetch_related_objects([attempt], "answers")
    saved = keep(attempt, attempt.answers.all(), form.given, form.seen)
    if not (attempt.is_open and saved.is_open):
        return Submitted(attempt, came_late=True)
    answer = next((one for one in attempt.answers.all() if one.question_key == question), None)
    if answer is None:
        raise Http404
    if answer.locked_at:
        return Submitted(attempt)
    if elsewhere := differing({question: answer}, {question: form.given.get(question, NOTHING)}):
        return Submitted(attempt, elsewhere=elsewhere)
    return Submitted(attempt, _checked(block, attempt, answer))


def _checked(block: Block, attempt: QuizAttempt, answer: Answer) -> dict[str, str]:
    """Marks what is saved; returns why it cannot be, by the question."""
    key, given = answer.question_key, restored(answer.given)
    quiz = quiz_for(block, attempt.seed, [key])
    read = read_answers(quiz, {key: given})
    if not read.problems and not (answer.checks and answer.response == read.responses[key]):
        mark, answer.key_revision_id = mark_now(attempt, block, quiz.questions[0], read.responses[key])
        _note(quiz, answer, read.responses[key], mark, certainty_in(given) or Certainty.LOW)
    return read.problems


def _note(quiz: QuizSource, answer: Answer, response: Response, mark: Mark, certainty: Certainty) -> None:
    answer.points = earned(quiz, mark, Circumstances(answer.checks, certainty))
    answer.of, answer.response, answer.checks = mark.of, response, answer.checks + 1
    is_settled = mark.is_right or answer.checks >= quiz.tries_per_question
    answer.locked_at = Now() if is_settled else None
    answer.save(update_fields=["points", "of", "response", "checks", "locked_at", "key_revision"])
