"""A quiz that closes while its page is open counts down there and is handed in there, as one with a time limit is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import QuizAttempt, QuizOverride
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.quiz_pages import LESSON, in_minutes, let_pass

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = 1 / 60


@pytest.fixture
def at(opened: Any, company: Company, publish: Publish, begin: Begin):
    """`with at(closes=…) as page`: Ling's page of the quiz under these terms, with nothing answered."""

    def on(**terms: object):
        begin(company.ling, publish(**terms))
        return opened(company.ling, expected=("409 (Conflict)", "422", "ERR_INTERNET_DISCONNECTED"))

    return on


def answer_one(page: Page) -> None:
    page.check("input[value=falls]")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")


def look_at_it_again(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_clock_runs_before_the_first_answer_and_hands_in_what_there_is(at):
    with at(closes=in_minutes(7)) as page:
        page.goto(LESSON)
        expect(page.locator("[data-time]")).to_contain_text("6:5")
        answer_one(page)
        let_pass(timedelta(minutes=6, seconds=55))
        look_at_it_again(page)
        expect(page.locator("[data-clock]")).to_have_attribute("data-how", "soon")
        expect(page.locator(".verdict")).to_contain_text("Time was over: what you had given was handed in.")
        expect(page.locator(".verdict")).to_contain_text("1 of 3 points")


def test_a_closing_that_is_granted_while_the_page_is_open_comes_to_it_with_the_first_save(at, company):
    with at() as page:
        page.goto(LESSON)
        expect(page.locator("[data-clock]")).to_be_hidden()
        closes = datetime.now(UTC) + timedelta(seconds=8)
        place: dict[str, Any] = {"lesson_key": "quiz", "quiz_key": "check", "given_by": company.marco}
        QuizOverride.objects.create(
            enrolment=company.ling.enrolments.get(), closes=closes, reason="The exam ends.", **place
        )
        answer_one(page)
        expect(page.locator("[data-clock]")).to_be_visible()
        expect(page.locator(".verdict")).to_contain_text("1 of 3 points", timeout=15_000)


def test_where_nothing_was_given_the_page_shows_that_the_quiz_has_closed_and_no_try_is_used(at):
    with at(closes=in_minutes(4 * SECOND)) as page:
        page.goto(LESSON)
        expect(page.locator("[data-clock]")).to_be_visible()
        expect(page.locator(".verdict")).to_contain_text("This quiz closed on", timeout=15_000)
        expect(page.locator("[data-hand-in]")).to_have_count(0)
        assert not QuizAttempt.objects.exists()


def test_first_answers_given_without_a_connection_count_when_it_is_back_right_after_the_closing(at):
    with at(closes=in_minutes(8 * SECOND)) as page:
        page.goto(LESSON)
        page.context.set_offline(True)
        page.check("input[value=falls]")
        expect(page.locator("[data-then]")).to_contain_text("time is over", timeout=15_000)
        page.context.set_offline(False)
        expect(page.locator(".verdict")).to_contain_text("1 of 3 points", timeout=15_000)


def test_what_is_typed_too_late_for_a_save_is_told_not_to_count_and_comes_back_with_another_date(at, company):
    with at(closes=in_minutes(7)) as page:
        page.goto(LESSON)
        let_pass(timedelta(minutes=8))
        page.check("input[value=falls]")
        expect(page.locator(".verdict").first).to_contain_text("what you gave just now does not count")
        place: dict[str, Any] = {"lesson_key": "quiz", "quiz_key": "check", "given_by": company.marco}
        closes = datetime.now(UTC) + timedelta(minutes=5)
        QuizOverride.objects.create(
            enrolment=company.ling.enrolments.get(), closes=closes, reason="The line.", **place
        )
        page.reload()
        expect(page.locator("input[value=falls]")).to_be_checked()
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")


def test_a_page_that_nobody_answers_asks_the_server_nothing(at):
    """Only a try that has begun can get another deadline: thousands who read a quiz that closes cost nothing."""
    with at(closes=in_minutes(60)) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/save/" in request.url else None)
        page.clock.install()
        page.goto(LESSON)
        expect(page.locator("[data-clock]")).to_be_visible()
        page.clock.run_for(65_000)
        expect(page.locator("[data-time]")).to_contain_text("58:")
        assert asked == []
        answer_one(page)
        page.clock.run_for(65_000)
        assert len(asked) > 1
