"""Only *Start* sets a clock going; an answer begins a try only for the page that was drawn for it."""

import pytest
from django.test import Client

from courses.models import QuizAttempt
from tests.conftest import Company
from tests.courses.folders import RIGHT
from tests.courses.quiz_pages import QUIZ, SAVE, START, page_of

pytestmark = pytest.mark.django_db
SITTING_OF_ANOTHER = "0" * 32


@pytest.mark.parametrize("address", [QUIZ, SAVE])
@pytest.mark.parametrize("named", [{}, {"number": "1"}, {"number": "1", "sitting": SITTING_OF_ANOTHER}])
def test_no_answer_begins_a_try_with_a_time_limit(taking, address: str, named: dict[str, str]):
    ling = taking(time_limit=20)
    answer = ling.post(address, {**RIGHT, **named})
    assert answer.status_code == 409
    assert not QuizAttempt.objects.exists()


def test_a_try_with_a_time_limit_that_was_started_takes_answers(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    assert ling.post(SAVE, {**RIGHT, "number": "1"}).status_code == 200


@pytest.mark.parametrize("number", ["1", "2"])
def test_what_an_old_page_hands_in_starts_no_further_try(taking, number: str):
    ling = taking(time_limit=20, tries=2)
    ling.post(START, {"number": "1"})
    ling.post(QUIZ, {**RIGHT, "number": "1", "q.steps": "1"})
    ling.post(QUIZ, {**RIGHT, "number": number})
    ling.post(SAVE, {**RIGHT, "number": number})
    assert QuizAttempt.objects.count() == 1


@pytest.mark.parametrize("address", [QUIZ, SAVE])
def test_a_page_of_somebody_else_begins_none_without_a_time_limit_either(
    taking, company: Company, client: Client, address: str
):
    ling = taking()
    answer = ling.post(address, {**RIGHT, "number": "1", "sitting": SITTING_OF_ANOTHER})
    assert answer.status_code == 409
    assert not QuizAttempt.objects.exists()
    assert "Hand in" in page_of(ling)
