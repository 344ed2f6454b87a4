"""Policies in a real browser: a question checked in its place, time that moves, pages for every eye and size."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from courses.models import Answer, Enrolment, QuizAttempt, Revision
from courses.overrides.acts import Granted, give_override
from people.models import User
from tests.axe import violations
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.quiz_pages import LESSON, OVERRIDES, QUIZ, in_minutes, let_pass
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[[User, Revision], Enrolment]
PHONE = {"viewport": {"width": 390, "height": 844}}
EXPECTED = ("409 (Conflict)", "422 (Unprocessable", "net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
AT_ONCE = {"feedback": "at-once", "tries_per_question": 3, "penalty": 0.25}


@pytest.fixture
def taking(live_server: Any, browser: Browser, company: Company, publish: Publish, begin: Begin):
    """`with taking(time_limit=20) as page`: Ling's page, or that of `user`, the quiz being under these terms."""

    def on(look: dict[str, Any] | None = None, user: User | None = None, **terms: object):
        begin(company.ling, publish(**terms))
        options = {"base_url": live_server.url, "expected": EXPECTED, **(look or PHONE)}
        return signed_in(browser, live_server.url, user or company.ling, **options)

    return on


def grant(company: Company, **terms: Any) -> None:
    enrolment = Enrolment.objects.get(user=company.ling)
    block = enrolment.revision.lessons.get(key="quiz").blocks.get(key="check")
    granted = Granted(reason="more is needed", **terms)
    give_override(by=company.marco, enrolment=enrolment, block=block, granted=granted)


def check(page: Page, key: str) -> None:
    page.locator(f"button[name=check][value='{key}']").click()


def whole(page: Page, key: str):
    return page.locator(f"#quiz-check-{key}-whole")


def test_a_question_is_checked_in_its_place_and_the_rest_stays_as_it_is_typed(taking):
    with taking(**AT_ONCE) as page:
        page.goto(LESSON)
        page.fill("input[name='q.steps']", "73,5 st")
        page.check("input[value=rises]")
        check(page, "loss")
        expect(whole(page, "loss").locator(".explanation")).to_be_focused()
        expect(whole(page, "loss")).to_contain_text("Not right.")
        expect(whole(page, "loss")).to_contain_text("2 checks left")
        expect(page.locator("input[name='q.steps']")).to_have_value("73,5 st")
        page.check("input[value=falls]")
        expect(page.locator("[data-saved]")).to_have_attribute("data-how", "saved")
        check(page, "loss")
        expect(whole(page, "loss")).to_contain_text("0.75 of 1 point.")
        expect(page.locator("input[value=falls]")).to_be_disabled()
        page.check("input[value=one]")
        page.check("input[value=two]")
        page.fill("input[name='q.steps']", str(RIGHT_NUMBER))
        expect(page.locator("[data-saved]")).to_have_attribute("data-how", "saved")
        page.get_by_role("button", name="Hand in").click()
        expect(page.locator(".verdict")).to_contain_text("2.75 of 3 points")
        assert QuizAttempt.objects.count() == 1


def test_what_was_typed_while_a_check_was_under_way_is_saved_afterwards(taking):
    with taking(**AT_ONCE) as page:
        page.goto(LESSON)
        page.check("input[value=rises]")
        expect(page.locator("[data-saved]")).to_have_attribute("data-how", "saved")
        held: list[Any] = []
        page.route("**/check/check/", lambda route: held.append(route))
        with page.expect_request("**/check/check/"):
            check(page, "loss")
        page.fill("input[name='q.steps']", "12")
        held[0].continue_()
        expect(whole(page, "loss")).to_contain_text("Not right.")
        expect(page.locator("#quiz-check-seen-steps")).to_have_value("1")
        assert Answer.objects.get(question_key="steps").given == {"values": ["12"]}


def test_the_enter_key_in_a_field_neither_hands_in_nor_checks_a_question(taking):
    with taking(**AT_ONCE) as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.check("input[value=one]")
        page.check("input[value=two]")
        page.fill("input[name='q.steps']", str(RIGHT_NUMBER))
        page.press("input[name='q.steps']", "Enter")
        expect(page.locator("#quiz-check-steps-whole [name=check]")).to_be_focused()
        expect(page.locator("[data-saved]")).to_have_attribute("data-how", "saved")
        assert not Answer.objects.filter(checks__gt=0).exists()
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")


def test_checking_works_without_javascript(taking):
    with taking({**PHONE, "java_script_enabled": False}, **AT_ONCE) as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.fill("input[name='q.steps']", "7")
        check(page, "loss")
        expect(whole(page, "loss")).to_contain_text("Right.")
        expect(page.locator("input[name='q.steps']")).to_have_value("7")
        check(page, "true")
        expect(whole(page, "true")).to_contain_text("Choose at least one answer.")


def test_without_javascript_the_page_says_when_time_is_over(taking):
    with taking({**PHONE, "java_script_enabled": False}, time_limit=20) as page:
        page.goto(LESSON)
        page.get_by_role("button", name="Start", exact=True).click()
        ends = timezone.localtime(QuizAttempt.objects.get().deadline)
        expect(page.locator("noscript .clock")).to_contain_text(f"Time is over at {ends:%H:%M:%S}")
        expect(page.locator("[data-clock]")).to_be_hidden()


