"""By keyboard alone: after a press the focus is at what came of it, and a screen reader hears it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from courses.drafts.drafting import open_draft
from courses.models import Draft, Revision
from tests.conftest import Company
from tests.courses.deskwork import DESK
from tests.courses.hand_marked import questions, upload_question
from tests.courses.quiz_pages import LESSON

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., AbstractContextManager[Page]]
EDIT = f"{DESK}edit/"


@pytest.fixture
def here(company: Company, publish: Callable[..., Revision]) -> Draft:
    return open_draft(by=company.aisha, course=publish(readings=2).course)


def test_an_arrow_at_the_edge_keeps_the_focus_and_does_nothing_more(
    opened: Opened, company: Company, here: Draft
):
    with opened(company.aisha) as page:
        page.goto(EDIT)
        arrow = page.get_by_role("button", name="Move Lesson read-2 up", exact=True)
        arrow.focus()
        page.keyboard.press("Enter")
        expect(arrow).to_be_focused()
        expect(arrow).to_have_attribute("aria-description", "place 1 of 3")
        expect(arrow).to_have_attribute("aria-disabled", "true")
        address = page.url
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert page.url == address
        expect(arrow).to_be_focused()


def test_what_a_page_says_after_a_form_has_the_focus(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto(f"{EDIT}lessons/quiz/")
        page.get_by_label("Summary, in a sentence").fill("Words.")
        page.get_by_label("Summary, in a sentence").locator("xpath=ancestor::form").get_by_role(
            "button", name="Save"
        ).press("Enter")
        expect(page.locator("main .messages")).to_be_focused()
        page.get_by_label("New comment").fill("Is this right?")
        page.get_by_role("button", name="Comment").press("Enter")
        expect(page.locator("#comments")).to_be_focused()


def test_who_changes_the_language_is_not_taken_to_a_place_that_says_nothing(
    opened: Opened, company: Company, taking: Callable[..., Client]
):
    taking(questions=[*questions(), upload_question()], readings=0)
    with opened(company.ling) as page:
        page.goto(LESSON)
        page.get_by_role("button", name="简体中文").press("Enter")
        expect(page.get_by_role("button", name="English")).to_be_visible()
        page.wait_for_load_state()
        assert page.locator("[role=alert]:focus").count() == 0
        assert page.locator("[role=alert][tabindex]").count() == 0
