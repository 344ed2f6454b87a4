"""The page of the API works in a real browser under the strict content policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from people.tokens import HR_WORK, issue_token
from tests.browser import chromium


@pytest.fixture
def docs(live_server, company, monkeypatch) -> Iterator[tuple[Page, list[str]]]:
    """The opened page, and what the browser complains about."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this thread
    complaints: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/api/docs/")
        yield page, complaints


@pytest.mark.django_db(transaction=True)
def test_an_integrator_reads_signs_in_and_tries_a_request(docs, company):
    page, complaints = docs
    expect(page.get_by_text("Learning Curve API").first).to_be_visible()
    secret = issue_token(by=None, user=company.hr, scopes=set(HR_WORK))
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".modal-ux input").fill(secret)
    page.locator(".modal-ux button.authorize").click()
    page.locator(".modal-ux button.btn-done").click()
    page.locator("#operations-HR-listUsers .opblock-summary-control").click()
    page.locator("#operations-HR-listUsers").get_by_role("button", name="Try it out").click()
    page.locator("#operations-HR-listUsers button.execute").click()
    answer = page.locator("#operations-HR-listUsers .live-responses-table")
    expect(answer.locator(".response-col_status").last).to_contain_text("200")
    expect(answer).to_contain_text("ling@example.org")
    assert complaints == []
