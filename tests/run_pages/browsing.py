"""A signed-in page of the test site in a real browser, and what must be true of every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from people.models import User
from tests.axe import violations


@contextmanager
def signed_in(
    browser: Browser, site: str, user: User, *, expected: tuple[str, ...] = (), **options: Any
) -> Iterator[Page]:
    """A page of `user`; errors of scripts and of the content policy fail the test at the end.

    `expected`: parts of what it may complain of, for tests that take its network away.
    """
    client = Client()
    client.force_login(user)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    context = browser.new_context(**options)
    context.add_cookies([{**cookie, "url": site}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    try:
        yield page
        # The test site has no sockets; a page must live without.
        assert not [e for e in errors if not any(part in e for part in ("/ws/runs/", *expected))], errors
    finally:
        context.close()


@contextmanager
def before_its_script(page: Page, address: str, script: str) -> Iterator[None]:
    """The page at `address` while its `script` is still on the way; it arrives at the end."""
    held: list[Route] = []
    pattern = f"**/{script}*.js"
    page.route(pattern, lambda route: held.append(route))
    with page.expect_request(pattern):
        page.goto(address, wait_until="commit")
    yield
    for route in held:
        route.continue_()


def width_beyond_screen(page: Page) -> int:
    """Pixels by which the page itself would scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def what_sticks_out(page: Page) -> list[str]:
    """Elements that reach beyond the screen, outside boxes that scroll; for the message of a failed test."""
    return page.evaluate(
        """() => [...document.body.querySelectorAll('*')].filter((e) => !e.closest('.scroll, .log, nav')
        && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((e) => e.tagName + '.' + e.className).slice(0, 8)"""
    )


def cells_out_of_sight(page: Page) -> list[str]:
    """Cells of tables that become cards, as far as they lie beyond a small screen or lack their column's name."""
    return page.evaluate(
        """() => [...document.querySelectorAll('[data-stacked] :is(td, tbody th)')].filter((cell) => {
            const heading = cell.closest('table').tHead.rows[0].cells[cell.cellIndex];
            const named = cell.dataset.label === heading.textContent.replace(/\\s+/g, ' ').trim();
            return !named || cell.getBoundingClientRect().right > document.documentElement.clientWidth;
        }).map((cell) => `${cell.dataset.label}: ${cell.textContent.trim().slice(0, 40)}`)"""
    )


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds in the page's own part."""
    return violations(page, "main")


def sign_in(page: Page, person: User) -> None:
    """In another tab: the browser's cookies are those of this session now."""
    client = Client()
    client.force_login(person)
    site = page.evaluate("location.origin")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
