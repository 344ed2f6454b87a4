"""One point is one point, and what waits for a person is told apart from what waits for a run."""

import re

import pytest
from django.test import Client

from courses.models import QuizAttempt
from tests.conftest import Company
from tests.courses.hand_marked import WHY, open_question
from tests.courses.hand_marked import WORDS as ANSWER
from tests.courses.prompted import filled, questions
from tests.courses.quiz_pages import HTMX, QUIZ
from tests.courses.test_prompt_marking import Taking

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(taking: Taking) -> str:
    """What Ling reads who handed in a choice, a prompt and a text that a person marks."""
    ling: Client = taking(questions=questions(open_question(WHY)), readings=0)
    sent = filled(**{f"q.{WHY}": ANSWER})
    html = ling.post(QUIZ, sent, headers=HTMX).content.decode()
    assert QuizAttempt.objects.get().points is None
    return re.sub(r"\s+", " ", html)


def test_one_point_is_said_as_one(page: str, company: Company):
    assert "1 of 1 point." in page
    assert "Up to 3 points." in page
    assert "1 of 1 points" not in page


def test_a_mark_by_a_person_and_a_run_of_the_model_are_told_apart(page: str):
    assert "Waiting for a mark by a person. The model is asked with your prompt.</b>" in page
    assert "marks by a person" not in page
