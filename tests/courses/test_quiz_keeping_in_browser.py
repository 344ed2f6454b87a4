"""What is typed into a quiz is told, kept and marked as its page shows it: late, by Enter, and in two windows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from courses.models import Answer, AnswerSave, Enrolment, QuizAttempt, Revision
from tests.conftest import Company
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.quiz_pages import LESSON, pass_time
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 500}}
SENDS_NOTHING = "() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }"
"""For a page that crashes: a request that a route holds back can still go out while its page closes."""
NO_NETWORK = ("net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest", "409 (Conflict)", "422")


@pytest.fixture
def taking(
    live_server,
    browser,
    company: Company,
    publish: Callable[..., Revision],
    begin: Callable[..., Enrolment],
):
    """`with taking(time_limit=20) as page`: Ling's page of the quiz, on a small phone."""

    def on(**terms: object):
        begin(company.ling, publish(**terms))
        return signed_in(
            browser, live_server.url, company.ling, base_url=live_server.url, expected=NO_NETWORK, **PHONE
        )

    return on


def saved(page: Page):
    return page.locator("[data-saved]")


def lose_connection(page: Page) -> None:
    page.route("**/check/", lambda route: route.abort())
    page.route("**/save/", lambda route: route.abort())


def start(page: Page) -> None:
    page.goto(LESSON)
    page.get_by_role("button", name="Start", exact=True).click()
    page.check("input[value=rises]")
    expect(saved(page)).to_contain_text("Saved at")


def answer_offline(page: Page) -> None:
    lose_connection(page)
    page.check("input[value=one]")
    page.fill("input[name='q.steps']", "77")
    expect(saved(page)).to_have_attribute("data-how", "kept")


def expect_both_on_record(page: Page) -> None:
    told = page.locator(".late")
    expect(told).to_contain_text("Question 2")
    expect(told).to_contain_text("77")
    late = AnswerSave.objects.filter(is_late=True).values_list("answer__question_key", flat=True)
    assert set(late) == {"true", "steps"}


def test_all_that_was_answered_offline_goes_on_record_after_the_end_and_stays_told(taking):
    with taking(time_limit=20) as page:
        start(page)
        answer_offline(page)
        pass_time(timedelta(minutes=21))
        page.unroute("**/save/")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect_both_on_record(page)
        page.reload()
        expect_both_on_record(page)
        page.get_by_role("link", name="All my tries").click()
        expect_both_on_record(page)


def test_what_a_crash_kept_back_goes_on_record_after_the_end(taking):
    with taking(time_limit=20) as page:
        start(page)
        page.evaluate(SENDS_NOTHING)
        answer_offline(page)
        other = page.context.new_page()
        page.close()
        pass_time(timedelta(minutes=21))
        other.goto(LESSON)
        expect_both_on_record(other)
        assert other.evaluate("localStorage.length") == 0


def test_at_the_end_without_a_connection_one_thing_is_said(taking):
    with taking(time_limit=20) as page:
        start(page)
        pass_time(timedelta(minutes=19, seconds=55))
        page.reload()
        lose_connection(page)
        expect(page.locator("[data-then]")).to_contain_text("time is over, and there is no connection")
        expect(page.locator("[data-soon]")).to_be_empty()
        expect(page.locator("[data-unsent]")).to_be_in_viewport()


def test_enter_in_a_field_leads_on_and_hands_nothing_in(taking):
    with taking() as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.check("input[value=one]")
        page.keyboard.press("Enter")
        expect(page.locator("input[name='q.steps']")).to_be_focused()
        page.keyboard.type("12")
        page.keyboard.press("Enter")
        expect(page.locator("[data-hand-in]")).to_be_focused()
        expect(saved(page)).to_contain_text("Saved at")
        assert QuizAttempt.objects.get().is_open
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_contain_text("of 3 points")


def test_what_is_saved_is_said_where_one_answers_and_what_a_crash_kept_is_named(taking):
    with taking() as page:
        page.goto(LESSON)
        page.evaluate(SENDS_NOTHING)
        page.context.route("**/save/", lambda route: route.abort())
        page.check("input[value=falls]")
        expect(saved(page)).to_contain_text("No connection")
        expect(page.locator("[data-hand-in]")).not_to_be_in_viewport()
        expect(saved(page)).to_be_in_viewport(ratio=1)
        other = page.context.new_page()
        page.close()
        other.goto(LESSON)
        expect(saved(other)).to_contain_text(
            "Answers that this browser had not saved yet are back. No connection"
        )
        page.context.unroute("**/save/")
        other.evaluate("dispatchEvent(new Event('online'))")
        expect(saved(other)).to_contain_text("Answers that this browser had not saved yet are back. Saved at")
        other.fill("input[name='q.steps']", "12")
        expect(saved(other)).not_to_contain_text("are back")


def test_a_window_that_is_looked_at_again_shows_what_another_has_answered(taking):
    with taking() as page:
        page.goto(LESSON)
        page.check("input[value=rises]")
        expect(saved(page)).to_contain_text("Saved at")
        other = page.context.new_page()
        other.goto(LESSON)
        other.check("input[value=falls]")
        expect(saved(other)).to_contain_text("Saved at")
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.locator("input[value=falls]")).to_be_checked()
        expect(saved(page)).to_contain_text("You have answered in another window")
        other.check("input[value=one]")
        other.check("input[value=two]")
        other.fill("input[name='q.steps']", str(RIGHT_NUMBER))
        other.click("[data-hand-in]")
        expect(other.locator(".verdict")).to_contain_text("3 of 3 points")
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")


def test_a_window_that_was_not_looked_at_is_asked_before_other_answers_are_marked(taking):
    with taking() as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.check("input[value=one]")
        page.check("input[value=two]")
        page.fill("input[name='q.steps']", str(RIGHT_NUMBER))
        expect(saved(page)).to_have_attribute("data-how", "saved")
        other = page.context.new_page()
        other.goto(LESSON)
        other.fill("input[name='q.steps']", "5")
        expect(saved(other)).to_contain_text("Saved at")
        assert Answer.objects.get(question_key="steps").given == {"values": ["5"]}
        page.click("[data-hand-in]")
        expect(page.locator(".verdict.wrong")).to_contain_text("Nothing was handed in yet")
        expect(page.locator("#quiz-check-steps-problem")).to_contain_text(f"This page showed: {RIGHT_NUMBER}")
        expect(page.locator("input[name='q.steps']")).to_have_value("5")
        page.fill("input[name='q.steps']", str(RIGHT_NUMBER))
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
