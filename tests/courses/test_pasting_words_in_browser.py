"""What Aisha pastes is what she copied, and it goes to where she is by then."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, Route, expect

from courses.drafts.blocks import add_file_block
from courses.drafts.drafting import save_file
from courses.models import Draft
from tests.conftest import Company
from tests.content.sample_files import png
from tests.courses.test_authoring_in_browser import PASTE

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "/authoring/small/edit/file/?path=lessons/read-1/intro.en.md"
AREA = "textarea[name=text]"
FROM_A_TABLE = """([content, field]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "Loss\\t0.5");
    clipboardData.setData("text/html", "<table><tr><td>Loss</td><td>0.5</td></tr></table>");
    clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    return document.querySelector(field).dispatchEvent(paste);
}"""
PICTURE = base64.b64encode(png(40, 30)).decode()


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.mark.parametrize(
    ("address", "field"),
    [(TEXT, AREA), ("/authoring/small/edit/assets/", "form[data-drop] input[type=file]")],
)
def test_words_that_come_with_a_picture_of_themselves_are_pasted_as_words(
    opened: Any, company: Company, here: Draft, address: str, field: str
):
    """So spreadsheets and word processors put what is copied into the clipboard."""
    with opened(company.aisha) as page:
        page.goto(address)
        assert page.evaluate(FROM_A_TABLE, [PICTURE, field]), (
            "it is left to the browser, which pastes the words"
        )
        page.wait_for_load_state("networkidle")
    assert not here.assets.exists()


def on_its_way(page: Page) -> list[Route]:
    """Files that are sent from now on, each as far as the server."""
    held: list[Route] = []
    page.route("**/edit/assets/", lambda route: held.append(route))
    return held


def let_go(page: Page, held: list[Route]) -> None:
    """What was held on its way, and whatever comes behind it."""
    for route in held[::-1]:
        with page.expect_response("**/edit/assets/"):
            route.continue_()
    page.unroute("**/edit/assets/")


def at_the_end(page: Page) -> None:
    page.click(AREA)
    page.keyboard.press("Control+End")


def test_what_is_typed_while_a_picture_is_sent_is_not_written_over(
    opened: Any, company: Company, here: Draft
):
    with opened(company.aisha) as page:
        page.goto(TEXT)
        page.fill(AREA, "Look: here")
        at_the_end(page)
        for _letter in "here":
            page.keyboard.press("Shift+ArrowLeft")
        held = on_its_way(page)
        with page.expect_request("**/edit/assets/"):
            page.evaluate(PASTE, [PICTURE, AREA])
        page.keyboard.type("A square")
        page.keyboard.press("Enter")
        page.keyboard.type("an hour of words.")
        let_go(page, held)
        expect(page.locator(AREA)).to_have_value("Look: an hour of words.\n\n![A square](assets/intro.png)")


def test_a_picture_that_is_refused_is_not_asked_about_any_more(opened: Any, company: Company, here: Draft):
    with opened(company.aisha, expected=("422",)) as page:
        page.goto(TEXT)
        at_the_end(page)
        held = on_its_way(page)
        with page.expect_request("**/edit/assets/"):
            page.evaluate(PASTE, [base64.b64encode(b"no picture").decode(), AREA])
        asked = page.locator("dialog[data-ask][open]")
        expect(asked.locator("[data-name]")).to_have_text("intro.png")
        let_go(page, held)
        expect(asked).to_have_count(0)
        expect(page.locator("[data-status]")).to_contain_text("not what its name says")
        expect(page.locator(AREA)).to_be_focused()
    assert not here.assets.exists()


def test_two_pictures_that_are_pasted_at_once_are_asked_about_one_by_one(
    opened: Any, company: Company, here: Draft
):
    with opened(company.aisha) as page:
        page.goto(TEXT)
        page.fill(AREA, "Look:")
        at_the_end(page)
        held = on_its_way(page)
        with page.expect_request("**/edit/assets/"):
            page.evaluate(PASTE, [PICTURE, AREA])
            page.evaluate(PASTE, [base64.b64encode(png(50, 30)).decode(), AREA])
        let_go(page, held)
        for words in ("First", "Second"):
            page.locator("dialog[data-ask][open] input").fill(words)
            page.keyboard.press("Enter")
        both = "Look:\n\n![First](assets/intro.png)\n\n![Second](assets/intro-2.png)"
        expect(page.locator(AREA)).to_have_value(both)


def test_a_file_that_was_sent_is_chosen_in_the_form_as_it_is_drawn_by_then(
    opened: Any, company: Company, here: Draft
):
    picture = SimpleUploadedFile("square.png", png(10, 10))
    path = add_file_block(by=company.aisha, draft=here, lesson="quiz", file=picture, title="A square")
    file = here.files.get(path=path)
    with opened(company.aisha) as page:
        page.goto(f"/authoring/small/edit/file/?path={file.path}")
        held = on_its_way(page)
        with page.expect_request("**/edit/assets/"):
            sent = {"name": "curve.png", "mimeType": "image/png", "buffer": png(40, 30)}
            page.locator("[data-upload]").first.set_input_files([sent])
        text = (file.text or "") + "caption: {zh-hans: 曲线}\n"
        save_file(by=company.dana, file=file, text=text, base=file.version)
        page.fill("[name='f.alt.en']", "A curve")
        expect(page.locator("[data-status]")).to_contain_text("together with")
        let_go(page, held)
        expect(page.locator("[data-asset] select").first).to_have_value("assets/curve.png")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
    file.refresh_from_db()
    assert "assets/curve.png" in (file.text or "")
