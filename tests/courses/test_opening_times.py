"""A quiz that opens and closes: refused with words outside, and the sooner of two ends is the deadline."""

import re
from datetime import timedelta

import pytest

from courses.actions import close_due_attempts
from courses.models import Answer, QuizAttempt
from courses.states import GRACE
from tests.courses.folders import CANARY, RIGHT
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, SAVE, START, in_minutes, let_pass, page_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("terms", [{}, {"time_limit": 20}], ids=["untimed", "timed"])
def test_before_it_opens_no_question_is_shown_and_nothing_begins(taking, terms: dict[str, object]):
    ling = taking(opens=in_minutes(30), **terms)
    for page in (page_of(ling), page_of(ling, again="check"), page_of(ling, show="check")):
        assert "This quiz opens on" in page
        assert "What does the" not in page
        assert CANARY not in page
    for address, fields in ((START, {}), (SAVE, {"q.loss": "falls"}), (QUIZ, RIGHT)):
        answer = ling.post(address, {"number": "1", **fields})
        assert (answer.status_code, "This quiz opens on" in answer.content.decode()) == (409, True)
    assert not QuizAttempt.objects.exists()


def test_when_it_has_opened_it_is_taken_as_any_quiz(taking):
    ling = taking(opens=in_minutes(30), closes=in_minutes(90))
    let_pass(31 * MINUTE)
    assert "What does the" in page_of(ling)
    assert "3 of 3 points." in ling.post(QUIZ, {**RIGHT, "number": "1"}, follow=True).content.decode()


def test_a_page_that_is_looked_at_shortly_before_shows_the_quiz_when_it_opens(taking):
    ling = taking(opens=in_minutes(2))
    page = page_of(ling)
    waits = {
        float(re.search(r'hx-trigger="load delay:([\d.]+)s"', one)[1])
        for one in (page, *map(page_of, [ling] * 9))
    }
    assert all(115 <= seconds <= 126 for seconds in waits)
    assert len(waits) > 2, "not everybody's page asks at the same moment"
    assert "This page shows it then." in page


def test_a_page_does_not_wait_for_days(taking):
    page = page_of(taking(opens=in_minutes(60 * 24)))
    assert "hx-trigger" not in page.split("<main")[1]
    assert "another date" not in page


def test_after_the_closing_nothing_begins_and_nothing_is_shown(taking):
    ling = taking(closes=in_minutes(30))
    let_pass(31 * MINUTE)
    page = page_of(ling)
    assert "This quiz closed on" in page
    assert "Your manager or an author of the course can grant you another date." in page
    facts = page[page.index('<small class="facts">', page.index("60 % passes") - 400) :].partition(
        "</small>"
    )[0]
    assert "closed " in facts
    assert "closes" not in facts
    assert "opens" not in facts
    assert "What does the" not in page
    assert ling.post(QUIZ, {**RIGHT, "number": "1"}).status_code == 409
    assert not QuizAttempt.objects.exists()


def test_after_the_closing_a_try_is_still_there_to_be_read_and_cannot_be_repeated(taking):
    ling = taking(closes=in_minutes(30))
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    let_pass(31 * MINUTE)
    for page in (page_of(ling), page_of(ling, again="check")):
        assert "3 of 3 points." in page
        assert "This quiz closed on" in page
        assert "Try again" not in page


def test_who_types_while_it_closes_keeps_what_was_saved_in_time(taking):
    ling = taking(closes=in_minutes(30))
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    let_pass(30 * MINUTE + GRACE / 2)
    assert ling.post(SAVE, {"number": "1", "q.true": ["one", "two"]}).status_code == 200, "on its way"
    let_pass(GRACE)
    assert ling.post(SAVE, {"number": "1", "q.steps": RIGHT["q.steps"]}).status_code == 409
    assert "2 of 3 points." in page_of(ling)
    assert Answer.objects.get(question_key="steps").given == {}


def test_who_begins_to_type_after_it_closed_hears_that_it_does_not_count(taking):
    ling = taking(closes=in_minutes(30))
    page_of(ling)
    let_pass(31 * MINUTE)
    assert ling.post(SAVE, {"number": "1", "q.loss": "falls"}).status_code == 409
    page = ling.get(LESSON, {"show": "check", "late": "1"}, headers=HTMX).content.decode()
    assert "This quiz is not open, so what you gave just now does not count." in page


@pytest.mark.parametrize(("time_limit", "minutes"), [(20, 20), (60, 30), (None, 30)])
def test_the_deadline_is_the_sooner_of_time_limit_and_closing(taking, time_limit, minutes: int):
    ling = taking(closes=in_minutes(30), **({"time_limit": time_limit} if time_limit else {}))
    ling.post(START, {"number": "1"})
    attempt = QuizAttempt.objects.get()
    assert abs(attempt.deadline - attempt.started_at - minutes * MINUTE) < timedelta(seconds=30)


def test_a_learner_sees_limit_and_closing_and_what_is_left_of_them(taking):
    ling = taking(closes=in_minutes(10.5), time_limit=20)
    page = page_of(ling)
    assert "20 minutes" in page
    assert "closes " in page
    assert "if you start now, you have 10 minutes" in page
    page = ling.post(START, {"number": "1"}, follow=True).content.decode()
    assert 600 <= int(re.search(r'data-left="(\d+)"', page)[1]) <= 630


def test_a_clock_that_would_count_days_is_not_shown_yet(taking):
    ling = taking(closes=in_minutes(60 * 24 * 7))
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    assert "data-clock hidden" in page_of(ling)
    let_pass(timedelta(days=6, hours=23))
    assert re.search(r"data-clock>", page_of(ling))


def test_a_forgotten_attempt_ends_when_the_quiz_closes(taking):
    ling = taking(closes=in_minutes(30))
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    let_pass(30 * MINUTE)
    assert close_due_attempts() == 0
    let_pass(GRACE + timedelta(seconds=1))
    assert close_due_attempts() == 1
    assert QuizAttempt.objects.get().points == 1.0


@pytest.mark.parametrize(("terms", "whom"), [({}, "another date"), ({"tries": 1}, "another try")])
def test_whoever_failed_before_it_closed_reads_whom_to_ask(taking, terms, whom: str):
    ling = taking(closes=in_minutes(30), **terms)
    ling.post(SAVE, {"number": "1", "q.loss": "rises"})
    let_pass(30 * MINUTE + GRACE + timedelta(seconds=1))
    assert close_due_attempts() == 1
    assert f"Your manager or an author of the course can grant you {whom}." in page_of(ling)


def test_the_clock_is_there_before_the_first_answer_and_not_after_the_last(taking):
    ling = taking(closes=in_minutes(10.5))
    page = page_of(ling)
    assert 600 <= int(re.search(r'data-left="(\d+)"', page)[1]) <= 630
    assert "Time is over at" in page, "without a script it says when"
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert "data-clock" not in page_of(ling)
