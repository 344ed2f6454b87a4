"""Ling's page was open while she signed out and in again in another tab: what she sends from it counts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.models import Clarity, Enrolment, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[[User, Revision], Enrolment]
PASSWORD = "four common words here"


@pytest.fixture
def reading(live_server: Any, browser: Browser, company: Company, publish: Publish, begin: Begin):
    """`with reading() as page`: Ling's signed-in page; `terms` are those of the quiz."""

    def on(terms: dict[str, Any] | None = None, **look: Any):
        company.ling.set_password(PASSWORD)
        company.ling.save()
        begin(company.ling, publish(**(terms or {})))
        return signed_in(browser, live_server.url, company.ling, base_url=live_server.url, **look)

    return on


def sign_in_again(page: Page, person: User) -> None:
    """In another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto("/accounts/logout/")
    tab.locator("main").get_by_role("button", name="Sign out").click()
    tab.goto("/accounts/login/")
    tab.fill("input[name=login]", person.email)
    tab.fill("input[name=password]", PASSWORD)
    tab.locator("main").get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(person.name)
    tab.close()


def answer_all(page: Page) -> None:
    for value in ("falls", "one", "two"):
        page.check(f"input[value={value}]")
    page.fill("input[name='q.steps']", str(RIGHT_NUMBER))


def test_a_quiz_is_handed_in(reading, company: Company) -> None:
    with reading() as page:
        page.goto("/courses/small/quiz/")
        sign_in_again(page, company.ling)
        answer_all(page)
        page.get_by_role("button", name="Hand in").click()
        expect(page.locator(".verdict")).to_contain_text("Passed. 3 of 3 points.")


def test_a_question_is_checked(reading, company: Company) -> None:
    with reading({"feedback": "at-once"}) as page:
        page.goto("/courses/small/quiz/")
        sign_in_again(page, company.ling)
        page.check("input[value=falls]")
        page.get_by_role("button", name="Check", exact=True).first.click()
        expect(page.get_by_text("Right.").first).to_be_visible()


def test_a_lesson_is_said_to_be_clear(reading, company: Company) -> None:
    with reading() as page:
        page.goto("/courses/small/read-1/")
        sign_in_again(page, company.ling)
        page.get_by_role("group", name="Was the whole lesson clear?").get_by_role(
            "button", name="Yes"
        ).click()
        expect(page.get_by_text("Thank you, it is noted.")).to_be_visible()
        assert Clarity.objects.get().is_clear


def test_a_form_that_htmx_does_not_send_counts_too(reading, company: Company) -> None:
    with reading() as page:
        page.goto("/courses/small/read-1/")
        sign_in_again(page, company.ling)
        page.locator(".languages button").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_without_scripts_what_was_sent_is_there_to_be_sent_again(reading, company: Company) -> None:
    with reading(java_script_enabled=False, expected=("403 (Forbidden)",)) as page:
        page.goto("/courses/small/quiz/")
        sign_in_again(page, company.ling)
        answer_all(page)
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The page was open for too long")
        page.get_by_role("button", name="Send it again").click()
        expect(page.locator(".verdict")).to_contain_text("Passed. 3 of 3 points.")
