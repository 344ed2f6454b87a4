"""Ling on her phone: a place in a matrix by keyboard, a replay that stops to ask, a place on a curve by finger."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.actions import enrol, import_course, publish_revision, start
from courses.models import Revision
from tests.axe import violations
from tests.conftest import Company
from tests.content.test_question_kinds import EXAMPLES
from tests.courses.every_block import LESSON, every_block
from tests.courses.folders import both
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
WHERE = {
    "key": "where",
    "kind": "hotspot",
    "prompt": both("Which fraud is lost?"),
    "feedback": both("There."),
    **EXAMPLES["hotspot"][0],
}
Opened = Callable[..., Any]


@pytest.fixture
def opened(live_server: Any, browser: Browser, company: Company, tmp_path: Path) -> Opened:
    """Ling's page of a lesson with a matrix to choose a cell of, and a replay."""
    kept = {"video": None, "image": None, "file": None, "check": {"question": WHERE}}
    revision = import_course(by=None, folder=every_block(tmp_path, text="## A run\n", **kept))
    assert isinstance(revision, Revision), revision
    publish_revision(by=None, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    return lambda **look: signed_in(
        browser, live_server.url, company.ling, base_url=live_server.url, viewport=PHONE, **look
    )


def fieldset(page: Page, key: str) -> Any:
    return page.locator(f"#replay-run-{key}-whole")


def test_a_place_is_chosen_by_keyboard_and_a_replay_stops_to_ask(opened: Opened):
    with opened(has_touch=True, is_mobile=True, reduced_motion="no-preference") as page:
        page.goto(LESSON)
        choose_a_cell_by_keyboard(page)
        stage = page.locator("#replay-run-stage")
        expect(page.locator("#replay-run")).to_be_hidden()
        stage.locator("label", has_text="50×").tap()
        stage.get_by_role("button", name="Play").tap()
        expect(stage.locator("[data-place]")).to_have_text("Stopped at step 10. Answer below, then go on.")
        expect(fieldset(page, "goes-on")).to_be_visible()
        expect(fieldset(page, "turns")).to_be_hidden()
        fieldset(page, "goes-on").get_by_text("Yes").tap()
        fieldset(page, "goes-on").get_by_role("button", name="Check").tap()
        expect(fieldset(page, "goes-on").locator(".explanation")).to_contain_text("Right.")
        expect(stage.locator("[data-place]")).to_contain_text("Stopped at step 10.")
        page.reload()
        expect(stage.locator("[data-place]")).to_have_text("Step 10 of 40")
        stage.get_by_role("button", name="Play").tap()
        expect(fieldset(page, "turns")).to_be_visible()
        point_at_the_middle(page)
        fieldset(page, "turns").get_by_role("button", name="Check").tap()
        expect(fieldset(page, "turns").locator(".explanation")).to_contain_text("Right.")
        page.locator("[data-go-on]").tap()
        expect(page.get_by_role("button", name="Finish")).to_be_visible()
        expect(fieldset(page, "goes-on")).to_be_visible()
        page.get_by_role("button", name="Finish").tap()
        expect(page.locator("#replay-run .verdict")).to_have_text("2 of 2 points.")
        assert not scrolls_sideways(page)


def choose_a_cell_by_keyboard(page: Page) -> None:
    page.locator("input[name='q.where']").first.focus()
    for key in ("Space", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("input[value='fraud.claims']")).to_be_checked()
    page.locator("#check-one [data-hand-in]").press("Enter")
    expect(page.locator("label.place.right")).to_contain_text("Right")


def point_at_the_middle(page: Page) -> None:
    """The slider and the list follow; then the slider is moved by its keys, and back."""
    question = fieldset(page, "turns")
    plot = question.locator("[data-plot]")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(question.locator("select")).to_have_value("20")
    slider = question.get_by_role("slider")
    slider.press("ArrowRight")
    expect(question.locator("select")).to_have_value("30")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "20: validation loss 0.4")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_where_a_replay_without_motion_asks(
    opened: Opened, company: Company, scheme: str, language: str
):
    company.ling.language = language
    company.ling.save()
    with opened(bypass_csp=True, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(LESSON)
        go = page.locator("#replay-run-stage [data-play]")
        go.click()
        expect(fieldset(page, "goes-on")).to_be_visible()
        go.click()
        expect(fieldset(page, "turns")).to_be_visible()
        assert violations(page) == []
        assert not scrolls_sideways(page)
