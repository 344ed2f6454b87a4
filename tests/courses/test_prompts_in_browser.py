"""Ling writes a prompt on a phone by keyboard, sees a run fail, asks for another, and reads what the model replied."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.models import Enrolment, Revision
from tests.axe import violations
from tests.conftest import Company
from tests.courses.prompted import SORT, fails, questions, replies, taken
from tests.courses.quiz_pages import LESSON, QUIZ
from tests.e2e.looks import scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
OWN_STYLES = ("Applying inline style",)  # axe's own, not the page's


@pytest.fixture
def learns(company: Company, publish: Callable[..., Revision], begin: Callable[..., Enrolment]) -> Enrolment:
    return begin(company.ling, publish(questions=questions(), readings=0))


def looks_right(page: Page) -> None:
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_a_prompt_from_the_first_key_to_its_replies(opened, learns: Enrolment, company: Company):
    with opened(company.ling, viewport={"width": 390, "height": 844}, expected=OWN_STYLES) as page:
        page.goto(LESSON)
        looks_right(page)
        page.focus("input[value=falls]")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("Sort: {{message}}")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_contain_text("The model is asked with your prompt.")
        looks_right(page)
        run = taken()
        asked = page.locator(f"#quiz-check-{SORT}-whole")
        expect(asked).to_contain_text("A worker is loading the model.", timeout=15_000)
        expect(asked).to_contain_text("Sort: {{message}}")
        fails(run)
        again = page.get_by_role("button", name="Run it again")
        expect(again).to_be_visible(timeout=15_000)
        looks_right(page)
        again.press("Enter")
        expect(again).to_have_count(0)
        replies(late="no idea")
        expect(page.locator(".verdict")).to_contain_text("Passed.", timeout=15_000)
        expect(asked).to_contain_text("2 of 3 replies fit.")
        looks_right(page)
        page.goto(f"{QUIZ}attempts/1/")
        looks_right(page)
