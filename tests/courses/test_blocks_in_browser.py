"""Blocks in a real browser: tabs and cards by keyboard, pointer and finger, copying, and every look."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.actions import enrol, import_course, publish_revision, start
from courses.models import Revision
from tests.axe import violations
from tests.conftest import Company
from tests.courses.every_block import LESSON, every_block
from tests.courses.folders import both
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
Opened = Callable[..., Any]


@pytest.fixture
def opened(live_server: Any, browser: Browser, company: Company, tmp_path: Path, settings: Any) -> Opened:
    """`with opened(look) as page`: Ling's signed-in page of the course with every block."""
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    settings.EMBED_HOSTS = ["video.example"]
    frames = {"frame-src": ["https://video.example"]}
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], **frames}
    }

    def on(look: dict[str, Any] | None = None, **shape: Any) -> Any:
        revision = import_course(by=None, folder=every_block(tmp_path, **shape))
        assert isinstance(revision, Revision), revision
        publish_revision(by=None, revision=revision)
        start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
        options = {"base_url": live_server.url, "viewport": WIDE, "expected": ("net::ERR_",), **(look or {})}
        return signed_in(browser, live_server.url, company.ling, **options)

    return on


def selected(page: Page) -> str:
    return page.locator("[role=tab][aria-selected=true]").inner_text()


def test_tabs_are_walked_by_keyboard_and_show_one_panel(opened: Opened):
    with opened() as page:
        page.goto(LESSON)
        expect(page.get_by_role("tab")).to_have_count(3)
        expect(page.get_by_role("tabpanel")).to_have_count(1)
        page.get_by_role("tab", name="Python").focus()
        walked = []
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
            page.keyboard.press(key)
            walked.append(selected(page))
            expect(page.locator("[role=tab]:focus")).to_have_text(walked[-1])
        assert walked == ["Shell", "Words", "Python", "Words", "Python", "Words"]
        expect(page.get_by_role("tabpanel", name="Words")).to_contain_text("The loss is one half.")
        page.keyboard.press("Tab")
        expect(page.get_by_role("tabpanel", name="Words")).to_be_focused()


def test_a_link_into_a_tab_opens_it(opened: Opened):
    with opened() as page:
        page.goto(LESSON)
        panel = page.locator(".tab").nth(1).get_attribute("id")
        page.goto(f"{LESSON}#{panel}")
        assert selected(page) == "Shell"


