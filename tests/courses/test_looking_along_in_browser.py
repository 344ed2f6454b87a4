"""The preview follows the hand: the question that is edited, tabs as a learner has them, a form that grows in place."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.drafts.drafting import open_draft
from courses.models import Draft, DraftFile
from tests.axe import violations
from tests.conftest import Company
from tests.content.sample_files import png
from tests.courses.conftest import Publish
from tests.courses.folders import banked
from tests.courses.test_authoring_in_browser import PASTE
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "/authoring/small/edit/"
TEXT, QUIZ = "lessons/read-1/intro.en.md", "lessons/quiz/check.quiz.yaml"
TABS = ":::: tabs\n\n::: tab One\n\nFirst words.\n\n:::\n\n::: tab Two\n\nSecond words.\n\n:::\n\n::::\n"
MANY = [banked(f"q{number}") for number in range(12)]
SEEN = """element => {
    const [here, room] = [element.getBoundingClientRect(), element.closest("[data-look]").getBoundingClientRect()];
    return here.top >= room.top - 1 && here.top < room.bottom && here.top < innerHeight;
}"""


@pytest.fixture
def opened(
    live_server: Any, browser: Browser, company: Company
) -> Callable[..., AbstractContextManager[Page]]:
    return lambda **look: signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, **look)


@pytest.fixture
def many(company: Company, publish: Publish) -> Draft:
    return open_draft(by=company.aisha, course=publish(questions=MANY).course)


def file_page(path: str) -> str:
    return f"{EDIT}file/?path={path}"


def test_the_preview_shows_the_question_that_is_edited(opened, many):
    with opened(viewport={"width": 1440, "height": 900}) as page:
        page.goto(file_page(QUIZ))
        part = page.locator("[id='f.questions.10']")
        part.locator("summary").first.click()
        part.locator("[name='f.questions.10.prompt.en']").fill("Is this one in sight?")
        shown = page.locator("#look-q10-whole")
        expect(shown).to_contain_text("Is this one in sight?")
        assert shown.evaluate(SEEN)


def test_on_a_phone_a_link_leads_from_the_question_to_what_a_learner_sees(opened, many):
    with opened(viewport={"width": 390, "height": 844}, bypass_csp=True) as page:
        page.goto(file_page(QUIZ))
        part = page.locator("[id='f.questions.10']")
        part.locator("summary").first.click()
        part.get_by_role("link", name="See it as a learner").click()
        expect(page.locator("#look-q10-whole")).to_be_focused()
        expect(page.locator("#look-q10-whole")).to_be_in_viewport()
        assert not scrolls_sideways(page)
        assert violations(page) == []


def test_tabs_are_tabs_in_the_preview_and_stay_where_they_were(opened, here):
    with opened() as page:
        page.goto(file_page(TEXT))
        page.fill("textarea[name=text]", TABS)
        look = page.locator("[data-look]")
        look.get_by_role("tab", name="Two").click()
        expect(look.get_by_text("Second words.")).to_be_visible()
        expect(look.get_by_text("First words.")).to_be_hidden()
        page.fill("textarea[name=text]", TABS.replace("Second", "Other"))
        expect(look.get_by_text("Other words.")).to_be_visible()
        page.get_by_role("link", name="See the whole lesson").click()
        expect(page.get_by_role("link", name="Back to the editor")).to_be_visible()
        page.get_by_role("tab", name="Two").click()
        expect(page.get_by_text("Other words.")).to_be_visible()


def test_a_question_is_added_without_the_page_being_loaded_anew(opened, many):
    with opened(bypass_csp=True) as page:
        page.goto(file_page(QUIZ))
        page.evaluate("window.stayed = true")
        page.locator("[id='f.questions'] > .add summary").click()
        page.locator("[id='f.questions'] > .add").get_by_role("button", name="Number", exact=True).click()
        added = page.locator("[id='f.questions.12']")
        expect(added).to_have_attribute("open", "")
        expect(page.locator("[name='f.questions.12.prompt.en']")).to_be_focused()
        page.keyboard.type("How many?")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        assert page.evaluate("window.stayed")
        assert "How many?" in (DraftFile.objects.get(draft=many, path=QUIZ).text or "")
        assert violations(page) == []


def test_a_pasted_picture_is_a_paragraph_of_its_own(opened, here, settings, tmp_path: Path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with opened() as page:
        page.goto(file_page(TEXT))
        page.fill("textarea[name=text]", "Line one\nLine two\n")
        page.click("textarea[name=text]")
        page.keyboard.press("Control+Home")
        page.evaluate(PASTE, [base64.b64encode(png(40, 30)).decode(), "textarea[name=text]"])
        page.locator("dialog[data-ask] input").fill("A square")
        page.keyboard.press("Enter")
        picture = "![A square](assets/intro.png)"
        expect(page.locator("textarea[name=text]")).to_have_value(f"{picture}\n\nLine one\nLine two\n")


LONG = "".join(
    f"## Part {number}\n\nA paragraph of part {number}, long enough to be wrapped in a field that is half as wide as the "
    f"page, so that lines and rows are not the same.\n\n- one\n- two\n\n```python\nloss = {number}\n```\n\n"
    for number in range(30)
)


@pytest.mark.parametrize("ending", ["", "A note.[^1]\n\n[^1]: At the end.\n"])
def test_the_preview_of_a_text_follows_the_field_and_the_caret(opened, here, ending):
    with opened(viewport={"width": 1440, "height": 900}) as page:
        page.goto(file_page(TEXT))
        area, look = page.locator("textarea[name=text]"), page.locator("[data-look]")
        area.fill(LONG + ending)
        last = look.get_by_role("heading", name="Part 29")
        expect(last).to_have_count(1)
        area.press("Control+Home")
        area.evaluate("area => { area.scrollTop = 0; }")
        expect(look.get_by_role("heading", name="Part 0")).to_be_in_viewport()
        expect(last).not_to_be_in_viewport()
        area.evaluate("area => { area.scrollTop = area.scrollHeight; }")
        expect(last).to_be_in_viewport()
        area.evaluate("area => { area.scrollTop = (area.scrollHeight - area.clientHeight) / 2; }")
        expect(look.get_by_role("heading", name="Part 15")).to_be_in_viewport()
        area.press("Control+End")
        area.press_sequentially("Last words.")
        expect(look.get_by_text("Last words.")).to_be_in_viewport()
        area.press("Control+Home")
        expect(look.get_by_role("heading", name="Part 0")).to_be_in_viewport()
