"""Ling takes a quiz in a real browser: a lost connection, a crash, two windows, the back button and the clock."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.models import Answer, Enrolment, PartDone, QuizAttempt, Revision
from people.models import User
from tests.axe import violations
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.quiz_pages import pass_time
from tests.run_pages.browsing import before_its_script, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[[User, Revision], Enrolment]
LESSON = "/courses/small/quiz/"
PHONE = {"viewport": {"width": 390, "height": 844}}
NO_NETWORK = ("net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest", "409 (Conflict)")


@pytest.fixture
def taking(live_server: Any, browser: Browser, company: Company, publish: Publish, begin: Begin):
    """`with taking(time_limit=20) as page`: Ling's signed-in page, the quiz being under these terms."""

    def on(look: dict[str, Any] | None = None, **terms: object):
        begin(company.ling, publish(**terms))
        options = {"base_url": live_server.url, "expected": NO_NETWORK, **(look or PHONE)}
        return signed_in(browser, live_server.url, company.ling, **options)

    return on


def saved(page: Page):
    return page.locator("[data-saved]")


def kept(question: str) -> Any:
    return Answer.objects.get(question_key=question).given


def answer_all(page: Page) -> None:
    page.check("input[value=falls]")
    page.check("input[value=one]")
    page.check("input[value=two]")
    page.fill("input[name='q.steps']", str(RIGHT_NUMBER))


def test_every_answer_is_saved_while_it_is_given(taking):
    with taking() as page:
        page.goto(LESSON)
        expect(saved(page)).to_be_empty()
        page.check("input[value=rises]")
        expect(saved(page)).to_contain_text("Saved at")
        assert kept("loss") == {"values": ["rises"]}
        page.check("input[value=one]")
        page.check("input[value=three]")
        page.uncheck("input[value=one]")
        page.fill("input[name='q.steps']", "73,5 st")
        expect(saved(page)).to_have_attribute("data-how", "saved")
        expect(saved(page)).to_have_text(re.compile(r"Saved at (\d+(:\d\d)? [ap]\.m\.|noon|midnight)"))
        page.reload()
        expect(saved(page)).to_contain_text("Saved")
        expect(page.locator("input[value=rises]")).to_be_checked()
        expect(page.locator("input[value=three]")).to_be_checked()
        expect(page.locator("input[name='q.steps']")).to_have_value("73,5 st")


def test_an_answer_given_before_the_script_has_come_is_saved_too(taking):
    with taking() as page:
        with before_its_script(page, LESSON, "quiz_page"):
            page.check("input[value=rises]")
        expect(saved(page)).to_contain_text("Saved at")
        assert list(Answer.objects.exclude(given={}).values_list("question_key")) == [("loss",)]


def test_a_lost_connection_is_said_and_costs_nothing(taking):
    with taking() as page:
        page.goto(LESSON)
        page.check("input[value=rises]")
        expect(saved(page)).to_contain_text("Saved at")
        page.route("**/save/", lambda route: route.abort())
        page.check("input[value=falls]")
        page.fill("input[name='q.steps']", "12")
        expect(saved(page)).to_contain_text("No connection. Your answers are kept in this browser")
        page.unroute("**/save/")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(saved(page)).to_contain_text("Saved at")
        assert (kept("loss"), kept("steps")) == ({"values": ["falls"]}, {"values": ["12"]})


def test_a_browser_that_crashes_without_network_brings_the_answers_back(taking):
    with taking() as page:
        page.goto(LESSON)
        page.route("**/save/", lambda route: route.abort())
        page.check("input[value=falls]")
        page.check("input[value=one]")
        expect(saved(page)).to_have_attribute("data-how", "kept")
        other = page.context.new_page()
        page.close()
        other.goto(LESSON)
        expect(other.locator("input[value=falls]")).to_be_checked()
        expect(other.locator("input[value=one]")).to_be_checked()
        expect(saved(other)).to_contain_text("Saved at")
        assert (kept("loss"), kept("true")) == ({"values": ["falls"]}, {"values": ["one"]})


def test_what_was_handed_in_after_trying_again_is_there_after_a_reload_too(taking):
    with taking() as page:
        page.goto(LESSON)
        answer_all(page)
        page.click("[data-hand-in]")
        again = page.get_by_role("link", name="Try again")
        page.goto(again.get_attribute("href"))  # as without htmx, or in a tab of its own
        answer_all(page)
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_contain_text("Try 2")
        expect(page).to_have_url(re.compile(f"{LESSON}#quiz-check$"))
        page.reload()
        expect(page.locator(".verdict")).to_contain_text("Try 2")
        page.goto("/courses/small/")
        page.go_back()
        expect(page.locator(".verdict")).to_contain_text("Try 2")


