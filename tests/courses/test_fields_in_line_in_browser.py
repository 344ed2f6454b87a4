"""Fields and buttons that stand side by side stand in line, and what is chosen can be read whole."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from courses.models import Draft
from tests.conftest import Company
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = {"width": 1440, "height": 900}


def edges(*things: Locator) -> list[float]:
    boxes = [thing.bounding_box() for thing in things]
    return [edge for box in boxes if box for edge in (box["y"], box["y"] + box["height"])]


def in_line(*things: Locator) -> bool:
    found = edges(*things)
    return max(found[::2]) - min(found[::2]) <= 1 and max(found[1::2]) - min(found[1::2]) <= 1


def test_fields_and_buttons_stand_in_line(live_server: Any, browser: Browser, company: Company, here: Draft):
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, viewport=WIDE) as page:
        page.goto("/authoring/")
        upload = page.locator("form.upload").filter(has=page.locator("input[type=file]"))
        assert in_line(
            upload.locator("input[type=file]"), upload.get_by_role("button", name="Upload", exact=True)
        )
        page.goto("/authoring/small/edit/lessons/quiz/")
        adding = page.locator("#add-block")
        kind, title = adding.locator("[name=kind]"), adding.locator("[name=title]")
        assert in_line(
            kind, title, adding.locator("[name=to]"), adding.get_by_role("button", name="Add block")
        )
        assert in_line(page.locator("#add-file [name=file]"), page.locator("#add-file [name=title]"))


def test_what_is_chosen_is_not_cut_and_the_preview_scrolls_inside_its_card(
    live_server: Any, browser: Browser, company: Company, here: Draft
):
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, viewport=WIDE) as page:
        page.goto("/authoring/small/edit/file/?path=lessons/quiz/check.quiz.yaml")
        chosen = page.locator("select[name='f.feedback']")
        expect(chosen).to_have_count(1)
        box = chosen.bounding_box()
        assert box
        assert box["width"] > 300
        look = page.locator("[data-look]")
        assert look.evaluate("element => getComputedStyle(element).overflowY") == "auto"
        assert page.locator(".beside").evaluate("element => element.scrollHeight <= element.clientHeight + 1")