def test_code_is_copied_without_its_prompts_and_that_is_said(opened: Opened):
    with opened({"permissions": ["clipboard-read", "clipboard-write"]}) as page:
        page.goto(LESSON)
        page.get_by_role("tab", name="Shell").click()
        box = page.get_by_role("tabpanel", name="Shell").locator(".code-box")
        box.get_by_role("button", name="Copy").click()
        expect(box.get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").splitlines()[0] == "echo 0.5"


def test_code_is_copied_where_the_browser_keeps_its_clipboard_to_itself(opened: Opened):
    with opened({"permissions": ["clipboard-read"]}) as page:
        page.goto(LESSON)
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        box = page.locator(".code-box").first
        box.get_by_role("button", name="Copy").click()
        expect(box.get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").strip() == "loss = 0.5"


def test_a_terms_card_opens_by_keyboard_and_closes_by_escape(opened: Opened):
    with opened() as page:
        page.goto(LESSON)
        term, card = page.locator("a.term").first, page.locator(".term-card")
        expect(card).to_be_hidden()
        page.get_by_role("link", name="Every block").focus()
        while page.evaluate("document.activeElement.className") != "term":
            page.keyboard.press("Tab")
        expect(card).to_contain_text("The mean surprise")
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(term).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#term_loss")).to_be_in_viewport()


def test_a_terms_card_stays_while_the_pointer_moves_onto_it(opened: Opened):
    with opened() as page:
        page.goto(LESSON)
        card = page.locator(".term-card")
        page.locator("a.term").first.hover()
        expect(card).to_be_visible()
        card.hover()
        page.wait_for_timeout(400)  # longer than it waits before it goes
        expect(card).to_be_visible()
        page.mouse.move(5, 5)
        expect(card).to_be_hidden()


def test_a_finger_opens_the_card_before_it_leads_anywhere(opened: Opened):
    with opened({"viewport": PHONE, "has_touch": True, "is_mobile": True}) as page:
        page.goto(LESSON)
        card = page.locator(".term-card")
        page.locator("a.term").first.tap()
        expect(card).to_contain_text("The mean surprise")
        assert "#" not in page.url
        assert not scrolls_sideways(page)
        card.get_by_role("link").tap()
        expect(page.locator("#term_loss")).to_be_in_viewport()
        expect(card).to_be_hidden()


def test_nothing_is_asked_of_another_site_before_a_press(opened: Opened):
    video = {"title": both("A run"), "embed": "https://video.example/1", "transcript": both("Words.")}
    with opened(video=video) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.route("https://video.example/**", lambda route: route.fulfill(body="<p>a film</p>"))
        page.goto(LESSON)
        page.wait_for_load_state("networkidle")
        assert not [url for url in asked if "video.example" in url]
        page.get_by_role("button", name="Load the video").click()
        frame = page.locator("iframe[title='A run']")
        expect(frame).to_have_attribute("sandbox", "allow-scripts allow-same-origin allow-presentation")
        expect(frame).to_have_attribute("src", "https://video.example/1")


def test_a_lost_picture_leaves_its_words(opened: Opened, tmp_path: Path):
    with opened({"expected": ("404 (Not Found)", "net::ERR_")}) as page:
        for kept in (tmp_path / "kept").rglob("*"):
            if kept.is_file():
                kept.unlink()
        page.goto(LESSON)
        picture = page.get_by_role("img", name="A grey square").last
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 0)
        assert (picture.bounding_box() or {})["width"] > 100


@pytest.mark.parametrize("look", [PHONE, WIDE])
def test_a_picture_leads_to_its_file_in_full_size(opened: Opened, look: dict[str, int]):
    with opened({"viewport": look, "bypass_csp": True}) as page:
        page.goto(LESSON)
        links = page.get_by_role("link", name="A grey square Open the picture in full size")
        assert links.count() == 2, "that of the text and that of the block"
        shown = [one.bounding_box()["width"] for one in links.all()]
        assert max(shown) <= look["width"]
        assert violations(page) == []
        links.last.click()
        page.wait_for_url("**/assets/**")
        assert page.locator("img").evaluate("one => one.naturalWidth") == 640


def test_a_check_is_answered_on_the_spot(opened: Opened):
    with opened() as page:
        page.goto(LESSON)
        check = page.locator("#check-one")
        check.get_by_label("No").check()
        check.get_by_role("button", name="Check my answer").click()
        expect(check.locator(".verdict")).to_contain_text("Not yet.")
        check.get_by_role("link", name="Try again").click()
        check.get_by_label("Yes").check()
        check.get_by_role("button", name="Check my answer").click()
        expect(check.locator(".verdict")).to_contain_text("Right.")


def test_without_a_script_everything_is_there_to_read_and_to_confirm(opened: Opened):
    with opened({"java_script_enabled": False}) as page:
        page.goto(LESSON)
        for title in ("Python", "Shell", "Words"):
            expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.get_by_text("The loss is one half.")).to_be_visible()
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
        page.locator("a.term").first.click()
        expect(page.locator("#term_loss")).to_be_in_viewport()
        page.get_by_text("Show the answer").click()
        expect(page.get_by_text("Because of the")).to_be_visible()
        page.get_by_label("I have read this").check()
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("You confirmed this on")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_on_a_lesson_with_every_block(opened: Opened, scheme: str, language: str):
    with opened({"color_scheme": scheme, "viewport": PHONE, "bypass_csp": True}) as page:
        page.goto(LESSON)
        if language != "en":
            page.locator(f"button[name=language][value={language}]").click()
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        page.locator("a.term").first.focus()
        assert violations(page) == []
        assert not scrolls_sideways(page)
        page.goto("/courses/blocks/glossary/")
        assert violations(page) == []
