"""Finding, marking and answering in a real browser: by keyboard, in both themes and languages, and without JavaScript."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.access import note_place
from courses.actions import enrol, import_course, publish_revision, say_clear, start
from courses.models import Bookmark, Clarity, Revision
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.looks import LOOKS
from tests.run_pages.browsing import accessibility_problems, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
LESSON = "/courses/first-classifier/knobs-and-curves/"
Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def shipped(browser: Browser, company: Company) -> Revision:
    revision = import_course(by=company.aisha, folder=Path("courses/library/first-classifier"))
    assert isinstance(revision, Revision), revision
    publish_revision(by=company.aisha, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    return revision


def test_results_come_while_typing_and_the_address_keeps_them(
    opened: Opened, shipped: Revision, company: Company
):
    with opened(company.ling) as page:
        page.goto("/courses/")
        page.keyboard.press("/")
        expect(page.locator("#q")).not_to_be_focused()  # one key alone is nobody's
        page.keyboard.press("Control+k")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("learning ra")
        expect(page.locator(".results mark").first).to_be_visible()
        expect(page.locator("#found-count")).to_contain_text("place")
        expect(page.locator("#q")).to_be_focused()
        page.wait_for_url("**/courses/?q=learning+ra")
        page.check("input[value=lab]")
        page.wait_for_url("**/courses/?q=learning+ra&has=lab")
        page.reload()
        expect(page.locator("#q")).to_have_value("learning ra")
        expect(page.locator("input[value=lab]")).to_be_checked()
        page.locator(".places a").first.click()
        page.wait_for_url("**/courses/first-classifier/**")
        page.go_back()
        expect(page.locator("h1")).to_have_text("Courses")


def test_search_bookmarks_and_answers_work_without_javascript(
    opened: Opened, shipped: Revision, company: Company
):
    with opened(company.ling, java_script_enabled=False) as page:
        page.goto("/courses/")
        page.fill("#q", "学习率")
        page.locator(".finder button").click()
        page.locator(f".places a[href^='{LESSON}']", has_text="学习率").first.click()
        assert page.url.endswith(f"{LESSON}#text-knobs")
        page.locator("#keep-knobs-and-curves-text-knobs").click()
        assert Bookmark.objects.get().block_key == "knobs"
        page.locator("#no-text-knobs").click()
        page.fill("#remark-text-knobs", "Why so small?")
        page.locator("#yes-text-knobs").click()
        assert (Clarity.objects.get().is_clear, Clarity.objects.get().remark) == (True, "Why so small?")
        page.locator("#no-text-knobs").click()
        page.locator("#send-text-knobs").click()
        assert (Clarity.objects.get().is_clear, Clarity.objects.get().remark) == (False, "Why so small?")
        page.goto("/bookmarks/")
        page.get_by_role("button", name="Remove the bookmark").click()
        assert not Bookmark.objects.exists()


def test_a_removed_bookmark_stays_on_its_page_until_it_is_loaded_anew(
    opened: Opened, shipped: Revision, company: Company
):
    kept = {"course": shipped.course, "lesson_key": "knobs-and-curves", "block_key": "knobs"}
    Bookmark.objects.create(user=company.ling, **kept)
    with opened(company.ling) as page:
        page.goto("/bookmarks/")
        page.get_by_role("button", name="Remove the bookmark").click()
        expect(page.locator(".bookmark")).to_contain_text("Removed.")
        assert not Bookmark.objects.exists()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Remove the bookmark")).to_be_focused()
        assert Bookmark.objects.get().block_key == "knobs"
        page.get_by_role("button", name="Remove the bookmark").click()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        page.reload()
        expect(page.locator(".bookmark")).to_have_count(0)


def test_an_answer_is_swapped_in_place_and_the_focus_stays(
    opened: Opened, shipped: Revision, company: Company
):
    with opened(company.ling) as page:
        page.goto(LESSON)
        page.evaluate("window.isTheSamePage = true")
        page.locator("#no-text-knobs").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#remark-text-knobs")).to_be_visible()
        expect(page.locator("#no-text-knobs")).to_be_focused()
        expect(page.locator("#no-text-knobs")).to_have_attribute("aria-pressed", "true")
        page.fill("#remark-text-knobs", "Why so small?")
        page.locator("#send-text-knobs").click()
        expect(page.locator("#clear-text-knobs")).to_contain_text("Thank you")
        star = page.locator("#keep-knobs-and-curves-lesson")
        star.click()
        expect(star).to_have_attribute("aria-pressed", "true")
        star.click()
        expect(star).to_have_attribute("aria-pressed", "false")
        assert page.evaluate("window.isTheSamePage")


def test_every_page_fits_its_screen_and_axe_finds_nothing(
    opened: Opened, shipped: Revision, company: Company
):
    for block, is_clear, remark in (("knobs", False, "Why do the numbers jump at step 30?"), ("", True, "")):
        place = note_place(company.ling, "first-classifier", "knobs-and-curves", block)
        say_clear(by=company.ling, place=place, is_clear=is_clear, remark=remark)
        Bookmark.objects.create(
            user=company.ling, course=shipped.course, lesson_key="knobs-and-curves", block_key=block
        )
    pages = {
        "catalogue": ("/courses/", company.ling),
        "search": ("/courses/?q=%E5%AD%A6%E4%B9%A0%E7%8E%87+loss", company.ling),
        "search-found": ("/courses/?q=learning+rate", company.ling),
        "search-long": (f"/courses/?q={'w' * 2000}", company.ling),
        "search-none": ("/courses/?q=lerning+rates&has=lab", company.ling),
        "bookmarks": ("/bookmarks/", company.ling),
        "lesson-notes": (LESSON, company.ling),
        "feedback": ("/authoring/first-classifier/feedback/", company.aisha),
    }
    found = []
    for width, theme, language in LOOKS:
        User.objects.update(language=language)
        size = {"width": width, "height": 900}
        for name, (address, person) in pages.items():
            axe_styles = ("Applying inline style",)  # axe's own, not the page's
            with opened(
                person, viewport=size, color_scheme=theme, locale=language, expected=axe_styles
            ) as page:
                page.goto(address)
                look = f"{name}-{width}-{theme}-{language}"
                picture(page, f"{look}")
                found += [f"{look}: {problem}" for problem in accessibility_problems(page)]
                found += [f"{look}: too wide"] if width_beyond_screen(page) > 1 else []
    assert not found, "\n".join(found)
