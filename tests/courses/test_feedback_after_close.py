"""Marks that are told when the quiz has closed: until then there are none, so nothing can tell them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from courses.actions import close_due_attempts
from courses.models import Answer, AttemptToCount, Enrolment, PartDone, QuizAttempt, Revision
from courses.states import GRACE
from people.models import User
from people.tokens import HR_WORK, issue_token
from tests.courses.folders import CANARY, HALF, RIGHT
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, SAVE, START, WRONG, in_minutes, let_pass, page_of

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
HOUR = timedelta(hours=1)
TOLD = (
    "Right.",
    "Not right",
    "Partly right",
    "Also right",
    "Right answer",
    "Passed.",
    "Not yet.",
    "of 3 points",
    CANARY,
)


@pytest.fixture
def kept_back(taking: Callable[..., Client]) -> Client:
    """The quiz closes in an hour, and its marks are told then."""
    return taking(feedback="after-close", closes=in_minutes(60), tries=2)


def without_answers(page: str) -> str:
    """The page without what is somebody's own: tokens, sittings, moments and what they answered."""
    own = r' checked|value="[^"]*"|Marks are shown on [^<]*|Nov[^<]*|Dec[^<]*'
    return " ".join(re.sub(own, "", page).split("<main")[1].split())


def test_after_handing_in_nothing_says_how_it_went(kept_back, company):
    addresses = [LESSON, f"{LESSON}?again=check", f"{QUIZ}attempts/1/"]
    addresses += ["/", "/courses/", "/courses/small/", f"/team/{company.ling.public_id}/"]
    answers = [kept_back.post(QUIZ, {**HALF, "number": "1"}, headers=HTMX)]
    answers += [kept_back.get(address) for address in addresses]
    for answer in answers:
        assert answer.status_code == 200
        page = answer.content.decode()
        assert not [word for word in TOLD if word in page], answer.request["PATH_INFO"]
    assert "Handed in." in answers[0].content.decode()
    assert "Marks are shown on" in answers[0].content.decode()


def test_neither_rows_nor_the_api_nor_the_managers_page_know_before(kept_back, company, client):
    kept_back.post(QUIZ, {**RIGHT, "number": "1"})
    attempt = QuizAttempt.objects.get()
    assert (attempt.state, attempt.points, attempt.of, attempt.passed) == ("submitted", None, None, False)
    assert not Answer.objects.exclude(points=None, response=None).exists()
    assert not (PartDone.objects.exists())
    assert not (AttemptToCount.objects.exists())
    token = issue_token(by=None, user=company.hr, scopes=set(HR_WORK))
    told = client.get("/api/v1/enrolments", headers={"Authorization": f"Bearer {token}"})
    (row,) = told.json()["results"]
    assert (row["state"], row["score"], row["percent"]) == ("in_progress", None, 0)
    client.force_login(company.marco)
    page = client.get(f"/team/{company.ling.public_id}/").content.decode()
    assert "100 %" not in page


def test_a_right_and_a_wrong_hand_in_look_the_same(kept_back, company, begin: Begin):
    begin(company.sven, Revision.objects.get())
    pages = []
    for person, answers in ((company.ling, RIGHT), (company.sven, WRONG)):
        kept_back.force_login(person)
        kept_back.post(QUIZ, {**answers, "number": "1"})
        pages.append(without_answers(page_of(kept_back)))
    assert pages[0] == pages[1]


def test_once_it_has_closed_everything_is_told_and_counts(kept_back):
    kept_back.post(QUIZ, {**RIGHT, "number": "1"})
    handed_in = QuizAttempt.objects.get().submitted_at
    let_pass(HOUR)
    assert "Handed in." in page_of(kept_back), "somebody's last second is still on its way"
    let_pass(GRACE)
    page = page_of(kept_back)
    assert "3 of 3 points." in page
    assert f"{CANARY} explanation loss" in page
    assert PartDone.objects.get().score == 1.0
    attempt = QuizAttempt.objects.get()
    assert (attempt.state, attempt.passed) == ("graded", True)
    assert attempt.submitted_at == handed_in - HOUR - GRACE, "when it was handed in stays known"


def test_beat_marks_them_where_nobody_looks_and_twice_is_once(kept_back):
    kept_back.post(QUIZ, {**RIGHT, "number": "1"})
    assert close_due_attempts() == 0
    let_pass(HOUR + GRACE)
    assert [close_due_attempts(), close_due_attempts()] == [1, 0]
    assert (PartDone.objects.count(), AttemptToCount.objects.count()) == (1, 1)


def test_out_of_time_is_kept_back_too(taking):
    ling = taking(feedback="after-close", closes=in_minutes(60), time_limit=20)
    ling.post(START, {"number": "1"})
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    let_pass(timedelta(minutes=21))
    page = page_of(ling)
    assert "Time was over: what you had given was handed in." in page
    assert not [word for word in TOLD if word in page]
    let_pass(HOUR)
    assert "1 of 3 points." in page_of(ling)


def test_who_hands_in_when_it_has_closed_is_marked_at_once(kept_back):
    kept_back.post(SAVE, {"number": "1", "q.loss": "falls"})
    let_pass(HOUR + 2 * GRACE)
    assert close_due_attempts() == 1
    assert QuizAttempt.objects.get().state == "graded"


def test_sending_other_answers_after_the_hand_in_tells_nothing(kept_back):
    kept_back.post(QUIZ, {**HALF, "number": "1"})
    page = kept_back.post(QUIZ, {**RIGHT, "number": "1"}).content.decode()
    assert "already been handed in" in page
    assert not [word for word in TOLD if word in page]
    assert kept_back.post(SAVE, {"number": "1", "q.loss": "falls"}).status_code == 409


def test_a_second_try_before_the_closing_is_made_without_knowing(kept_back):
    kept_back.post(QUIZ, {**HALF, "number": "1"})
    page = kept_back.post(QUIZ, {**RIGHT, "number": "2"}, follow=True).content.decode()
    assert not [word for word in TOLD if word in page]
    let_pass(HOUR + GRACE)
    page_of(kept_back)
    points = QuizAttempt.objects.order_by("number").values_list("points", flat=True)
    assert list(points) == [1.0, 3.0]
