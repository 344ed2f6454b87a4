"""A run at work on a phone and under the keyboard: the curve comes first, and what opens can be closed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import chromium, picture
from tests.run_pages.browsing import signed_in, width_beyond_screen
from tests.run_pages.conftest import play, recorded

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.django_db(transaction=True)
def test_a_phone_shows_the_curve_of_a_run_at_work_without_scrolling(live_server, company, ask, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    run = play(ask(), recorded("full"), until=300)
    with chromium() as browser, signed_in(browser, live_server.url, company.ling, **PHONE) as page:
        page.goto(live_server.url + reverse("training_jobs:run", args=[run.public_id]))
        page.locator(f'#run_live[data-seq="{run.last_seq}"]').wait_for(state="attached")
        picture(page, "first-look-390", full_page=False)
        plot = page.locator("[data-live=chart]").bounding_box()
        tools = page.locator("[data-live=tools]").bounding_box()
        assert plot["y"] <= 420
        assert plot["y"] + plot["height"] <= tools["y"]
        assert width_beyond_screen(page) == 0
        page.locator("#cancel").click()
        expect(page.locator("#cancel_sure")).to_be_visible()
        picture(page, "cancel-390", full_page=False)
        page.keyboard.press("Escape")
        expect(page.locator("#cancel_sure")).to_be_hidden()
        expect(page.locator("#cancel")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("link", name="No, keep it").click()
        expect(page.locator("#cancel_sure")).to_be_hidden()
        assert page.locator(".chart-keys").bounding_box()["height"] <= 1
        page.locator("[data-live=chart]").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".chart-keys").bounding_box()["height"] > 10, "who uses keys reads which"
        page.set_viewport_size({"width": 1440, "height": 900})
        picture(page, "first-look-1440", full_page=False)
