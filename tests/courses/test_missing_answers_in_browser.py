"""What is still to be answered is named, and a press leads there, by keyboard too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment, QuizAttempt, Revision
from tests.axe import violations
from tests.conftest import Company
from tests.courses.quiz_pages import LESSON

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}


def test_what_is_empty_is_asked_about_once_and_then_handed_in(
    opened, company: Company, publish: Callable[..., Revision], begin: Callable[..., Enrolment]
):
    begin(company.ling, publish(penalty=0.5))
    with opened(company.ling, expected=("422", "Applying inline style"), **PHONE) as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.locator(".no-answer input").check()
        page.fill("input[name='q.steps']", "many")
        page.click("[data-hand-in]")
        verdict = page.locator(".verdict.wrong")
        expect(verdict).to_contain_text("One answer is missing, incomplete or cannot be read")
        verdict.get_by_role("link", name="Question 3").press("Enter")
        expect(page.locator("#quiz-check-steps-whole")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("input[name='q.steps']")).to_be_focused()
        page.fill("input[name='q.steps']", "3")
        expect(page.locator("[data-mended]")).to_have_count(0)
        expect(page.get_by_text("All answers are there now. Press the button again.")).to_be_visible()
        expect(verdict).to_have_count(0)
        page.fill("input[name='q.steps']", "")
        page.click("[data-hand-in]")
        asked = page.get_by_role("alert").filter(has_text="3 questions are empty")
        expect(asked).to_be_focused()
        assert violations(page) == []
        asked.get_by_role("button", name="Hand in with what is empty").click()
        expect(page.locator(".verdict")).to_contain_text("0 of 3 points")
    assert QuizAttempt.objects.get().points == 0
