"""A quiz that was left half done is what My learning leads back to, also where other parts stand before it."""

import pytest
from django.test import Client

from tests.courses.quiz_pages import QUIZ, SAVE, WRONG

pytestmark = pytest.mark.django_db
SAYS = "You have begun this quiz, and not handed it in yet."
HERE = 'href="/courses/small/quiz/#quiz-check"'


def home(ling: Client) -> str:
    return ling.get("/").content.decode()


def test_it_is_the_next_step_from_its_first_answer_until_it_is_handed_in(taking):
    ling = taking(readings=2)
    assert SAYS not in home(ling)
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    page = home(ling)
    assert SAYS in page
    assert HERE in page
    assert "Continue the quiz" in page
    assert "This is where the course begins." not in page
    ling.post(QUIZ, {**WRONG, "number": "1"})
    assert SAYS not in home(ling)


def test_one_that_was_only_opened_is_no_next_step(taking):
    ling = taking(readings=2)
    ling.get("/courses/small/quiz/")
    assert SAYS not in home(ling)
    assert "This is where the course begins." in home(ling)
