"""Checks, hand-ins and granted time at the same moment: one outcome, whatever the order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from courses.actions import begin_attempt, check_answer, close_due_attempts, submit_attempt
from courses.answers import QuizForm
from courses.attempts.saving import save_answers
from courses.models import Answer, QuizAttempt, QuizOverride
from courses.overrides.acts import Granted, give_override
from lms.kit.refusals import Conflict
from tests.courses.answering import given_for
from tests.courses.quiz_pages import let_pass
from tests.courses.racing import ALL_RIGHT, at_once

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(quiz_place: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    return quiz_place


def test_ten_checks_of_one_answer_at_once_are_one_check(place):
    here = place(feedback="at-once", tries_per_question=5)
    form = QuizForm(given_for(here["block"], {"loss": "rises"}), number=1)
    at_once(*[lambda: check_answer(**here, form=form, question="loss")] * 10)
    answer = Answer.objects.get(question_key="loss")
    assert (answer.checks, answer.points, answer.locked_at) == (1, 0, None)


@pytest.mark.parametrize("_round", range(8))
def test_a_check_that_meets_the_hand_in_comes_before_it_or_too_late(place, _round: int):
    here = place(feedback="at-once")
    begin_attempt(**here)
    wrong = QuizForm(given_for(here["block"], {"loss": "rises"}), number=1)
    right = QuizForm(given_for(here["block"], ALL_RIGHT), number=1)
    told = at_once(
        lambda: ("check", check_answer(**here, form=wrong, question="loss")),
        lambda: ("hand in", submit_attempt(**here, form=right)),
    )
    done = dict(told)
    attempt = QuizAttempt.objects.get()
    assert attempt.state == "graded"
    assert done["hand in"].attempt.points == attempt.points
    assert attempt.points == (3.0 if done["check"].came_late else 2.0)


@pytest.mark.parametrize("_round", range(8))
def test_a_check_that_meets_a_save_of_the_same_question_marks_one_of_both(place, _round: int):
    here = place(feedback="at-once")
    attempt = begin_attempt(**here)
    right = QuizForm(given_for(here["block"], {"loss": "falls"}), number=1)
    wrong = given_for(here["block"], {"loss": "rises"})
    at_once(
        lambda: check_answer(**here, form=right, question="loss"),
        lambda: save_answers(attempt=attempt, given=wrong),
    )
    answer = Answer.objects.get(question_key="loss")
    assert answer.locked_at is not None
    assert (answer.points, answer.given) == (1.0, {"values": ["falls"]}), "what was checked is what stands"
    assert answer.saves.count() == 2


@pytest.mark.parametrize("_round", range(8))
def test_time_that_is_granted_while_the_attempt_is_closed_comes_in_time_or_not_at_all(
    place, company, _round: int
):
    here = place(time_limit=20)
    attempt = begin_attempt(**here)
    save_answers(attempt=attempt, given=given_for(here["block"], {"loss": "falls"}))
    let_pass(21 * MINUTE)
    granted = Granted(reason="the lights went out", extra_minutes=30)
    named = {"enrolment": here["enrolment"], "block": here["block"], "granted": granted}
    at_once(close_due_attempts, lambda: give_override(by=company.marco, **named))
    ended = QuizAttempt.objects.timed().get()
    assert (ended.state, ended.left is not None and ended.left > 0) in [
        ("graded", False),
        ("in_progress", True),
    ]
    assert QuizOverride.objects.get().extra_minutes == 30


@pytest.mark.parametrize("_round", range(5))
def test_time_that_is_granted_while_somebody_starts_is_theirs(place, company, _round: int):
    here = place(time_limit=20)
    granted = Granted(reason="reads slowly", time_factor=2.0)
    named = {"enrolment": here["enrolment"], "block": here["block"], "granted": granted}
    at_once(lambda: begin_attempt(**here), lambda: give_override(by=company.marco, **named))
    attempt = QuizAttempt.objects.get()
    assert attempt.deadline - attempt.started_at == 40 * MINUTE


def test_two_managers_at_once_leave_one_set_of_terms(place, company):
    here = place(time_limit=20)
    begin_attempt(**here)
    acts = [
        lambda by=by, more=more: give_override(
            by=by,
            enrolment=here["enrolment"],
            block=here["block"],
            granted=Granted(reason="both heard of it", extra_minutes=more),
        )
        for by, more in ((company.marco, 10), (company.aisha, 25))
    ]
    at_once(*acts)
    attempt, override = QuizAttempt.objects.get(), QuizOverride.objects.get()
    assert attempt.deadline - attempt.started_at == (20 + override.extra_minutes) * MINUTE


def test_a_refused_grant_leaves_nothing_behind(place, company):
    here = place(time_limit=20)
    begin_attempt(**here)
    let_pass(60 * MINUTE)
    named = {"enrolment": here["enrolment"], "block": here["block"]}
    with pytest.raises(Conflict):
        give_override(by=company.marco, **named, granted=Granted(reason="late", extra_minutes=1))
    assert not QuizOverride.objects.exists()
