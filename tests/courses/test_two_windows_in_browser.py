"""Aisha has one page open in two windows of her browser. One is gone in a crash, after the other has saved."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from courses.models import Draft
from tests.conftest import Company
from tests.courses.deskwork import INTRO

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., AbstractContextManager[Page]]
EDIT = "/authoring/small/edit/"
LESSON, FILE, PATH = f"{EDIT}lessons/quiz/", f"{EDIT}file/?path={INTRO}", "/authoring/paths/new/"


def two_windows(page: Page, address: str) -> Page:
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    return other


def crash_of(page: Page) -> None:
    page.close(run_before_unload=False)


def test_a_text_that_one_window_could_not_save_comes_back(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha, expected=("409 (Conflict)",)) as page:
        first = two_windows(page, FILE)
        first.route("**/save/", lambda route: route.abort())
        first.fill("[name=text]", "An hour of work.\n")
        expect(first.locator("[data-status]")).to_have_attribute("data-how", "kept")
        with page.expect_response(lambda answer: answer.url.endswith("/save/")):
            page.fill("[name=text]", "A word.\n")
        crash_of(first)
        page.goto(FILE)
        expect(page.locator("[name=text]")).to_have_value("An hour of work.\n")
        page.get_by_role("link", name="Bring both together").first.click()
        page.wait_for_url("**/merge/*/")
        both = page.locator("textarea[name=text]").input_value()
        assert ("A word." in both, "An hour of work." in both) == (True, True)


def test_a_comment_that_was_not_sent_comes_back(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        first = two_windows(page, LESSON)
        first.get_by_label("New comment").fill("An hour of thought.")
        page.get_by_label("New comment").fill("Soon.")
        page.get_by_role("button", name="Comment").click()
        expect(page.get_by_text("Soon.", exact=True)).to_be_visible()
        expect(page.get_by_label("New comment")).to_have_value("An hour of thought.")
        crash_of(first)
        page.get_by_role("button", name="Comment").click()
        expect(page.get_by_text("An hour of thought.", exact=True)).to_be_visible()
        expect(page.get_by_label("New comment")).to_have_value("")


def test_a_path_that_was_begun_in_another_window_is_offered(opened: Opened, company: Company):
    with opened(company.aisha, expected=("status of 422",)) as page:
        first = two_windows(page, PATH)
        first.fill("[name='f.title.en']", "First path")
        page.fill("[name='f.title.en']", "Second path")
        crash_of(first)
        page.once("dialog", lambda asked: asked.accept())
        page.goto(PATH)
        page.get_by_role("button", name="Drop them").click()
        page.get_by_role("button", name="Bring them back").click()
        expect(page.locator("[name='f.title.en']")).to_have_value("First path")
        assert page.evaluate("Object.keys(localStorage).length") == 1
