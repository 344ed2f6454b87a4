"""A window that is kept for the next test brings nothing of its reader along."""

import pytest
from playwright.sync_api import Page

from tests.browser import chromium, none_kept
from tests.conftest import Company
from tests.run_pages.browsing import signed_in

LEAVE = """() => {
    localStorage.left = "words";
    sessionStorage.left = "words";
    document.cookie = "left=words";
    return new Promise((done) => { indexedDB.open("left").onsuccess = done; }).then(() => "left");
}"""
FIND = """async () => {
    const named = document.cookie.includes("left");
    return [localStorage.length, sessionStorage.length, named, (await indexedDB.databases()).length, navigator.onLine];
}"""


def leave_things(page: Page) -> None:
    page.goto("/healthz/live")
    page.evaluate(LEAVE)
    page.context.route("**/*", lambda route: route.abort())
    page.context.set_offline(True)


@pytest.mark.django_db(transaction=True)
def test_a_kept_window_is_as_good_as_new(live_server, company: Company, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser:
        with signed_in(browser, live_server.url, company.ling, base_url=live_server.url) as page:
            first = page.context
            leave_things(page)
        with signed_in(browser, live_server.url, company.marco, base_url=live_server.url) as page:
            assert page.context is first
            page.goto("/healthz/live")
            assert page.evaluate(FIND) == [0, 0, False, 0, True]
            page.goto("/")
            assert "Marco" in page.locator("header.top").inner_text()
        with (
            none_kept(browser),
            signed_in(browser, live_server.url, company.ling, base_url=live_server.url) as page,
        ):
            assert page.context is not first
