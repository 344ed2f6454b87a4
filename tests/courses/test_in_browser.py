"""What a real browser makes of lessons: swapped in place, readable on a phone, whole without JavaScript."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.actions import import_course, publish_revision
from courses.models import QuizAttempt, Revision
from tests.axe import violations
from tests.conftest import Company
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
COURSE = "/courses/first-classifier/"
LESSON = f"{COURSE}what-training-does/"


@pytest.fixture
def shipped(browser: Browser, company: Company) -> Revision:
    revision = import_course(by=company.aisha, folder=Path("courses/library/first-classifier"))
    assert isinstance(revision, Revision), revision
    return publish_revision(by=company.aisha, revision=revision)


@pytest.fixture
def opened(live_server: Any, browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    """`with opened(person, **look) as page`: a signed-in page that may not complain."""
    return lambda person, **look: signed_in(
        browser, live_server.url, person, base_url=live_server.url, **look
    )


def answer(page: Page, *, steps: str) -> None:
    for key in ("tokens", "continues", "step"):
        page.check(f"input[value={key}]")
    page.fill("input[name='q.mean-surprise']", "2,07")
    page.fill("input[name='q.steps-per-epoch']", steps)
    page.click("#quiz-check button")


def test_answering_swaps_the_quiz_and_says_what_is_next(opened, shipped, company):
    with opened(company.ling) as page:
        page.goto(COURSE)
        page.click("form[action$='/enrol/'] button")
        page.evaluate("window.isTheSamePage = true")
        answer(page, steps="31")
        expect(page.locator(".verdict")).to_be_focused()
        expect(page.locator(".verdict")).to_contain_text("3 of 4 points")
        expect(page.locator("#outline [aria-current]")).to_contain_text("done")
        expect(page.locator("#lesson-foot .primary")).to_have_text("Next lesson: Knobs and curves")
        page.click("text=Try again")
        expect(page.locator("#quiz-check h2")).to_be_focused()
        answer(page, steps="30")
        expect(page.locator(".verdict")).to_contain_text("4 of 4 points")
        assert page.evaluate("window.isTheSamePage")
        page.reload()
        expect(page.locator(".verdict")).to_contain_text("Try 2")


def test_everything_works_without_javascript(opened, shipped, company):
    with opened(company.ling, java_script_enabled=False) as page:
        page.goto(COURSE)
        page.click("form[action$='/enrol/'] button")
        answer(page, steps="30")
        expect(page.locator(".verdict")).to_contain_text("Passed.")
        page.click("text=Try again")
        expect(page.locator("#quiz-check button")).to_be_visible()
        assert QuizAttempt.objects.get().passed
        page.click("text=Next lesson: Knobs and curves")
        expect(page.locator("h1")).to_have_text("Knobs and curves")


def test_a_table_of_words_shows_all_its_columns_on_a_wide_screen(opened, shipped, company):
    with opened(company.ling, viewport={"width": 1440, "height": 900}) as page:
        page.goto(COURSE)
        page.click("form[action$='/enrol/'] button")
        page.goto(f"{COURSE}prompt-or-fine-tune/")
        table = page.locator(".prose .scroll:has(table)").first
        assert table.evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_axe_finds_nothing(opened, shipped, company, width: int, scheme: str):
    draft = f"/authoring/revisions/{shipped.public_id}/"
    look = {
        "viewport": {"width": width, "height": 900},
        "color_scheme": scheme,
        "bypass_csp": True,
    }  # axe styles
    with opened(company.aisha, **look) as page:
        page.goto(COURSE)
        page.click("form[action$='/enrol/'] button")
        for address in (
            "/courses/",
            COURSE,
            LESSON,
            "/authoring/",
            "/authoring/first-classifier/",
            draft,
            f"{draft}sort-messages/",
        ):
            page.goto(address)
            assert not scrolls_sideways(page), address
            assert violations(page) == [], address
