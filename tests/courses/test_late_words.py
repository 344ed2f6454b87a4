"""What comes after the end of a try does not count, and its learner can still read it, whenever they look."""

from datetime import timedelta

import pytest
from django.test import Client

from courses.models import Answer, AnswerSave, QuizAttempt
from people.models import User
from tests.courses.folders import HALF, RIGHT
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, SAVE, START, page_of, pass_time

pytestmark = pytest.mark.django_db
NOTICE = "It is on record and does not count"


def told_in(page: str) -> str:
    assert NOTICE in page
    return page[page.index(NOTICE) :].partition("</ul>")[0]


def overdue(ling: Client) -> None:
    ling.post(START, {"number": "1"})
    ling.post(SAVE, {"number": "1", "q.loss": "rises"})
    pass_time(timedelta(minutes=21))


@pytest.mark.parametrize("way", ["save", "hand in"])
def test_what_was_typed_too_late_is_shown(taking, way: str):
    ling = taking(time_limit=20)
    overdue(ling)
    late = {**RIGHT, "number": "1", "q.steps": "<73>"}
    if way == "save":
        assert ling.post(SAVE, late).status_code == 409
        page = ling.get(f"{LESSON}?show=check&late=1", headers=HTMX).content.decode()
    else:
        page = ling.post(QUIZ, late, headers=HTMX).content.decode()
    told = told_in(page)
    assert "&lt;73&gt;" in told
    assert "It falls" in told


def test_it_stays_after_a_reload_and_among_all_tries_with_whom_to_ask(taking):
    ling = taking(time_limit=20)
    overdue(ling)
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    ling.post(SAVE, {"number": "1", "q.steps": "73"})
    for page in (page_of(ling), ling.get(f"{QUIZ}attempts/1/").content.decode()):
        told = told_in(page)
        assert "It falls" in told
        assert "73" in told
        assert "they can grant you another try" in page


def test_chinese_has_its_own_colon_before_what_came_late(taking, company):
    ling = taking(time_limit=20)
    overdue(ling)
    ling.post(SAVE, {"number": "1", "q.steps": "73"})
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    page = page_of(ling)
    assert '第 3 题：<q dir="auto">73</q>' in page


def test_what_the_form_brought_in_time_is_no_late_word_when_it_comes_once_more(taking):
    ling = taking()
    ling.post(QUIZ, {**HALF, "number": "1"})
    again = ling.post(SAVE, {**HALF, "number": "1"})
    assert (again.status_code, again.json()["late"]) == (409, False)
    assert NOTICE not in page_of(ling)


def test_an_ordinary_try_says_nothing_of_this(taking):
    ling = taking()
    ling.post(QUIZ, {**HALF, "number": "1"})
    assert NOTICE not in page_of(ling)
    assert QuizAttempt.objects.get().late_at is None


@pytest.mark.parametrize("address", [SAVE, QUIZ])
def test_what_comes_for_a_try_after_the_next_has_begun_is_kept_with_its_own(taking, address: str):
    ling = taking()
    ling.post(QUIZ, {**HALF, "number": "1"})
    ling.post(SAVE, {"number": "2", "q.steps": "9"})
    ling.post(address, {"number": "1", "q.loss": "falls"})
    late = AnswerSave.objects.get(is_late=True, answer__question_key="loss")
    assert (late.answer.attempt.number, late.given) == (1, {"values": ["falls"]})
    assert "It falls" in told_in(ling.get(f"{QUIZ}attempts/1/").content.decode())
    assert Answer.objects.get(attempt__number=2, question_key="loss").given == {}
