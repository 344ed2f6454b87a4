"""Aisha writes in a real browser: saved as she types, merged with what others write, kept when the line is cut."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from courses.drafts.drafting import check_draft, save_file
from courses.models import Draft, DraftFile, DraftSave
from tests.axe import violations
from tests.browser import picture
from tests.conftest import Company
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import before_its_script, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "/authoring/small/edit/"
TEXT, QUIZ = "lessons/read-1/intro.en.md", "lessons/quiz/check.quiz.yaml"


@pytest.fixture
def opened(
    live_server: Any, browser: Browser, company: Company
) -> Callable[..., AbstractContextManager[Page]]:
    return lambda **look: signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, **look)


def file_page(path: str) -> str:
    return f"{EDIT}file/?path={path}"


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("Saved")


def text_of(draft: Draft, path: str) -> str:
    return DraftFile.objects.get(draft=draft, path=path).text or ""


def test_what_is_typed_is_saved_and_shown_as_a_learner_sees_it(opened, here):
    with opened() as page:
        page.goto(file_page(TEXT))
        page.fill("textarea[name=text]", "## Tokens\n\nA *piece* of text.\n")
        saved(page)
        expect(page.locator("[data-look] em")).to_have_text("piece")
        assert text_of(here, TEXT) == "## Tokens\n\nA *piece* of text.\n"
        page.reload()
        expect(page.locator("textarea[name=text]")).to_have_value("## Tokens\n\nA *piece* of text.\n")


def test_what_is_typed_before_the_script_has_come_is_saved_too(opened, here):
    with opened() as page:
        with before_its_script(page, file_page(TEXT), "editor_page"):
            page.fill("textarea[name=text]", "Early words.\n")
        saved(page)
        expect(page.locator("[data-look]")).to_contain_text("Early words.")
        assert text_of(here, TEXT) == "Early words.\n"


def test_what_needs_marks_is_put_into_a_text_by_buttons(opened, here):
    with opened() as page:
        page.goto(file_page(TEXT))
        page.fill("textarea[name=text]", "A step.\n")
        for piece in ("Diagram", "Tabs", "Footnote"):
            page.click(".tools summary")
            page.click(f".tools button:has-text('{piece}')")
        page.keyboard.type("It is small.")
        for drawn in ("figure, [role=img]", ".tabs", ".footnotes"):
            expect(page.locator(f"[data-look] :is({drawn})").first).to_be_visible()
        expect(page.locator("textarea[name=text]")).to_have_value(re.compile(r"^A step\.\n\n```mermaid"))


def test_a_mistake_is_told_and_leads_to_its_line(opened, here):
    with opened() as page:
        page.goto(file_page(TEXT))
        page.fill("textarea[name=text]", "One.\n\n$\\frac{1$\n")
        page.click("[data-look] button[data-line]")
        assert page.evaluate("document.querySelector('textarea').selectionStart") == len("One.\n\n")


def test_two_authors_in_one_text_see_each_others_words(opened, here, company):
    file = DraftFile.objects.get(draft=here, path=TEXT)
    save_file(by=company.aisha, file=file, text="one\n\ntwo\n\nthree\n", base=1)
    with opened() as page:
        page.goto(file_page(TEXT))
        save_file(by=company.dana, file=file, text="one\n\ntwo\n\nTHREE\n", base=2)
        page.fill("textarea[name=text]", "ONE\n\ntwo\n\nthree\n")
        expect(page.locator("textarea[name=text]")).to_have_value("ONE\n\ntwo\n\nTHREE\n")
        expect(page.locator("[data-status]")).to_contain_text("together with what somebody else changed")


def test_the_same_line_is_brought_together_by_hand(opened, here, company):
    file = DraftFile.objects.get(draft=here, path=TEXT)
    with opened(expected=("409 (Conflict)",)) as page:
        page.goto(file_page(TEXT))
        save_file(by=company.dana, file=file, text="hers\n", base=1)
        page.fill("textarea[name=text]", "mine\n")
        page.click("[data-status] a")
        expect(page.locator(".conflict")).to_contain_text("hers")
        page.click("text=Put it together by hand")
        page.fill("textarea[name=text]", "hers and mine\n")
        page.click("text=Save this text")
        expect(page.locator("textarea[name=text]")).to_have_value("hers and mine\n")
        assert DraftSave.objects.get(version=None).text == "mine\n"


def test_a_cut_line_costs_nothing(opened, here):
    with opened(expected=("ERR_INTERNET_DISCONNECTED",)) as page:
        page.goto(file_page(TEXT))
        page.context.set_offline(True)
        page.fill("textarea[name=text]", "Written on a train.\n")
        expect(page.locator("[data-status]")).to_contain_text("Not saved yet")
        page.context.set_offline(False)
        saved(page)
        assert text_of(here, TEXT) == "Written on a train.\n"


@pytest.mark.parametrize(("path", "field"), [(TEXT, "textarea[name=text]"), (QUIZ, "[name='f.title.en']")])
def test_a_save_whose_answer_is_lost_makes_no_second_author_of_the_first(opened, here, path: str, field: str):
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    with opened(expected=("ERR_FAILED",)) as page:
        page.goto(file_page(path))
        page.route("**/file/save/", lose, times=1)
        page.fill(field, "Written on a train.")
        expect(page.locator("[data-status]")).to_contain_text("Not saved yet")
        page.fill(field, "Written on a train, through a tunnel.")
        saved(page)
        assert lost == [200]
        assert "Written on a train, through a tunnel." in text_of(here, path)
        assert not DraftSave.objects.filter(version=None).exists()


def test_a_question_is_added_and_filled_in(opened, here):
    with opened() as page:
        page.goto(file_page(QUIZ))
        page.click(".parts > .add > .menu > summary")
        page.click(".menu-sheet button:has-text('True or false')")
        part = page.locator("[id='f.questions.3']")
        part.locator("textarea[name='f.questions.3.prompt.en']").fill("A token is always a word.")
        part.locator("select").select_option("false")
        saved(page)
        expect(page.locator("[data-look]")).to_contain_text("A token is always a word.")
    course = check_draft(here).course
    assert course is not None
    question = course.lessons[-1].blocks[-1].quiz.questions[-1]  # type: ignore[union-attr]
    assert (question.kind, question.answer) == ("true-false", False)  # type: ignore[attr-defined]


def add(page: Page, kind: str, **how: Any) -> None:
    page.click(".parts > .add > .menu > summary")
    page.click(f".menu-sheet button:has-text('{kind}')", **how)


@pytest.mark.parametrize("delay", [0, 400])
def test_a_double_click_adds_one_question(opened, here, delay: int):
    with opened() as page:
        page.goto(file_page(QUIZ))
        add(page, "One choice", click_count=2, delay=delay)
        expect(page.locator("[id='f.questions.3']")).to_be_visible()
        page.fill("[name='f.title.en']", "What comes next is saved behind it")
        saved(page)
    course = check_draft(here).course
    assert course is not None
    questions = course.lessons[-1].blocks[-1].quiz.questions  # type: ignore[union-attr]
    assert len(questions) == 4
    assert len(questions[3].choices) == 2  # type: ignore[attr-defined]


def test_a_question_whose_answer_is_lost_shows_as_soon_as_there_is_a_connection(opened, here):
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    with opened(expected=("ERR_FAILED",)) as page:
        page.goto(file_page(QUIZ))
        page.route("**/file/change/", lose, times=1)
        add(page, "One choice")
        expect(page.locator("[id='f.questions.3']")).to_be_attached()
        expect(page.locator("[id='f.questions.4']")).to_have_count(0)
        saved(page)
        page.route("**/file/change/", lambda route: route.abort(), times=1)
        page.locator("[name=change][value='remove f.questions.3']").click()
        expect(page.locator("[data-status]")).to_contain_text("Not saved yet")
        saved(page)
        page.locator("[name=change][value='remove f.questions.3']").click()
        expect(page.locator("[id='f.questions.3']")).to_have_count(0)
        saved(page)
    assert not DraftSave.objects.filter(version=None).exists()


def test_comments_name_a_question_by_what_is_typed(opened, here):
    with opened() as page:
        page.goto(file_page(QUIZ))
        page.click("[id='f.questions.0'] > summary")
        page.fill("textarea[name='f.questions.0.prompt.en']", "Where does it go?")
        expect(page.locator(".talk option[value=loss]")).to_have_text("1. Where does it go?")


def test_a_missing_translation_leads_to_the_text_beside_its_source(opened, here):
    with opened() as page:
        page.goto(file_page(QUIZ))
        page.click("[id='f.questions.0'] > summary")
        page.fill("textarea[name='f.questions.0.prompt.zh-hans']", "")
        saved(page)
        page.click("[data-look] >> text=Translate")
        expect(page.locator("#unit-title")).to_have_text(
            "Lesson quiz › Check yourself › Question 1 › Question"
        )
        expect(page.locator("pre.read").first).to_have_text("What does the **loss** do?")


def test_a_problem_of_the_check_opens_its_field_with_what_is_said_of_it(opened, here, company):
    file = DraftFile.objects.get(draft=here, path=QUIZ)
    text = (file.text or "").replace("How many steps?", "How many [steps](../gone-away/)?", 1)
    save_file(by=company.aisha, file=file, text=text, base=1)
    with opened() as page:
        page.goto(f"{EDIT}?check=1#problems")
        page.click("#problems li a")
        field = page.locator("textarea[name='f.questions.2.prompt.en']")
        expect(field).to_be_focused()
        expect(field).to_be_in_viewport()
        note = page.locator("[id='note-f.questions.2.prompt.en']")
        expect(note).to_contain_text("leads nowhere")
        expect(note).to_be_in_viewport()
        picture(page, "check-field")
        field.fill("How many steps?")
        expect(note).to_have_count(0)
        saved(page)


def test_a_problem_in_a_text_selects_its_line_however_long_the_lines_above_are(opened, here, company):
    file = DraftFile.objects.get(draft=here, path=TEXT)
    long = "A long line of a long text. " * 60
    text = f"{long}\n\n" * 10 + "See [it](../gone-away/).\n" + f"\n{long}\n" * 10
    save_file(by=company.aisha, file=file, text=text, base=1)
    with opened() as page:
        page.goto(f"{EDIT}?check=1#problems")
        page.click("#problems li a")
        expect(page.locator("textarea[name=text]")).to_be_focused()
        area = "document.querySelector('textarea')"
        chosen = f"{area}.value.slice({area}.selectionStart, {area}.selectionEnd)"
        assert page.evaluate(chosen) == "See [it](../gone-away/)."
        assert page.evaluate(f"{area}.scrollTop / {area}.scrollHeight") == pytest.approx(0.5, abs=0.1)
        whole = page.locator("textarea[name=text]").bounding_box()
        assert whole is not None
        assert whole["y"] >= 0
        assert whole["y"] + whole["height"] <= page.evaluate("innerHeight")
        picture(page, "check-line")


def test_the_check_fits_a_phone(opened, here, company):
    file = DraftFile.objects.get(draft=here, path="course.yaml")
    save_file(
        by=company.aisha, file=file, text=(file.text or "").replace("- quiz", f"- {'quiz-' * 14}"), base=1
    )
    with opened(bypass_csp=True, viewport={"width": 375, "height": 800}) as page:
        page.goto(f"{EDIT}?check=1")
        assert not scrolls_sideways(page)
        assert violations(page) == []
        picture(page, "check-phone")


def test_lessons_are_put_into_order_by_dragging_and_by_arrows(opened, here):
    with opened() as page:
        page.goto(EDIT)
        page.drag_and_drop("#lesson-quiz", "#lesson-read-1")
        expect(page.locator("ol.sortable > li").first).to_have_id("lesson-quiz")
        page.click("#lesson-quiz button[aria-label*='down']")
        expect(page.locator("ol.sortable > li").first).to_have_id("lesson-read-1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_free_of_faults_and_fits_a_phone(opened, here, scheme: str):
    with opened(bypass_csp=True, color_scheme=scheme, viewport={"width": 390, "height": 900}) as page:
        for address in (EDIT, f"{EDIT}lessons/read-1/", file_page(TEXT), file_page(QUIZ)):
            page.goto(address)
            assert violations(page) == [], address
            assert not scrolls_sideways(page), address
        page.goto(f"{EDIT}lessons/read-1/")
        title = page.locator(".row.add input[name=title][required]").bounding_box()
        assert title is not None
        assert title["width"] > 200, "a title can be read while it is typed"
