"""Ling writes on a phone, Aisha marks blind by keyboard, Ling reads her marks and asks for another look."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.models import Enrolment, Revision
from people.models import User
from tests.axe import violations
from tests.conftest import Company
from tests.courses.hand_marked import HOW, MARKING, WHY, WORK, marked, questions, upload_question
from tests.courses.quiz_pages import LESSON, QUIZ
from tests.e2e.looks import scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
REVIEW = f"{QUIZ}attempts/1/"
PHONE = {"viewport": {"width": 390, "height": 844}}
OWN_STYLES = ("Applying inline style",)  # axe's own, not the page's


@pytest.fixture
def learns(company: Company, publish: Callable[..., Revision], begin: Callable[..., Enrolment]) -> Enrolment:
    return begin(company.ling, publish(questions=[*questions(), upload_question(files=2)], readings=0))


def write(page: Page) -> None:
    page.goto(LESSON)
    page.check("input[value=falls]")
    page.fill(f"textarea[name='q.{WHY}']", "It learned the noise by heart.")
    page.fill(f"textarea[name='q.{HOW}']", "Train it for fewer epochs.")
    upload(page)
    page.click("[data-hand-in]")
    expect(page.locator(".verdict")).to_contain_text("Waiting for 3 marks by a person")


def test_another_look_asked_for_in_the_lesson_is_written_at_once(opened, learns: Enrolment, company: Company):
    with opened(company.ling, **PHONE) as page:
        write(page)
    for key in (WHY, HOW, WORK):
        marked(company.aisha, key)
    with opened(company.ling, **PHONE) as page:
        page.goto(LESSON)
        page.get_by_role("link", name="Ask for another look").first.click()
        expect(page.locator("textarea[name=words]").first).to_be_focused()


def test_what_is_pasted_stays_and_what_is_too_long_is_said(opened, learns: Enrolment, company: Company):
    with opened(company.ling, expected=("422",), **PHONE) as page:
        page.goto(LESSON)
        field, count = page.locator(f"textarea[name='q.{WHY}']"), page.locator(f"#quiz-check-{WHY}-count")
        field.fill("x" * 3000)
        expect(count).to_be_empty()
        field.fill("x" * 5000)
        expect(count).to_have_text("5000 of 4000 characters · 1000 characters too many")
        assert len(field.input_value()) == 5000
        page.eval_on_selector("form[data-quiz]", "form => { form.noValidate = true }")
        page.click("[data-hand-in]")
        whole = page.locator(f"#quiz-check-{WHY}-whole")
        expect(whole).to_contain_text("there are 5000, which is 1000 too many")
        expect(field).to_have_value("x" * 5000)


def upload(page: Page) -> None:
    name = "notebook.pdf"
    page.set_input_files(f"input[name='file.{WORK}']", {"name": name, "mimeType": "", "buffer": b"%PDF-1.7"})
    page.click(f"#quiz-check-{WORK}-whole button.btn")
    expect(page.locator(f"input[name='q.{WORK}']")).to_be_checked()


def test_an_answer_goes_to_a_person_and_comes_back_with_its_mark(opened, learns: Enrolment, company: Company):
    with opened(company.ling, **PHONE) as page:
        write(page)
        page.goto("/")
        expect(page.locator("main")).to_contain_text("there is nothing for you to do")
    with opened(company.aisha) as page:
        for cause, words in (("1", "2"), ("2", "3"), ("2", "2")):
            page.goto(MARKING)
            page.click("text=Begin with the oldest")
            expect(page.locator("main")).not_to_contain_text("Ling")
            page.focus("[data-criterion] input >> nth=0")
            legends = page.locator("[data-criterion] legend").all_inner_texts()
            for legend, digit in zip(legends, (cause, words), strict=True):
                page.keyboard.press(digit)
                expect(page.locator("[data-chosen]")).to_contain_text(f"{legend}: {digit} ")
            expect(page.locator("textarea[name=comment]")).to_be_focused()
            page.keyboard.type("Say what noise is.")
            page.keyboard.press("Control+Enter")
            expect(page.locator(".messages")).to_contain_text("The mark is saved.")
    with opened(company.ling, **PHONE) as page:
        page.goto(REVIEW)
        expect(page.locator(".verdict").first).to_contain_text("Passed. 13 of 16 points.")
        expect(page.locator("main")).to_contain_text("Say what noise is.")
        page.locator("summary", has_text="Ask for another look").first.click()
        page.locator("textarea[name=words]").first.fill("Noise is explained in the first line.")
        page.locator("button", has_text="Ask for another look").first.click()
        expect(page.locator("main")).to_contain_text("Somebody looks at it again.")
        assert not scrolls_sideways(page)


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "zh-hans")])
def test_axe_finds_nothing_before_while_and_after(
    opened, learns: Enrolment, company: Company, scheme: str, language: str
):
    User.objects.update(language=language)
    look = {"bypass_csp": True, "color_scheme": scheme, "expected": OWN_STYLES}
    with opened(company.ling, **look, **PHONE) as page:
        page.goto(LESSON)
        page.locator("details.rubric summary").first.click()
        clean(page)
        page.check("input[value=falls]")
        for key in (WHY, HOW):
            page.fill(f"textarea[name='q.{key}']", "It learned the noise by heart.")
        upload(page)
        clean(page)
        page.click("[data-hand-in]")
        expect(page.locator(".explanation.awaited")).to_have_count(3)
        clean(page)
    with opened(company.aisha, **look) as page:
        page.goto(MARKING)
        clean(page)
        page.locator(".named a").first.click()
        page.locator(".advice a").click()
        expect(page.locator(".advice dl")).to_be_visible()
        clean(page)
    for key in (WHY, HOW, WORK):
        marked(company.aisha, key)
    with opened(company.ling, **look, **PHONE) as page:
        page.goto(REVIEW)
        page.locator("details.appeal summary").first.click()
        clean(page)


def clean(page: Page) -> None:
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_the_page_of_tries_stands_in_the_middle_of_a_wide_screen(opened, learns: Enrolment, company: Company):
    with opened(company.ling, viewport={"width": 1440, "height": 900}) as page:
        write(page)
        page.goto(REVIEW)
        box = page.locator("main section.card").first.bounding_box()
        assert abs(box["x"] - (1440 - box["x"] - box["width"])) < 20