def test_a_hand_in_without_network_can_be_sent_again(taking):
    with taking() as page:
        page.goto(LESSON)
        answer_all(page)
        page.route("**/check/", lambda route: route.abort())
        page.click("#quiz-check button[type=submit]")
        expect(page.locator("#quiz-check button[type=submit]")).to_be_enabled()
        unsent = page.locator("#quiz-check [data-unsent]")
        expect(unsent).to_contain_text("Not handed in yet")
        page.unroute("**/check/")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(unsent).to_contain_text("The connection is back: press the button once more")
        page.click("#quiz-check button[type=submit]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
        assert QuizAttempt.objects.count() == 1
        assert page.evaluate("localStorage.length") == 0


def test_two_windows_meet_the_same_attempt(taking):
    with taking() as page:
        page.goto(LESSON)
        other = page.context.new_page()
        other.goto(LESSON)
        page.check("input[value=rises]")
        expect(saved(page)).to_contain_text("Saved at")
        other.check("input[value=falls]")
        expect(saved(other)).to_contain_text("In another window you had answered differently")
        answer_all(page)
        page.click("#quiz-check button[type=submit]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
        other.check("input[value=stays]")
        expect(other.locator(".verdict.wrong")).to_contain_text("had already been handed in")
        expect(other.locator(".verdict.right")).to_contain_text("3 of 3 points")
        page.go_back()
        page.goto(LESSON)
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
        assert (QuizAttempt.objects.count(), PartDone.objects.get().score) == (1, 1.0)


def test_without_network_the_end_of_time_says_what_happens(taking):
    with taking(time_limit=20) as page:
        page.goto(LESSON)
        page.get_by_role("button", name="Start").click()
        page.check("input[value=falls]")
        expect(saved(page)).to_contain_text("Saved at")
        pass_time(timedelta(minutes=19, seconds=55))
        page.reload()
        page.route("**/check/", lambda route: route.abort())
        page.route("**/save/", lambda route: route.abort())
        expect(page.locator("[data-clock]")).to_contain_text("time is over")
        expect(page.locator("#quiz-check [data-unsent]")).to_contain_text(
            "by itself as soon as the connection is back"
        )
        page.unroute("**/check/")
        expect(page.locator(".verdict")).to_contain_text("1 of 3 points")


def within_strip(page: Page) -> bool:
    return page.locator(".outline ol").evaluate(
        """strip => {
            const [all, here] = [strip, strip.querySelector("[aria-current]")].map((one) => one.getBoundingClientRect());
            return strip.scrollWidth > strip.clientWidth && here.left >= all.left && here.right <= all.right + 1;
        }"""
    )


def test_the_strip_of_lessons_shows_the_open_one_also_when_it_is_drawn_anew(
    live_server, browser, company, publish, begin
):
    begin(company.ling, publish(readings=9))
    with signed_in(browser, live_server.url, company.ling, base_url=live_server.url, **PHONE) as page:
        page.goto(LESSON)
        expect(page.locator(".outline [aria-current]")).to_be_visible()
        assert within_strip(page)
        answer_all(page)
        page.click("#quiz-check button[type=submit]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
        assert within_strip(page)


def test_the_clock_hands_in_what_there_is(taking):
    with taking(time_limit=1) as page:
        page.goto(LESSON)
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("[data-time]")).to_have_text(r"1:00")
        pass_time(timedelta(seconds=45))
        page.reload()
        page.check("input[value=falls]")
        page.fill("input[name='q.steps']", "73519")
        expect(page.locator("[data-clock]")).to_have_attribute("data-how", "soon")
        expect(page.locator(".verdict")).to_contain_text("1.5 of 3 points")
        assert QuizAttempt.objects.get().state == "graded"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_during_and_after_a_timed_quiz(taking, scheme: str):
    with taking({**PHONE, "color_scheme": scheme, "bypass_csp": True}, time_limit=30, tries=2) as page:
        page.goto(LESSON)
        assert violations(page) == []
        page.get_by_role("button", name="Start", exact=True).click()
        page.check("input[value=falls]")
        expect(saved(page)).to_contain_text("Saved at")
        assert violations(page) == []
        answer_all(page)
        page.click("#quiz-check button[type=submit]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
        assert violations(page) == []
