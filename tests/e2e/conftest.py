"""One running product and one browser for all journeys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser import chromium
from tests.product import Product, running

ROOT = Path(__file__).resolve().parent.parent.parent
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def sign_in(page: Page, product: Product, role: str) -> None:
    person = product.person(role)
    page.goto(f"{product.url}/accounts/login/")
    page.fill("input[name=login]", person["email"])
    page.fill("input[name=password]", person["password"])
    page.click("main button.primary")
    page.wait_for_url(f"{product.url}/")


@pytest.fixture(scope="session")
def signed_in(product: Product, browser: Browser) -> Callable[[str], str]:
    """Storage state of a role's session, signed in once."""
    states: dict[str, str] = {}

    def state_of(role: str) -> str:
        if role not in states:
            context = browser.new_context()
            sign_in(context.new_page(), product, role)
            path = product.data / f"session-{role}.json"
            context.storage_state(path=str(path))
            context.close()
            states[role] = str(path)
        return states[role]

    return state_of


def is_complaint(message: ConsoleMessage) -> bool:
    """Errors count, but a refused form (422) and a socket that the test itself cut are no faults of the page."""
    expected = ("status of 422", "ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    return message.type == "error" and not any(words in message.text for words in expected)


@pytest.fixture
def visit(product: Product, browser: Browser, signed_in: Callable[[str], str]) -> Iterator[Visit]:
    """`visit("learner", "/path/")` opens a page as that person and collects what the browser complains about."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(role: str, path: str = "/", **options: object) -> Page:
        context = browser.new_context(storage_state=signed_in(role), base_url=product.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{message.text} {message.location}") if is_complaint(message) else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints
