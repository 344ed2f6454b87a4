"""Answers as a form would hold them, made from what is meant."""

from typing import Any

from courses.actions import submit_attempt
from courses.answers import QuizForm
from courses.content.questions import Given
from courses.models import Block, Enrolment, Lesson, QuizAttempt
from courses.read_models import quiz_of


def given_for(block: Block, responses: dict[str, Any]) -> dict[str, Given]:
    questions = {question.key: question for question in quiz_of(block).questions}
    return {key: questions[key].given(response) for key, response in responses.items()}


def hand_in(enrolment: Enrolment, lesson: Lesson, block: Block, responses: dict[str, Any]) -> QuizAttempt:
    """The attempt after its marks; what is not answered stays so."""
    given = given_for(block, responses)
    form = QuizForm(given, is_final=True)
    done = submit_attempt(enrolment=enrolment, lesson=lesson, block=block, form=form)
    return done.attempt
