"""Answers are marked on the server, and nothing about them leaves it before."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from courses.models import Answer, Enrolment, PartDone, QuizAttempt, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import CANARY, HALF, RIGHT, RIGHT_NUMBER

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
LESSON, QUIZ = "/courses/small/quiz/", "/courses/small/quiz/quiz/check/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LESSON}"}


@pytest.fixture
def started(ling: Client, company: Company, publish: Publish, begin: Begin) -> Client:
    begin(company.ling, publish(readings=2))
    return ling


def without_tokens(page: str) -> str:
    return re.sub(
        r'(csrfmiddlewaretoken" value="|sitting" value="|writer" value="|X-CSRFToken": ")[^"]*', "", page
    )


def test_nothing_about_the_answers_is_sent_before_answering(started: Client):
    course = "/courses/small/"
    addresses = ["/", "/courses/", course, LESSON, f"{LESSON}?again=check", f"{course}read-1/"]
    answers = [started.get(address) for address in addresses]
    answers += [started.get(f"{LESSON}?again=check", headers=HTMX)]
    answers += [started.post(QUIZ, {}), started.post(QUIZ, {"q.loss": "falls"}, headers=HTMX)]
    assert "What does the <strong>loss</strong> do?" in answers[3].content.decode()
    for answer in answers:
        page = answer.content.decode()
        assert CANARY not in page
        assert str(RIGHT_NUMBER) not in page
        assert str(int(RIGHT_NUMBER)) not in page


def test_the_page_is_the_same_whichever_choice_is_correct(
    ling: Client, company: Company, publish: Publish, begin: Begin
):
    pages = []
    for person, correct in ((company.ling, "falls"), (company.sven, "rises")):
        begin(person, publish(correct=correct))
        ling.force_login(person)
        pages.append(without_tokens(ling.get(LESSON).content.decode()).split("<main")[1])
    assert pages[0] == pages[1]


def test_an_answer_gets_its_mark_its_feedback_and_its_explanation(started: Client):
    page = started.post(QUIZ, HALF, follow=True).content.decode()
    assert "Not yet." in page
    assert "1 of 3 points." in page
    assert page.count("Partly right.") == 2
    assert f"{CANARY} choice rises" in page
    assert f"{CANARY} explanation loss" in page
    assert f"{CANARY} choice falls" not in page, "feedback belongs to what was chosen"
    assert "Right answer" not in page, "what was missed stays open while it can be tried again"
    assert list(Answer.objects.order_by("pk").values_list("points", flat=True)) == [0.0, 0.5, 0.5]


def test_the_last_attempt_is_there_after_a_reload_and_can_be_tried_again(started: Client):
    started.post(QUIZ, HALF)
    page = started.get(LESSON).content.decode()
    assert "Not yet." in page
    assert "disabled" in page
    again = started.get(f"{LESSON}?again=check").content.decode()
    assert "Hand in" in again
    assert CANARY not in again
    page = started.post(QUIZ, RIGHT, follow=True).content.decode()
    assert "Passed." in page
    assert "Try 2" in page
    assert PartDone.objects.get().score == 1.0


def test_a_failed_try_after_a_passed_one_takes_nothing_away(started: Client):
    started.post(QUIZ, RIGHT)
    page = started.post(QUIZ, HALF, follow=True).content.decode()
    assert "it stays done, with your best score" in page
    assert PartDone.objects.get().score == 1.0


@pytest.mark.parametrize(("pass_mark", "said"), [(1 / 3, "1 is needed."), (2 / 3, "2 are needed.")])
def test_what_is_needed_is_told_in_the_number_it_has(taking, pass_mark: float, said: str):
    ling = taking(**{"pass": pass_mark})
    wrong = {"q.loss": "rises", "q.true": "three", "q.steps": "1", "number": "1"}
    assert said in ling.post(QUIZ, wrong, follow=True).content.decode()


def test_htmx_gets_the_quiz_with_outline_and_foot(started: Client):
    answer = started.post(QUIZ, RIGHT, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page) == (200, False)
    assert page.count('hx-swap-oob="true"') == 2
    assert "Passed." in page
    assert 'id="lesson-foot"' in page
    assert "Next lesson:" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "3 answers are missing, incomplete or cannot be read"),
        ({**RIGHT, "q.steps": "NaN"}, "One answer is missing, incomplete or cannot be read"),
        ({**RIGHT, "q.steps": "many"}, "Write a number, for example"),
        ({**RIGHT, "q.loss": "invented"}, "Choose from the answers offered."),
        ({**RIGHT, "q.true": []}, "Choose at least one answer."),
        ({**RIGHT, "q.steps": "9" * 500}, "Write the number shorter."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_cannot_be_read_is_asked_again_and_nothing_is_marked(
    started: Client, typed: dict[str, str], said: str, headers: dict[str, str]
):
    answer = started.post(QUIZ, typed, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert CANARY not in page
    assert QuizAttempt.objects.get().state == "in_progress"
    assert not Answer.objects.filter(points__isnull=False).exists()
    if typed.get("q.true"):
        assert page.count("checked") >= 2, "what was ticked stays ticked"


def test_typed_text_comes_back_as_text(started: Client):
    page = started.post(QUIZ, {**RIGHT, "q.steps": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["nothing/quiz/check/", "quiz/quiz/nothing/", "read-1/quiz/check/"])
def test_a_quiz_that_is_not_there_is_not_found(started: Client, path: str):
    assert started.post(f"/courses/small/{path}", RIGHT).status_code == 404


def test_others_cannot_answer_for_a_course_they_are_not_on(started: Client, company: Company):
    started.force_login(company.sven)
    assert started.post(QUIZ, RIGHT).status_code == 404


def test_an_expired_session_leads_htmx_to_the_sign_in_page(started: Client):
    started.logout()
    answer = started.post(QUIZ, RIGHT, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/accounts/login/?next={LESSON}"
    assert not QuizAttempt.objects.exists()
