"""Ling's quiz is open when somebody else signs in on the same computer: her words wait for her, in that browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.models import Answer, AnswerSave, Enrolment, QuizAttempt, Revision
from people.models import Session
from tests.conftest import Company
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.quiz_pages import LESSON
from tests.run_pages.browsing import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EXPECTED = ("401 (Unauthorized)", "403 (Forbidden)", "409 (Conflict)")
NOTE_ALL_THAT_IS_SAID = """() => {
    window.said = [];
    const place = document.querySelector("[data-saved]");
    new MutationObserver(() => said.push(place.textContent)).observe(place, { childList: true });
}"""


@pytest.fixture
def taking(
    live_server, browser, company: Company, publish: Callable[..., Revision], begin: Callable[..., Enrolment]
):
    """`with taking() as page`: Ling's page of the quiz; Sven is on the same course."""

    def on(**terms: object):
        course = publish(**terms)
        begin(company.ling, course)
        begin(company.sven, course)
        return signed_in(browser, live_server.url, company.ling, base_url=live_server.url, expected=EXPECTED)

    return on


def saved(page: Page):
    return page.locator("[data-saved]")


def steps(page: Page):
    return page.locator("input[name='q.steps']")


def given_before_the_session_ended(page: Page) -> None:
    page.goto(LESSON)
    steps(page).fill("case A")
    expect(saved(page)).to_contain_text("Saved at")
    Session.objects.all().delete()
    steps(page).fill("case B words")
    expect(saved(page)).to_contain_text("You are signed out. Your answers are kept in this browser")


def look_again(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('focus'))")


def test_without_any_cookie_of_the_site_one_is_told_at_once_that_one_is_signed_out(taking):
    with taking() as page:
        page.goto(LESSON)
        page.evaluate(NOTE_ALL_THAT_IS_SAID)
        page.context.clear_cookies()
        steps(page).fill("case A")
        expect(saved(page)).to_contain_text("You are signed out.")
        assert page.evaluate("said.filter((one) => one.startsWith('No connection'))") == []


def test_what_was_typed_waits_until_its_person_signs_in_again(taking, company: Company):
    with taking() as page:
        given_before_the_session_ended(page)
        sign_in(page, company.sven)
        look_again(page)
        expect(saved(page)).to_have_text(
            "Sven is signed in here now. Your answers are kept in this browser and saved when you have signed in again."
        )
        expect(steps(page)).to_have_value("case B words")
        sign_in(page, company.ling)
        look_again(page)
        expect(saved(page)).to_contain_text("Saved at")
        assert Answer.objects.get(question_key="steps").given == {"values": ["case B words"]}
        assert page.evaluate("localStorage.length") == 0


def test_it_is_not_shown_to_the_other_and_comes_back_in_a_new_page(taking, company: Company):
    with taking() as page:
        given_before_the_session_ended(page)
        sign_in(page, company.sven)
        look_again(page)
        expect(saved(page)).to_contain_text("Sven is signed in here now.")
        theirs = page.context.new_page()
        theirs.goto(LESSON)
        expect(steps(theirs)).to_have_value("")
        steps(theirs).fill("12")
        expect(saved(theirs)).to_contain_text("Saved at")
        page.close()
        sign_in(theirs, company.ling)
        theirs.goto(LESSON)
        expect(steps(theirs)).to_have_value("case B words")
        expect(saved(theirs)).to_contain_text(
            "Answers that this browser had not saved yet are back. Saved at"
        )
    told = AnswerSave.objects.order_by("pk").values_list(
        "answer__attempt__enrolment__user__name", "given", "is_late"
    )
    ling, sven = company.ling.name, company.sven.name
    assert list(told) == [
        (ling, {"values": ["case A"]}, False),
        (sven, {"values": ["12"]}, False),
        (ling, {"values": ["case B words"]}, False),
    ]


def test_nothing_is_handed_in_for_the_other_and_nothing_is_swapped(taking, company: Company):
    with taking() as page:
        page.goto(LESSON)
        for value in ("falls", "one", "two"):
            page.check(f"input[value={value}]")
        steps(page).fill(str(RIGHT_NUMBER))
        expect(saved(page)).to_have_attribute("data-how", "saved")
        sign_in(page, company.sven)
        page.click("[data-hand-in]")
        expect(page.locator("#refused")).to_contain_text(
            "Sven is signed in here now, so nothing was sent for you. Sign in again, then press the button once more."
        )
        expect(steps(page)).to_have_value(str(RIGHT_NUMBER))
        sign_in(page, company.ling)
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_contain_text("3 of 3 points")
    assert not QuizAttempt.objects.filter(enrolment__user=company.sven).exists()
