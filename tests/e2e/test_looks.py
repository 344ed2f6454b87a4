"""Every page as it looks after the journey: never wider than the screen, clean for axe.

SCREENSHOTS=1 keeps pictures of them in var/screenshots.
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import violations
from tests.browser import picture
from tests.e2e.conftest import sign_in
from tests.e2e.course import LAB, PROMPT_LAB
from tests.e2e.looks import scrolls_sideways
from tests.looks import LOOKS
from tests.product import Product

PAGES = {
    "learner": {
        "home": "/",
        "catalogue": "/courses/",
        "search": "/courses/?q=loss",
        "bookmarks": "/bookmarks/",
        "course": "/courses/first-classifier/",
        "lesson": "/courses/first-classifier/what-training-does/",
        "lesson-lab": "/courses/first-classifier/sort-messages/",
        "lab": LAB,
        "prompt-lab": PROMPT_LAB,
        "experiments": "/experiments/",
        "password": "/accounts/password/",
        "refused": "/authoring/",
        "absent": "/courses/no-such-course/",
    },
    "manager": {"team": "/team/"},
    "author": {
        "authoring": "/authoring/",
        "authoring-course": "/authoring/first-classifier/",
        "feedback": "/authoring/first-classifier/feedback/",
    },
    "admin": {"queue": "/queue/"},
}
# The picture in README is taken here, so that it shows what the product really looks like.


def links(page: Page, path: str, selector: str, names: list[str]) -> dict[str, str]:
    """Addresses that a page leads to, in the order in which it shows them."""
    page.goto(path)
    found = page.locator(selector)
    return {name: str(found.nth(place).get_attribute("href")) for place, name in enumerate(names)}


def opened(page: Page, role: str) -> dict[str, str]:
    """The role's pages, with those that only exist since the journey."""
    pages = dict(PAGES[role])
    if role == "learner":
        runs = "main table a"
        pages |= links(
            page, "/experiments/", runs, ["run-short", "run-failed", "run-prompt", "run-head", "run-full"]
        )
        pages |= links(page, "/courses/first-classifier/", "main .next .btn.primary", ["certificate"])
    if role == "manager":
        pages |= links(page, "/team/", "main table a", ["person"])
    if role == "author":
        pages |= links(page, "/authoring/first-classifier/", "main table a", ["revision"])
    return pages


def in_language(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f'.languages button[value="{language}"]').click()
        page.wait_for_selector(f'html[lang="{language}"]')


@pytest.mark.parametrize("role", list(PAGES))
def test_every_page_fits_its_screen_and_axe_finds_nothing(role: str, product: Product, browser: Browser):
    found: dict[str, list[str]] = {}
    for width, theme, language in LOOKS:
        size = {"width": width, "height": 900 if width > 800 else 844}
        context = browser.new_context(
            base_url=product.url, viewport=size, color_scheme=theme, reduced_motion="reduce"
        )
        page = context.new_page()
        sign_in(page, product, role)
        in_language(page, language)
        for name, path in opened(page, role).items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            look = f"{name}-{width}-{theme}-{language}"
            picture(page, f"{look}")
            if look == "run-full-1440-light-en":
                picture(page, "readme", clip={"x": 0, "y": 0, "width": 1440, "height": 1240})
            problems = violations(page) + (["the page scrolls sideways"] if scrolls_sideways(page) else [])
            found |= {look: problems} if problems else {}
        in_language(page, "en")
        context.close()
    assert not found, "\n".join(
        f"{look}: {problem}" for look, problems in found.items() for problem in problems
    )
