"""Pinyin that is not Chinese yet is nobody's words: it is not saved, previewed or handed in; what is chosen is, at once."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import CDPSession, Page, expect

from courses.drafts.drafting import save_file
from courses.models import Answer, AnswerSave, Draft, DraftFile
from people.models import User
from tests.conftest import Company
from tests.courses.quiz_pages import LESSON, pass_time

pytestmark = pytest.mark.django_db(transaction=True)
TEXT, QUIZ = "lessons/read-1/intro.en.md", "lessons/quiz/check.quiz.yaml"
TYPED = [
    {
        "key": "t",
        "kind": "text",
        "prompt": {"en": "What bends?", "zh-hans": "什么会弯？"},
        "accept": [{"text": {"en": "overfitting", "zh-hans": "过拟合"}}],
    }
]
NO_SCRIPT_ERRORS = ("net::ERR_FAILED", "409 (Conflict)")


@pytest.fixture(autouse=True)
def english(company: Company) -> None:
    """So that words on pages are known whatever the browser reads."""
    User.objects.update(language="en")


@pytest.fixture
def quiz(opened: Any, company: Company, publish: Any, begin: Any) -> Callable[..., Any]:
    @contextmanager
    def on(*, locale: str = "zh-CN", **terms: object):
        begin(company.ling, publish(questions=TYPED, **terms))
        with opened(company.ling, expected=NO_SCRIPT_ERRORS, locale=locale) as page:
            page.goto(LESSON)
            yield page

    return on


def sent_from(page: Page) -> list[dict[str, list[str]]]:
    sent: list[dict[str, list[str]]] = []
    page.on(
        "request",
        lambda asked: sent.append(parse_qs(asked.post_data or "")) if asked.method == "POST" else None,
    )
    return sent


def composes(page: Page, *steps: str) -> CDPSession:
    """What an input method does between the first letter and the choice of a word."""
    hands = page.context.new_cdp_session(page)
    for typed in steps:
        hands.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
    return hands


def passes(page: Page, seconds: int) -> None:
    """For the page alone: its clock was installed."""
    page.clock.run_for(seconds * 1000)


def test_a_quiz_saves_the_chosen_word_and_none_of_its_letters(quiz):
    with quiz() as page:
        page.clock.install()
        page.reload()
        sent = sent_from(page)
        page.focus("[name='q.t']")
        hands = composes(page, "g", "guo", "guo'ni")
        passes(page, 5)
        page.evaluate("dispatchEvent(new Event('online'))")
        passes(page, 5)
        assert not sent
        hands.send("Input.insertText", {"text": "过拟合"})
        page.clock.resume()
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    assert [one["q.t"] for one in sent] == [["过拟合"]]
    assert "过拟合" in str(AnswerSave.objects.get().given)


def test_what_is_half_composed_at_the_end_of_time_is_not_handed_in(quiz):
    with quiz(time_limit=20) as page:
        page.get_by_role("button", name="Start", exact=True).click()
        page.fill("[name='q.t']", "弯")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        pass_time(timedelta(minutes=19, seconds=55))
        page.reload()
        page.locator("[name='q.t']").click()
        page.keyboard.press("End")
        composes(page, "g", "guo")
        expect(page.locator("form[data-quiz]")).to_have_count(0)
    assert Answer.objects.get().response == "弯"


def test_a_keyboard_that_composes_every_latin_word_saves_as_one_types(quiz):
    with quiz(locale="en-US") as page:
        page.focus("[name='q.t']")
        composes(page, "o", "over", "overfit")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    assert "overfit" in str(AnswerSave.objects.latest("pk").given)


def test_a_word_that_was_not_chosen_tells_that_its_keyboard_chooses_none(quiz):
    with quiz() as page:
        page.focus("[name='q.t']")
        hands = composes(page, "o", "over")
        hands.send("Input.insertText", {"text": "over "})
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        composes(page, "t", "the")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        with page.expect_request("**/save/") as asked:
            composes(page, "there")
    assert "there" in parse_qs(asked.value.post_data or "")["q.t"][0]


def test_what_is_half_composed_in_latin_at_the_end_of_time_is_handed_in(quiz):
    with quiz(time_limit=20, locale="en-US") as page:
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("[name='q.t']")).to_be_visible()
        pass_time(timedelta(minutes=19, seconds=52))
        page.reload()
        page.focus("[name='q.t']")
        composes(page, "o", "over", "overfitting")
        expect(page.locator("form[data-quiz]")).to_have_count(0)
    assert Answer.objects.get().response == "overfitting"


@pytest.mark.parametrize(
    ("path", "field"), [(TEXT, "textarea[name=text]"), (QUIZ, "textarea[name='f.questions.0.prompt.en']")]
)
def test_the_editor_saves_and_previews_the_chosen_word_and_none_of_its_letters(
    opened, here: Draft, company: Company, path: str, field: str
):
    with opened(company.aisha, locale="zh-CN") as page:
        page.goto(f"/authoring/small/edit/file/?path={path}")
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.clock.install()
        sent = sent_from(page)
        page.locator(field).focus()
        page.keyboard.press("Control+End")
        hands = composes(page, "d", "ding", "ding'sun")
        passes(page, 5)
        page.evaluate("dispatchEvent(new Event('focus'))")
        passes(page, 5)
        assert not sent
        hands.send("Input.insertText", {"text": "定损"})
        page.clock.resume()
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        expect(page.locator("[data-look]")).to_contain_text("定损")
    assert not any("ding" in str(one) for one in sent)
    text = DraftFile.objects.get(draft=here, path=path).text
    assert text
    assert "定损" in text


def test_a_merge_that_comes_meanwhile_waits_for_the_word(opened, here: Draft, company: Company):
    with opened(company.aisha, locale="zh-CN") as page:
        page.goto(f"/authoring/small/edit/file/?path={TEXT}")
        area = page.locator("textarea[name=text]")
        area.focus()
        held: list[Any] = []
        page.route("**/edit/file/save/", lambda route: held.append(route))
        page.keyboard.press("Control+End")
        with page.expect_request("**/edit/file/save/"):
            page.keyboard.type("New. ")
        file = DraftFile.objects.get(draft=here, path=TEXT)
        save_file(by=company.dana, file=file, text=f"Before.\n\n{file.text}", base=file.version)
        hands = composes(page, "d", "ding'sun")
        with page.expect_response("**/edit/file/save/"):
            held[0].continue_()
        page.unroute("**/edit/file/save/")
        assert "ding'sun" in area.input_value()
        hands.send("Input.insertText", {"text": "定损"})
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        expect(area).to_have_value(re.compile("^Before.*New. 定损$", re.DOTALL))


def test_a_part_that_was_asked_for_waits_for_the_word(opened, here: Draft, company: Company):
    with opened(company.aisha, locale="zh-CN") as page:
        page.goto(f"/authoring/small/edit/file/?path={QUIZ}")
        page.locator("[id='f.questions.0'] > summary").click()
        field = page.locator("[name='f.questions.0.prompt.en']")
        held: list[Any] = []
        page.route("**/edit/file/change/", lambda route: held.append(route))
        with page.expect_request("**/edit/file/change/"):
            page.locator("button[value='add f.questions.0.choices']").click()
        field.focus()
        page.keyboard.press("Control+End")
        hands = composes(page, "d", "ding'sun")
        with page.expect_response("**/edit/file/change/"):
            held[0].continue_()
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        hands.send("Input.insertText", {"text": "定损"})
        expect(field).to_have_value(re.compile("定损$"))
        expect(page.locator("[name='f.questions.0.choices.3.text.en']")).to_have_count(1)
        expect(page.locator("[data-status]")).to_contain_text("Saved")
    assert "ding" not in (DraftFile.objects.get(draft=here, path=QUIZ).text or "")
