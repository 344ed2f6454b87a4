"""How a page is looked at: four sizes and themes in two languages, with axe on each theme and language."""

from playwright.sync_api import Page


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))