def test_an_open_page_hears_with_its_next_save_that_there_is_more_time(taking, company):
    with taking(time_limit=20) as page:
        page.goto(LESSON)
        page.get_by_role("button", name="Start", exact=True).click()
        page.check("input[value=falls]")
        expect(page.locator("[data-saved]")).to_have_attribute("data-how", "saved")
        grant(company, extra_minutes=30)
        page.fill("input[name='q.steps']", "7")
        expect(page.locator("[data-note]")).to_contain_text("Your time was extended to")
        expect(page.locator("[data-time]")).to_contain_text("49:")


def test_an_open_page_that_nobody_types_in_hears_of_more_time_too(taking, company):
    with taking(time_limit=20) as page:
        page.clock.install()
        page.goto(LESSON)
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("[data-time]")).to_contain_text(":")
        grant(company, extra_minutes=30)
        page.clock.run_for(20_000)
        expect(page.locator("[data-note]")).to_contain_text("Your time was extended to")
        page.clock.run_for(1000)
        expect(page.locator("[data-time]")).to_contain_text("49:")
        expect(page.locator("[data-saved]")).to_be_empty()


def test_a_page_that_waits_shows_the_quiz_when_it_opens(taking):
    with taking(opens=in_minutes(0.1)) as page:
        page.goto(LESSON)
        expect(page.locator("#quiz-check")).to_contain_text("This quiz opens on")
        expect(page.locator("#quiz-check")).to_contain_text("What does the loss do?")


def test_a_page_that_stays_open_beyond_the_closing_is_told(taking):
    with taking(closes=in_minutes(60)) as page:
        page.goto(LESSON)
        let_pass(timedelta(hours=2))
        page.check("input[value=falls]")
        expect(page.locator("#quiz-check")).to_contain_text("This quiz is not open")
        expect(page.locator("#quiz-check")).to_contain_text("This quiz closed on")
        assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out_in_any_new_state(
    taking, company, scheme: str, language: str
):
    User.objects.update(language=language)
    look = {**PHONE, "color_scheme": scheme, "bypass_csp": True}
    terms = {"certainty": True, "feedback": "at-once", "closes": in_minutes(90), "time_limit": 30}
    with taking(look, **terms) as page:

        def looks_well() -> None:
            assert violations(page) == []
            assert not scrolls_sideways(page)

        grant(company, extra_minutes=5)
        page.goto(LESSON)
        looks_well()
        page.locator("#quiz-check button.primary").click()
        page.check("input[value=falls]")
        page.check("input[name='q.loss._sure'][value=high]")
        grant(company, extra_minutes=15)
        check(page, "loss")
        expect(whole(page, "loss").locator(".explanation")).to_be_visible()
        check(page, "true")
        expect(whole(page, "true").locator(".error")).to_be_visible()
        page.reload()
        looks_well()
        page.check("input[value=one]")
        page.fill("input[name='q.steps']", "7")
        for key in ("true", "steps"):
            page.check(f"input[name='q.{key}._sure'][value=middle]")
        page.locator("#quiz-check form button.primary").click()
        expect(page.locator(".verdict")).to_be_visible()
        looks_well()
        page.goto(f"{QUIZ}attempts/1/")
        looks_well()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_marks_wait_and_before_and_after_it_is_open(taking, scheme: str):
    look = {**PHONE, "color_scheme": scheme, "bypass_csp": True}
    terms = {"feedback": "after-close", "opens": in_minutes(30), "closes": in_minutes(90)}
    with taking(look, **terms) as page:
        page.goto(LESSON)
        assert violations(page) == []
        let_pass(timedelta(minutes=31))
        page.reload()
        page.check("input[value=falls]")
        page.check("input[value=one]")
        page.fill("input[name='q.steps']", "7")
        page.get_by_role("button", name="Hand in").click()
        expect(page.locator(".verdict")).to_contain_text("Marks are shown on")
        assert violations(page) == []
        page.goto(f"{QUIZ}attempts/1/")
        assert violations(page) == []
        let_pass(timedelta(minutes=90))
        page.goto(LESSON)
        expect(page.locator(".verdict")).to_contain_text("of 3 points")
        assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_that_grant(taking, company, scheme: str, language: str):
    User.objects.update(language=language)
    company.marco.refresh_from_db()
    look = {**PHONE, "color_scheme": scheme, "bypass_csp": True}
    with taking(look, company.marco, time_limit=20, tries=2, closes=in_minutes(90)) as page:
        page.goto(OVERRIDES)
        page.click(".named a")
        assert violations(page) == []
        page.locator("main form[method=post] button.primary").click()
        page.fill("input[name=reason]", "first week back")
        page.locator("main form[method=post] button.primary").click()
        expect(page.locator("main .error")).to_be_visible()
        assert violations(page) == []
        page.fill("input[name=extra_minutes]", "15")
        page.locator("main form[method=post] button.primary").click()
        expect(page.locator("table")).to_contain_text("first week back")
        assert violations(page) == []
        assert not scrolls_sideways(page)
