"""Aisha pastes a picture, sends a file, sets what a lab asks for, and tries what she wrote, in a real browser."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.drafts.drafting import check_draft
from courses.models import Draft
from tests.axe import violations
from tests.conftest import Company
from tests.content.sample_files import SAMPLES, png
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "/authoring/small/edit/"
TEXT, QUIZ = "lessons/read-1/intro.en.md", "lessons/quiz/check.quiz.yaml"
PASTE = """([content, field]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector(field).dispatchEvent(paste);
}"""


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": kept}


def file_page(path: str) -> str:
    return f"{EDIT}file/?path={path}"


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("Saved")


def paste_a_picture(page: Page) -> None:
    page.goto(file_page(TEXT))
    page.fill("textarea[name=text]", "Look:\n\n")
    page.click("textarea[name=text]")
    page.keyboard.press("Control+End")
    page.evaluate(PASTE, [base64.b64encode(png(40, 30)).decode(), "textarea[name=text]"])
    expect(page.locator("dialog[data-ask] input")).to_be_focused()
    page.keyboard.type("A [grey] square")
    page.keyboard.press("Enter")
    words = "Look:\n\n![A \\[grey\\] square](assets/intro.png)"
    expect(page.locator("textarea[name=text]")).to_have_value(words)
    expect(page.locator("[data-look] img")).to_have_attribute("alt", "A [grey] square")
    saved(page)


def send_a_file(page: Page) -> None:
    page.goto(f"{EDIT}assets/")
    file = {"name": "messages.csv", "mimeType": "text/csv", "buffer": SAMPLES["csv"]}
    page.set_input_files("input[name=file][multiple]", file)
    page.click("form.upload button")
    expect(page.locator(".files > li")).to_have_count(2)


def set_a_threshold(page: Page) -> None:
    page.goto(f"{EDIT}lessons/read-1/")
    page.select_option("select[name=kind]", "fine-tune")
    page.fill("form.add input[name=title] >> nth=0", "Sort messages")
    page.click("text=Add block")
    page.fill("input[name='f.grading.threshold']", "0.85")
    saved(page)
    expect(page.locator("[data-look]")).to_contain_text("Sort messages")


def try_a_question(page: Page) -> None:
    page.goto(file_page(QUIZ))
    trying = page.locator("[data-try]")
    trying.locator("input[value=falls]").check()
    trying.locator("input[value=one]").check()
    trying.locator("input[value=two]").check()
    trying.locator("input[type=text]").fill("12")
    trying.locator("input[type=text]").press("Enter")
    expect(trying).to_contain_text("2 of 3 points")
    page.click("[id='f.questions.2'] > summary")
    page.fill("[name='f.questions.2.answer']", "12")
    expect(trying).to_contain_text("3 of 3 points")


def test_aisha_writes_with_pictures_files_and_a_lab(
    live_server: Any, browser: Browser, company: Company, here: Draft
):
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url) as page:
        paste_a_picture(page)
        send_a_file(page)
        set_a_threshold(page)
        try_a_question(page)
    course = check_draft(here).course
    assert course is not None
    assert course.lessons[0].blocks[-1].lab.grading["threshold"] == 0.85  # type: ignore[union-attr]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_files_and_forms_are_free_of_faults_and_fit_a_phone(
    live_server: Any, browser: Browser, company: Company, here: Draft, scheme: str
):
    look = {"color_scheme": scheme, "viewport": {"width": 390, "height": 900}, "bypass_csp": True}
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, **look) as page:
        send_a_file_only = {"name": "a.png", "mimeType": "image/png", "buffer": png(50, 40)}
        page.goto(f"{EDIT}assets/")
        page.set_input_files("input[name=file][multiple]", send_a_file_only)
        page.click("form.upload button")
        page.click(".files .more summary")
        assert violations(page) == []
        assert not scrolls_sideways(page)
        set_a_threshold(page)
        assert violations(page) == []
        assert not scrolls_sideways(page)
