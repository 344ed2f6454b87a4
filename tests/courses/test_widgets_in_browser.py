"""Ling tries every widget in a real browser: with the keyboard, on a phone, in both languages, and without scripts."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from courses.actions import import_course, publish_revision
from courses.content.widgets import KINDS
from courses.models import Enrolment, Revision
from people.models import User
from tests.axe import violations
from tests.conftest import Company
from tests.content.widgets import written
from tests.courses.folders import course_folder, lesson_files, write
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
LESSON = "/courses/small/read-1/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def published(db: None, tmp_path: Path) -> Revision:
    """The small course, with a widget of each kind in the lesson that is only read."""
    folder = course_folder(tmp_path)
    blocks = [{"widget": kind} for kind in KINDS]
    contents = {f"{kind}__widget": written(kind) for kind in KINDS}
    write(folder, lesson_files("read-1", *blocks, **contents))
    revision = import_course(by=None, folder=folder)
    assert isinstance(revision, Revision), [str(problem) for problem in revision]
    return publish_revision(by=None, revision=revision)


@pytest.fixture
def lesson(
    live_server: Any,
    browser: Browser,
    company: Company,
    published: Revision,
    begin: Callable[[User, Revision], Enrolment],
) -> Opened:
    begin(company.ling, published)
    return lambda **look: signed_in(browser, live_server.url, company.ling, base_url=live_server.url, **look)


def summary(box: Locator) -> Locator:
    return box.locator("[data-summary]")


def box_of(page: Page, kind: str) -> Locator:
    return page.locator(f"#widget-{kind}")


def test_without_scripts_every_table_stands_in_the_page(lesson: Opened):
    with lesson(java_script_enabled=False) as page:
        page.goto(LESSON)
        for kind in KINDS:
            box = box_of(page, kind)
            expect(box.locator("table")).to_be_visible()
            expect(box.locator("caption")).to_be_visible()
            expect(summary(box)).to_be_visible()
            expect(box.locator("[data-stage]")).to_be_hidden()


def test_with_scripts_every_widget_opens_and_keeps_its_table_at_hand(lesson: Opened):
    with lesson(**PHONE) as page:
        page.goto(LESSON)
        for kind in KINDS:
            box = box_of(page, kind)
            expect(box.locator("[data-stage]")).to_be_visible()
            expect(box.locator("[data-table] table")).to_be_hidden()
            box.locator("details > summary").click()
            expect(box.locator("[data-table] table")).to_be_visible()
        assert not scrolls_sideways(page)


def test_a_lesson_loads_only_the_modules_of_its_widgets(
    client: Client, company: Company, published: Revision, begin
):
    begin(company.ling, published)
    client.force_login(company.ling)
    with_widgets, without = (
        client.get(f"/courses/small/{key}/").content.decode() for key in ("read-1", "quiz")
    )
    for kind in KINDS:
        assert with_widgets.count(f'js/widgets/{kind}.js"></script>') == 1
    assert "widgets/" not in without


def test_a_lesson_of_texts_and_widgets_is_done_by_reading_it(published: Revision):
    assert ["read-1", "read", "read-1"] in [list(part) for part in published.parts]
    assert "widget" not in str(published.parts)


def test_temperature_moves_by_arrow_keys_and_is_spoken_once_it_rests(lesson: Opened):
    with lesson() as page:
        page.goto(LESSON)
        box = box_of(page, "softmax-temperature")
        slider = box.get_by_role("slider", name="Temperature")
        slider.focus()
        before = summary(box).text_content()
        for _press in range(5):
            page.keyboard.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", "1.5")
        expect(summary(box)).not_to_have_text(before or "")
        expect(box.locator("[role=status]")).to_have_text(summary(box).text_content() or "")
        expect(box.locator("thead th").last).to_have_text("T = 1.5, top-k 3, top-p 0.9")


def test_drawing_counts_and_begins_the_same_again(lesson: Opened):
    with lesson() as page:
        page.goto(LESSON)
        box = box_of(page, "softmax-temperature")
        counts = box.locator(".bars small")
        box.get_by_role("button", name="Draw 100").press("Enter")
        expect(counts.first).to_have_text(re.compile(r"drawn \d+ of 100"))
        first = counts.all_text_contents()
        assert first[-1] == "drawn 0 of 100", "cut off by top-k"
        expect(box.locator("[role=status]")).to_have_text(re.compile(r"100 drawn so far"))
        box.get_by_role("button", name="Start over").press("Enter")
        expect(counts.first).to_be_empty()
        box.get_by_role("button", name="Draw 100").press("Enter")
        assert counts.all_text_contents() == first


def test_steps_are_taken_by_key_and_the_loss_is_drawn(lesson: Opened):
    with lesson() as page:
        page.goto(LESSON)
        box = box_of(page, "gradient-step")
        expect(summary(box)).to_contain_text("no step yet")
        box.get_by_role("button", name="Take a step").press("Enter")
        expect(summary(box)).to_contain_text("steps taken: 1")
        box.get_by_role("button", name="Take 10 steps").press("Enter")
        expect(box.locator("[data-table] tbody tr")).to_have_count(12)
        expect(box.get_by_role("img", name=re.compile("Loss after each step"))).to_be_visible()
        box.get_by_role("slider", name="Learning rate").press("End")
        expect(summary(box)).to_contain_text("Learning rate 20, no step yet")
        box.get_by_role("button", name="Take 10 steps").press("Enter")
        expect(summary(box)).to_contain_text("jump past the goal")


def test_a_schedule_is_read_at_the_step_that_keys_or_a_finger_choose(lesson: Opened):
    with lesson(**PHONE) as page:
        page.goto(LESSON)
        box = box_of(page, "learning-rate")
        box.get_by_role("slider", name="Step to read").press("End")
        expect(summary(box)).to_contain_text("Step 120 of 120")
        box.get_by_role("radio", name="linear").focus()
        page.keyboard.press("ArrowRight")
        expect(box.get_by_role("radio", name="cosine")).to_be_checked()
        expect(summary(box)).to_contain_text("ends gently")
        box.get_by_role("spinbutton", name="Steps of the run").fill("200")
        expect(summary(box)).to_contain_text("Step 200 of 200")
        chart = box.locator(".chart")
        chart.scroll_into_view_if_needed()
        chart.tap(position={"x": 65, "y": 100})
        expect(summary(box)).to_contain_text(re.compile(r"Step [1-4] of 200"))


def test_cells_are_walked_with_arrow_keys(lesson: Opened):
    with lesson() as page:
        page.goto(LESSON)
        box = box_of(page, "confusion-matrix")
        box.get_by_role("button", name="true claims, answered claims: 90").focus()
        page.keyboard.press("ArrowDown")
        wrong = box.get_by_role("button", name="true complaints, answered claims: 10")
        expect(wrong).to_be_focused()
        expect(wrong).to_have_attribute("aria-pressed", "true")
        expect(box.locator(".told")).to_contain_text("This lowers the recall of “complaints”")
        expect(box.locator("[role=status]")).to_contain_text("This lowers the recall")
        page.keyboard.press("ArrowLeft")
        expect(wrong).to_be_focused()


def test_tokens_and_heads_are_chosen_by_arrow_keys(lesson: Opened):
    with lesson() as page:
        page.goto(LESSON)
        box = box_of(page, "attention")
        expect(summary(box)).to_have_text("“it” looks most at “it” (0.400).")
        box.get_by_role("radio", name="it", exact=True).focus()
        page.keyboard.press("ArrowRight")
        expect(summary(box)).to_have_text("“is” looks most at “it” (0.500).")
        box.get_by_role("radio", name="Layer 2, head 1").check()
        expect(summary(box)).to_have_text("“is” looks most at “[CLS]” (1.000).")
        box.locator(".looker", has_text="urgent").click()
        expect(box.get_by_role("radio", name="urgent")).to_be_checked()


def test_what_is_typed_is_cut_at_once(lesson: Opened):
    with lesson() as page:
        page.goto(LESSON)
        box = box_of(page, "tokeniser")
        box.get_by_role("textbox").fill("The claim")
        expect(box.locator(".tokens li span")).to_have_text(["The", "␣claim"])
        expect(box.locator("[data-table] tbody tr")).to_have_count(3)
        box.get_by_role("button", name="我的挡风玻璃裂了。").press("Enter")
        expect(box.locator(".tokens li")).to_have_count(27)
        box.get_by_role("textbox").fill("<img src=x onerror=alert(1)>")
        expect(box.locator("img")).to_have_count(0)
        box.get_by_role("textbox").fill("")
        expect(summary(box)).to_contain_text("Characters: 0,")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "zh-hans"])
def test_axe_finds_nothing_on_a_lesson_with_every_widget(
    lesson: Opened, company: Company, scheme: str, locale: str
):
    User.objects.filter(pk=company.ling.pk).update(language=locale)
    with lesson(**PHONE, color_scheme=scheme, bypass_csp=True) as page:  # axe styles
        page.goto(LESSON)
        assert page.locator("html").get_attribute("lang") == locale
        expect(box_of(page, "attention").locator("[data-stage]")).to_be_visible()
        box_of(page, "confusion-matrix").locator(".cell").nth(2).click()
        box_of(page, "gradient-step").get_by_role("button").first.click()
        assert not scrolls_sideways(page)
        assert violations(page) == []
        for fold in page.locator(".widget-fold > summary").all():
            fold.click()
        assert violations(page) == []
        assert not scrolls_sideways(page)
