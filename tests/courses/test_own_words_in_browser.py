"""Aisha, on her phone, says a field of a linked block in her own words, and catches up with the library later."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.drafts.drafting import open_draft, texts_of
from courses.models import Draft
from tests.axe import violations
from tests.conftest import Company
from tests.courses.sharing import BANK, RULES, publish_kit, publish_own
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
FILE, LINKED = "/authoring/own/edit/file/?path=", "/authoring/own/edit/linked/?path="
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def here(company: Company, tmp_path: Path) -> Draft:
    publish_kit(tmp_path)
    return open_draft(by=company.aisha, course=publish_own(tmp_path).course)


@pytest.fixture
def opened(
    live_server: Any, browser: Browser, company: Company
) -> Callable[..., AbstractContextManager[Page]]:
    return lambda **look: signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, **look)


def test_own_words_are_written_kept_and_given_up(opened, here, tmp_path):
    with opened(viewport=PHONE) as page:
        page.goto(FILE + RULES)
        page.fill("[name='f.title.en']", "House rules")
        page.click("text=Use my own words here >> nth=0")
        words = page.locator("[name='f.statement.en']")
        words.fill("Never paste names of *customers*.")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        expect(page.locator("[data-look] em")).to_have_text("customers")
        publish_kit(tmp_path, "Never paste anything.")
        page.goto(FILE + RULES)
        expect(page.locator("[name='f.title.en']")).to_have_value("House rules")
        page.click("text=See what changed")
        expect(page.locator("ins").first).to_contain_text("anything")
        page.check("text=Follow the shared course here again")
        page.click("text=Take version 2")
        expect(page.locator("#link-title")).to_have_text("Linked to version 2 of “Kit”")
        expect(page.locator("[name='f.title.en']")).to_have_value("House rules")
        expect(page.locator("#own-statement")).to_contain_text("Never paste anything.")
        expect(words).to_have_count(0)
        assert texts_of(here)[RULES].startswith("from: kit@2#rules\ntitle:\n  en: House rules\n")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_pages_are_for_everybody(opened, here, tmp_path, theme):
    publish_kit(tmp_path, title="New rules")
    with opened(viewport=PHONE, color_scheme=theme, bypass_csp=True) as page:
        for address in (FILE + RULES, FILE + BANK, LINKED + RULES):
            page.goto(address)
            assert violations(page) == []
            assert not scrolls_sideways(page)
