"""Beat closes and marks what is due, however much it is at once, and passes by what cannot be closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from courses.attempts import ending
from courses.models import Block, Enrolment, QuizAttempt
from courses.tasks import close_due_attempts
from tests.conftest import person
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.quiz_pages import in_minutes
from tests.courses.test_needs_of_courses import hand_in_quiz

pytestmark = pytest.mark.django_db
RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}


@pytest.fixture(autouse=True)
def first_turn(monkeypatch) -> None:
    monkeypatch.setattr(ending, "TURN", ending.Turn())


@pytest.fixture
def waiting(publish: Publish, begin: Begin) -> Callable[[int], list[int]]:
    """So many attempts at a quiz that has closed by now, in the order of their ids."""

    def hand_in(count: int) -> list[int]:
        revision = publish(feedback="after-close", closes=in_minutes(60))
        for number in range(count):
            hand_in_quiz(begin(person(f"Taker{number}"), revision), RIGHT)
        QuizAttempt.objects.update(marks_at=Now() - timedelta(minutes=1))
        return list(QuizAttempt.objects.order_by("pk").values_list("pk", flat=True))

    return hand_in


@pytest.fixture
def broken(monkeypatch) -> set[int]:
    """The ids of attempts that cannot be closed."""
    ids: set[int] = set()
    close = ending.close_if_due

    def fails(attempt: QuizAttempt, block: Block) -> QuizAttempt:
        if attempt.pk in ids:
            raise RuntimeError("cannot be read")
        return close(attempt, block)

    monkeypatch.setattr(ending, "close_if_due", fails)
    return ids


def graded() -> set[int]:
    return set(QuizAttempt.objects.filter(state="graded").values_list("pk", flat=True))


def test_all_marks_that_are_due_come_in_one_turn(waiting, monkeypatch):
    monkeypatch.setattr(ending, "BATCH", 3)
    attempts = waiting(7)
    close_due_attempts()
    assert graded() == {*attempts}


def test_those_that_cannot_be_closed_keep_no_other_one_waiting(waiting, broken, monkeypatch):
    monkeypatch.setattr(ending, "BATCH", 2)
    attempts = waiting(5)
    broken |= {*attempts[:3]}
    close_due_attempts()
    assert graded() == {*attempts[3:]}


def test_not_even_where_they_take_a_whole_turn_and_their_own_comes_again(waiting, broken, monkeypatch):
    monkeypatch.setattr(ending, "A_TURN", 0.0)
    attempts = waiting(4)
    broken |= {*attempts[:2]}
    for _turn in attempts:
        close_due_attempts()
    assert graded() == {*attempts[2:]}
    broken.clear()
    for _turn in attempts:
        close_due_attempts()
    assert graded() == {*attempts}


def test_a_learners_own_look_closes_what_is_theirs_wherever_the_turns_are(waiting, monkeypatch):
    monkeypatch.setattr(ending, "A_TURN", 0.0)
    first, *_others = waiting(3)
    ending.TURN.ended_at = first
    assert ending.close_due_attempts(of=Enrolment.objects.get(quiz_attempts=first)) == 1
    assert graded() == {first}


def test_more_that_is_due_takes_no_more_queries_to_find(waiting, django_assert_num_queries):
    waiting(6)
    with django_assert_num_queries(2):
        assert len(list(ending._due_behind(0))) == 6
