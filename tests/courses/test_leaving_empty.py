"""Where a wrong answer costs points nobody is made to guess: a question may stay empty, once the learner has said so."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.models import QuizAttempt
from tests.courses.folders import RIGHT
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, page_of

pytestmark = pytest.mark.django_db
SOME = {name: said for name, said in RIGHT.items() if name != "q.loss"}
ASKED = "One question is empty. Hand in all the same?"


@pytest.fixture
def costly(taking: Callable[..., Client]) -> Client:
    return taking(penalty=0.5)


def test_the_learner_is_asked_once_and_a_blank_costs_nothing(costly: Client):
    assert "A question without an answer earns nothing and costs nothing." in page_of(costly)
    asked = costly.post(QUIZ, {"number": "1", **SOME}, headers=HTMX)
    assert asked.status_code == 422
    assert ASKED in asked.content.decode()
    assert 'href="#quiz-check-loss-whole">Question 1</a>' in asked.content.decode()
    assert QuizAttempt.objects.get().is_open
    done = costly.post(QUIZ, {"number": "1", **SOME, "leave-empty": "1"})
    assert done.status_code == 302
    attempt = QuizAttempt.objects.get()
    assert attempt.points is not None
    assert attempt.of is not None
    assert attempt.of - attempt.points == 1, "what was left empty is missing, and nothing more"


def test_without_a_script_the_page_asks_too(costly: Client):
    asked = costly.post(QUIZ, {"number": "1", **SOME}).content.decode()
    assert ASKED in asked
    assert 'name="leave-empty"' in asked


def test_no_field_insists_on_an_answer_and_a_choice_can_be_taken_back(costly: Client):
    page = page_of(costly)
    assert "required>" not in page
    assert 'name="q.loss" value="" checked' in page
    costly.post(f"{QUIZ}save/", {"number": "1", "q.loss": "rises"})
    assert 'name="q.loss" value="" checked' not in page_of(costly)
    costly.post(f"{QUIZ}save/", {"number": "1", "q.loss": ""})
    assert 'name="q.loss" value="" checked' in page_of(costly)


def test_what_is_begun_and_cannot_be_read_is_still_asked_for(costly: Client):
    told = costly.post(QUIZ, {"number": "1", **SOME, "q.steps": "many", "leave-empty": "1"}).content.decode()
    assert "One answer is missing, incomplete or cannot be read" in told
    assert 'href="#quiz-check-steps-whole">Question 3</a>' in told


def test_certainty_about_nothing_is_no_answer(taking: Callable[..., Client]):
    sure = taking(certainty=True)
    said = {f"{name}._sure": "high" for name in RIGHT}
    assert ASKED in sure.post(QUIZ, {"number": "1", **SOME, **said}).content.decode()


def test_where_being_wrong_costs_nothing_every_question_wants_an_answer(taking: Callable[..., Client]):
    free = taking()
    told = free.post(QUIZ, {"number": "1", **SOME, "leave-empty": "1"}).content.decode()
    assert "One answer is missing, incomplete or cannot be read" in told
    assert "required>" in free.get(LESSON).content.decode()
