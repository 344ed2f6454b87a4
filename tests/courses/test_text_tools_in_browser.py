"""The buttons above a text change whole lines, and no others than those that are chosen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Draft
from tests.conftest import Company

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "/authoring/small/edit/file/?path=lessons/read-1/intro.en.md"


def choose(page: Page, text: str, start: int, end: int) -> None:
    page.fill("textarea[name=text]", text)
    page.evaluate(
        "([start, end]) => { const area = document.querySelector('textarea[name=text]');"
        " area.focus(); area.setSelectionRange(start, end); }",
        [start, end],
    )


@pytest.mark.parametrize(
    ("chosen", "made"),
    [
        ((9, 9), "One.\n\n::: note\nTwo words.\n:::\n\nThree.\n"),
        ((6, 9), "One.\n\n::: note\nTwo words.\n:::\n\nThree.\n"),
    ],
)
def test_a_callout_holds_the_whole_line(
    opened: Any, company: Company, here: Draft, chosen: tuple[int, int], made: str
):
    with opened(company.aisha) as page:
        page.goto(TEXT)
        choose(page, "One.\n\nTwo words.\n\nThree.\n", *chosen)
        page.click(".tools summary")
        page.click(".tools button[data-around-lines=note]")
        expect(page.locator("textarea[name=text]")).to_have_value(made)


def test_a_line_below_the_chosen_ones_becomes_no_entry_of_the_list(
    opened: Any, company: Company, here: Draft
):
    with opened(company.aisha) as page:
        page.goto(TEXT)
        choose(page, "One\nTwo\nThree\n", 0, len("One\nTwo\n"))
        page.click(".tools button[data-before='- ']")
        expect(page.locator("textarea[name=text]")).to_have_value("- One\n- Two\nThree\n")
