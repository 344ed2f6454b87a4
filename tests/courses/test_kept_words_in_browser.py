"""What Aisha types about a lesson or to her colleagues comes back when she has left without sending it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Dialog, Page, expect

from courses.content import located_yaml
from courses.models import Comment, Draft
from tests.axe import violations
from tests.conftest import Company
from tests.courses.deskwork import Desk
from tests.e2e.looks import scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., AbstractContextManager[Page]]
EDIT = "/authoring/small/edit/"
LESSON = f"{EDIT}lessons/quiz/"
BACK = "This is what you typed here before. It is not saved yet."
SUMMARY, COMMENT = "What a quiz is for.", "Is this the right place?"


def accepted(page: Page) -> list[str]:
    """What the browser asked before it left, each time with leave to go."""
    asked: list[str] = []

    def told(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", told)
    return asked


def summary_of(draft: Draft) -> str:
    text = draft.files.get(path="lessons/quiz/lesson.yaml").text or ""
    return str(located_yaml.load(text).data["summary"]["en"])


def test_an_arrow_takes_no_words_away(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha, bypass_csp=True, viewport={"width": 390, "height": 844}) as page:
        asked = accepted(page)
        page.goto(LESSON)
        summary, comment = page.get_by_label("Summary, in a sentence"), page.get_by_label("New comment")
        summary.fill(SUMMARY)
        comment.fill(COMMENT)
        page.get_by_role("button", name="Move Check yourself up").click()
        expect(page.get_by_text(BACK)).to_have_count(2)
        expect(summary).to_have_value(SUMMARY)
        expect(comment).to_have_value(COMMENT)
        assert asked == [], "the page comes back by itself"
        assert violations(page) == []
        assert not scrolls_sideways(page)
        page.get_by_role("button", name="Comment").click()
        expect(page.get_by_text(COMMENT)).to_be_visible()
        expect(comment).to_have_value("")
        expect(summary).to_have_value(SUMMARY)
        summary.locator("xpath=ancestor::form").get_by_role("button", name="Save").click()
        expect(page.get_by_text(BACK)).to_have_count(0)
        expect(summary).to_have_value(SUMMARY)
    assert summary_of(here) == SUMMARY
    assert [one.text for one in Comment.objects.all()] == [COMMENT]


def test_whoever_leaves_is_asked_and_finds_the_words_again(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        asked = accepted(page)
        page.goto(LESSON)
        summary = page.get_by_label("Summary, in a sentence")
        summary.fill(SUMMARY)
        page.get_by_role("link", name="See it as a learner").click()
        expect(page.get_by_role("link", name="Back to the editor")).to_be_visible()
        assert asked == ["beforeunload"]
        page.goto(LESSON)
        expect(summary).to_have_value(SUMMARY)
        expect(page.get_by_text(BACK)).to_be_visible()
        summary.fill("About quiz")
        page.goto(EDIT)
        assert asked == ["beforeunload"], "it says again what is saved"
        page.goto(LESSON)
        expect(page.get_by_text(BACK)).to_have_count(0)


def test_what_a_colleague_saved_meanwhile_stands_beside_the_words(opened: Opened, desk: Desk):
    with opened(desk.company.aisha) as page:
        accepted(page)
        page.goto(LESSON)
        page.get_by_label("Summary, in a sentence").fill(SUMMARY)
        page.goto(EDIT)
        desk.change("About quiz", "Said by Dana.", "lessons/quiz/lesson.yaml", by="dana")
        page.goto(LESSON)
        expect(page.get_by_label("Summary, in a sentence")).to_have_value(SUMMARY)
        expect(page.get_by_text("Meanwhile somebody saved: Said by Dana.")).to_be_visible()


def test_two_authors_on_the_page_of_a_lesson_lose_no_word(opened: Opened, desk: Desk):
    lesson = "lessons/quiz/lesson.yaml"
    with opened(desk.company.aisha, expected=("409 (Conflict)",), bypass_csp=True) as page:
        page.goto(LESSON)
        save = (
            page.get_by_label("Summary, in a sentence").locator("xpath=ancestor::form").get_by_role("button")
        )
        desk.change("About quiz", "Said by Dana.", lesson, by="dana")
        page.get_by_label("Title", exact=True).fill("Said by Aisha")
        save.click()
        expect(page.get_by_role("heading", name="Said by Aisha")).to_be_visible()
        expect(page.get_by_label("Summary, in a sentence")).to_have_value("Said by Dana.")
        desk.change("Said by Dana.", "Said by Dana again.", lesson, by="dana")
        page.get_by_label("Summary, in a sentence").fill(SUMMARY)
        save.click()
        theirs = page.locator("#theirs-summary")
        expect(theirs).to_have_text("Said by Dana again.")
        expect(page.get_by_label("Summary, in a sentence")).to_have_value(SUMMARY)
        expect(page.get_by_label("Title", exact=True)).to_have_value("Said by Aisha")
        assert violations(page) == []
        page.once("dialog", lambda asked: asked.accept())
        page.get_by_role("link", name="Said by Aisha").click()
        expect(page.get_by_label("Summary, in a sentence")).to_have_value(SUMMARY)
        save.click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
        expect(page.get_by_text(BACK)).to_have_count(0)
    assert summary_of(desk.draft) == SUMMARY


def test_a_translator_who_looks_at_another_text_keeps_the_words(opened: Opened, desk: Desk):
    desk.write("Other words.\n")
    with opened(desk.company.sven) as page:
        accepted(page)
        page.goto(f"{EDIT}translate/zh-hans/?show=all")
        here = page.url
        field = page.locator("[data-first]")
        field.fill("别的话。")
        page.locator("ol.plain a:not([aria-current])").first.click()
        page.wait_for_url(lambda url: url != here)
        page.goto(here)
        expect(field).to_have_value("别的话。")


def test_text_that_was_pasted_waits_until_it_is_read(opened: Opened, company: Company, here: Draft):
    words = "## Too large\n\nIt jumps."
    with opened(company.aisha) as page:
        asked = accepted(page)
        page.goto(f"{EDIT}import/")
        pasted = page.get_by_label("Or its text")
        pasted.fill(words)
        page.goto(EDIT)
        assert asked == ["beforeunload"]
        page.goto(f"{EDIT}import/")
        expect(page.get_by_text(BACK)).to_be_visible()
        expect(pasted).to_have_value(words)
        page.get_by_role("button", name="Read the text").click()
        expect(page.get_by_role("heading", name="The text makes 1 block")).to_be_visible()
        page.get_by_role("link", name="Read another text").click()
        expect(page.get_by_role("heading", name="Import Markdown")).to_be_visible()
        expect(pasted).to_have_value("")
        expect(page.get_by_text(BACK)).to_have_count(0)


def test_another_person_at_the_same_browser_reads_none_of_it(opened: Opened, company: Company, here: Draft):
    with opened(company.aisha) as page:
        accepted(page)
        page.goto(LESSON)
        page.get_by_label("New comment").fill(COMMENT)
        page.goto(EDIT)
        kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('typed '))")
        assert [str(company.aisha.public_id) in key for key in kept] == [True]
