"""Several windows at the same moment: whatever the order, one attempt, every answer, one mark."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.actions import begin_attempt, submit_attempt
from courses.answers import QuizForm
from courses.attempts.saving import save_answers
from courses.models import AnswerSave, PartDone, QuizAttempt
from tests.courses.answering import given_for
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.racing import ALL_RIGHT, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(quiz_place: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return quiz_place()


def test_ten_windows_that_begin_at_once_share_one_attempt(place):
    begun = at_once(*[lambda: begin_attempt(**place).pk] * 10)
    assert len(set(begun)) == 1
    assert QuizAttempt.objects.get().answers.count() == 3


def test_ten_forms_sent_at_once_are_one_try(place):
    form = QuizForm(given_for(place["block"], ALL_RIGHT), number=1)
    done = at_once(*[lambda: submit_attempt(**place, form=form)] * 10)
    assert {(one.attempt.number, one.attempt.points, one.came_late) for one in done} == {(1, 3.0, False)}
    assert PartDone.objects.count() == 1


@pytest.mark.parametrize("_round", range(10))
def test_a_save_that_meets_the_hand_in_is_either_marked_or_refused(place, _round: int):
    attempt = begin_attempt(**place)
    save_answers(attempt=attempt, given=given_for(place["block"], ALL_RIGHT))
    wrong = given_for(place["block"], {"loss": "rises"})
    right = QuizForm(given_for(place["block"], ALL_RIGHT), number=1)
    saved, done = sorted(
        at_once(
            lambda: save_answers(attempt=attempt, given=wrong),
            lambda: submit_attempt(**place, form=right),
        ),
        key=lambda told: hasattr(told, "attempt"),
    )
    assert done.attempt.points == 3.0, "the form that was handed in is the newest word"
    kept = AnswerSave.objects.filter(answer__question_key="loss")
    assert kept.count() == (3 if saved.is_open else 2)
    assert kept.filter(is_late=True).count() == (0 if saved.is_open else 1)


def test_answers_to_different_questions_from_two_windows_are_both_there(place):
    attempt = begin_attempt(**place)
    at_once(
        *(
            lambda one=one: save_answers(attempt=attempt, given=one)
            for one in (
                given_for(place["block"], {"loss": "falls"}),
                given_for(place["block"], {"true": ["one", "two"]}),
                given_for(place["block"], {"steps": RIGHT_NUMBER}),
            )
        )
    )
    assert not attempt.answers.filter(given={}).exists()
