"""The editor on a phone: links take a line each row, menus stay on the page, and a lesson says in a line what it holds."""

import os

import pytest

from courses.drafts.drafting import restructure
from tests.axe import violations
from tests.courses.deskwork import DESK, INTRO, QUIZ, Desk
from tests.e2e.looks import scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = f"{DESK}edit/"
PHONE = {"width": 390, "height": 844}
BANK = "banks/spare.bank.yaml"


def look(page, name: str) -> None:
    if shots := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{shots}/{name}.png")


@pytest.mark.parametrize("path", [INTRO, QUIZ])
def test_the_links_above_the_first_field_take_two_lines(opened, desk: Desk, path: str):
    with opened(desk.company.aisha, viewport=PHONE, bypass_csp=True) as page:
        page.goto(f"{EDIT}file/?path={path}")
        look(page, path.rsplit("/", 1)[-1])
        for row in page.locator(".in-line").all():
            tops = row.evaluate("row => [...row.children].map((one) => one.getBoundingClientRect().height)")
            assert row.evaluate("row => row.clientHeight") < 2 * max(tops)
        assert not scrolls_sideways(page)
        assert violations(page) == []


def test_menus_of_removal_and_insertion_stay_on_the_page(opened, desk: Desk):
    with opened(desk.company.aisha, viewport=PHONE, bypass_csp=True) as page:
        restructure(
            by=desk.company.aisha, draft=desk.draft, change=lambda _files: {BANK: "title: {en: Spare}\n"}
        )
        page.goto(f"{EDIT}file/?path={BANK}")
        page.locator(".page-head > .menu > summary").click()
        look(page, "remove-bank")
        assert not scrolls_sideways(page)
        assert page.get_by_role("button", name="Remove the file").bounding_box()["x"] >= 0
        page.goto(EDIT)
        page.get_by_label("Remove Spare").first.click()
        look(page, "remove-from-structure")
        assert not scrolls_sideways(page)
        page.goto(f"{EDIT}file/?path={INTRO}")
        page.get_by_text("Insert", exact=True).click()
        look(page, "insert")
        term = page.get_by_role("button", name="Term of the glossary")
        note = page.get_by_role("button", name="Note", exact=True)
        assert term.evaluate("one => getComputedStyle(one).textAlign") == "start"
        assert term.bounding_box()["height"] == note.bounding_box()["height"]


@pytest.mark.parametrize(
    "address",
    [
        DESK,
        EDIT,
        f"{EDIT}file/?path={QUIZ}",
        f"{EDIT}file/?path={INTRO}",
        f"{EDIT}lessons/quiz/",
        f"{DESK}people/",
        f"{DESK}people/?q=ling",
    ],
)
def test_what_asks_before_a_line_goes_stands_on_the_screen(opened, desk: Desk, address: str):
    with opened(desk.company.aisha, viewport=PHONE) as page:
        page.goto(address)
        page.locator("main details:not(.menu)").evaluate_all(
            "all => all.forEach((one) => { one.open = true; })"
        )
        menus = page.locator("main details.menu")
        assert menus.count()
        for menu in menus.all():
            menu.locator("summary").click()
            look(page, f"menu-{address.strip('/').rpartition('/')[2]}")
            sheet = menu.locator(".menu-sheet").bounding_box()
            assert sheet["x"] >= 0
            assert sheet["x"] + sheet["width"] <= PHONE["width"]
            menu.locator("summary").click()


def test_a_lesson_counts_its_kinds_and_the_log_has_room(opened, desk: Desk):
    with opened(desk.company.aisha, viewport=PHONE) as page:
        page.goto(EDIT)
        line = page.locator("#lesson-quiz small")
        assert "1 text · 1 quiz" in line.inner_text()
        page.goto(DESK)
        look(page, "published")
        log = page.locator(".log > li > .grow").first
        assert log.bounding_box()["width"] > 250
        assert not scrolls_sideways(page)
