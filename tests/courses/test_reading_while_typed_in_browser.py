"""An answer that cannot be read is told at its question as soon as the learner has left it, and no sooner."""

import pytest
from playwright.sync_api import Page, expect

from courses.models import QuizAttempt
from tests.courses.quiz_pages import LESSON
from tests.courses.test_quiz_keeping_in_browser import lose_connection, saved, taking

__all__ = ["taking"]
pytestmark = pytest.mark.django_db(transaction=True)
NO_NUMBER = "Write a number, for example 12 or 0.5."
PROBLEM, FIELD = "#quiz-check-steps-problem", "input[name='q.steps']"


def type_answer(page: Page, text: str) -> None:
    """Type it over what stands there, stay in the field, and wait until it is saved."""
    with page.expect_response("**/save/"):
        page.locator(FIELD).press("ControlOrMeta+a")
        page.keyboard.press("Delete")
        page.keyboard.type(text)
    expect(saved(page)).to_contain_text("Saved at")


def test_it_is_said_when_the_field_is_left_and_tied_to_it(taking):
    with taking() as page:
        page.goto(LESSON)
        type_answer(page, "four")
        expect(page.locator(PROBLEM)).to_have_count(0)
        page.keyboard.press("Tab")
        told = page.locator(f"[role=status] > {PROBLEM}.error")
        expect(told).to_have_text(NO_NUMBER)
        expect(page.locator(FIELD)).to_have_accessible_description(f"steps {NO_NUMBER}")
        expect(page.locator(FIELD)).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#quiz-check-steps-whole")).to_have_accessible_description(f"1 point {NO_NUMBER}")
        assert QuizAttempt.objects.get().is_open


def test_who_types_and_goes_on_at_once_is_told_too(taking):
    with taking() as page:
        page.goto(LESSON)
        page.fill(FIELD, "1e999")
        page.check("input[value=rises]")
        expect(page.locator(PROBLEM)).to_have_text(NO_NUMBER)


def test_nothing_moves_under_a_mouse_button_that_is_down(taking):
    with taking() as page:
        page.goto(LESSON)
        page.check("input[value=rises]")
        page.check("input[value=one]")
        type_answer(page, "four")
        button = page.locator("[data-hand-in]")
        button.hover()
        aimed_at = button.bounding_box()
        page.mouse.down()
        assert button.bounding_box() == aimed_at
        page.mouse.up()
        expect(page.locator(".verdict.wrong")).to_contain_text("Nothing was handed in yet")


@pytest.mark.parametrize("better", ["4", ""])
def test_it_goes_when_the_answer_can_be_read_or_is_empty(taking, better: str):
    with taking() as page:
        page.goto(LESSON)
        page.fill(FIELD, "four")
        page.keyboard.press("Tab")
        expect(page.locator(PROBLEM)).to_have_text(NO_NUMBER)
        page.fill(FIELD, better)
        expect(page.locator(PROBLEM)).to_have_count(0)
        expect(page.locator(FIELD)).not_to_have_attribute("aria-invalid", "true")
        expect(page.locator(FIELD)).to_have_accessible_description("steps")


def test_without_a_connection_nothing_is_said_until_the_server_has_read_it(taking):
    with taking() as page:
        page.goto(LESSON)
        lose_connection(page)
        page.fill(FIELD, "four")
        page.keyboard.press("Tab")
        expect(saved(page)).to_have_attribute("data-how", "kept")
        expect(page.locator(PROBLEM)).to_have_count(0)
        page.unroute("**/save/")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator(PROBLEM)).to_have_text(NO_NUMBER)


def test_what_handing_in_has_told_goes_when_it_is_mended(taking):
    with taking() as page:
        page.goto(LESSON)
        page.check("input[value=rises]")
        page.check("input[value=one]")
        page.fill(FIELD, "four")
        page.click("[data-hand-in]")
        expect(page.locator(".verdict.wrong")).to_contain_text("Nothing was handed in yet")
        expect(page.locator(PROBLEM)).to_have_text(NO_NUMBER)
        page.fill(FIELD, "4")
        expect(page.locator(PROBLEM)).to_have_count(0)
