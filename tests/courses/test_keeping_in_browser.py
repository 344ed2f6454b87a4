"""No word of an author is lost: not to a colleague in the same form, a session that ended, a refusal, another course."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import yaml
from django.db import transaction
from playwright.sync_api import Browser, Page, Response, Route, expect

from courses.drafts.begun import begin_course
from courses.drafts.drafting import save_file, write_files
from courses.models import Draft, DraftFile, DraftSave
from people.models import Session, User
from tests.conftest import Company
from tests.run_pages.browsing import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
TEXT, QUIZ = "lessons/read-1/intro.en.md", "lessons/quiz/check.quiz.yaml"
PASTE = """(length) => {
    const area = document.querySelector("textarea[name=text]");
    area.value = "x".repeat(length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
}"""
DOCUMENT = re.compile(r"/edit/file/\?path=")
Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def opened(live_server: Any, browser: Browser, company: Company) -> Opened:
    return lambda **look: signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, **look)


def file_page(path: str, course: str = "small") -> str:
    return f"/authoring/{course}/edit/file/?path={path}"


def status(page: Page, words: str) -> None:
    expect(page.locator("[data-status]")).to_contain_text(words)


def text_of(draft: Draft, path: str) -> str:
    return DraftFile.objects.get(draft=draft, path=path).text or ""


def written_by(person: User, draft: Draft, path: str, old: str, new: str) -> None:
    file = DraftFile.objects.get(draft=draft, path=path)
    text = file.text or ""
    assert old in text
    save_file(by=person, file=file, text=text.replace(old, new, 1), base=file.version)


def test_two_authors_in_one_form_keep_each_others_words(opened: Opened, here: Draft, company: Company):
    with opened(viewport={"width": 1200, "height": 700}) as page:
        page.goto(file_page(QUIZ))
        page.click("[id='f.questions.1'] > summary")
        field = page.locator("textarea[name='f.questions.1.prompt.en']")
        field.fill("Mine, of the second question?")
        status(page, "Saved")
        written_by(company.dana, here, QUIZ, "It falls", "Dana's own words")
        field.fill("Mine, once more?")
        status(page, "together with what somebody else changed")
        expect(page.locator("[name='f.questions.0.choices.0.text.en']")).to_have_value("Dana's own words")
        expect(field).to_be_visible()
        expect(field).to_be_focused()
        field.press_sequentially(" And on.")
        page.keyboard.press("Control+s")
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Saved [0-9]"))
    text = text_of(here, QUIZ)
    assert "Dana's own words" in text
    assert "Mine, once more? And on." in text


def test_what_is_typed_while_a_merge_of_a_form_comes_is_kept_with_it(
    opened: Opened, here: Draft, company: Company
):
    with opened() as page:
        page.goto(file_page(QUIZ))
        page.click("[id='f.questions.1'] > summary")
        page.click("[id='f.questions.2'] > summary")
        written_by(company.dana, here, QUIZ, "It falls", "Dana's own words")
        page.route(
            "**/file/save/",
            lambda route: (
                page.fill("textarea[name='f.questions.2.prompt.en']", "Third."),
                route.continue_(),
            ),
            times=1,
        )
        page.fill("textarea[name='f.questions.1.prompt.en']", "Second.")
        expect(page.locator("[name='f.questions.0.choices.0.text.en']")).to_have_value("Dana's own words")
    assert all(words in text_of(here, QUIZ) for words in ("Dana's own words", "Second.", "Third."))


def test_a_form_left_unsaved_is_brought_to_what_others_made_of_it_since(
    opened: Opened, here: Draft, company: Company
):
    with opened(expected=("ERR_FAILED",)) as page:
        page.route("**/file/save/", lambda route: route.abort())
        page.goto(file_page(QUIZ))
        page.click("[id='f.questions.1'] > summary")
        page.fill("textarea[name='f.questions.1.prompt.en']", "Typed on a train.")
        status(page, "Not saved yet: no connection. This browser keeps what you wrote.")
        told = yaml.safe_load(text_of(here, QUIZ))
        del told["questions"][0]
        written_by(company.dana, here, QUIZ, text_of(here, QUIZ), yaml.safe_dump(told, allow_unicode=True))
        page.close()
        again = page.context.new_page()
        again.goto(file_page(QUIZ))
        expect(again.locator("textarea[name='f.questions.0.prompt.en']")).to_have_value("Typed on a train.")
        expect(again.locator("textarea[name^='f.questions.'][name$='.prompt.en']")).to_have_count(2)
    assert "Typed on a train." in text_of(here, QUIZ)


def test_what_was_set_aside_grows_with_what_is_typed_and_is_found_again(
    opened: Opened, here: Draft, company: Company
):
    with opened(expected=("409 (Conflict)",)) as page:
        page.goto(file_page(TEXT))
        written_by(company.dana, here, TEXT, text_of(here, TEXT), "hers\n")
        page.fill("textarea[name=text]", "mine\n")
        status(page, "Somebody else changed the same lines.")
        first = page.locator("[data-status] a").get_attribute("href")
        page.fill("textarea[name=text]", "mine, longer\n")
        expect(page.locator("[data-status] a")).not_to_have_attribute("href", first or "")
        page.reload()
        page.click("#aside a")
        expect(page.locator(".conflict")).to_contain_text("mine, longer")
    assert [save.text for save in DraftSave.objects.filter(version=None, settled_at=None)] == [
        "mine, longer\n"
    ]


def test_what_is_not_saved_in_one_course_is_put_into_no_other(opened: Opened, here: Draft, company: Company):
    other = begin_course(by=company.aisha, title="Another", language="en")
    with transaction.atomic():
        write_files(other, {TEXT: "Its own words.\n"}, by=company.aisha)
    with opened(expected=("ERR_FAILED",)) as page:
        page.goto(file_page(TEXT))
        page.route("**/small/edit/file/save/", lambda route: route.abort())
        page.fill("textarea[name=text]", "Of the small course.\n")
        status(page, "Not saved yet")
        page.on("dialog", lambda dialog: dialog.accept())
        page.evaluate(
            "(key) => localStorage.setItem(key, JSON.stringify({ text: 'Whose?', base: 1 }))", f"draft {TEXT}"
        )
        page.goto(file_page(TEXT, other.course.key))
        expect(page.locator("textarea[name=text]")).to_have_value("Its own words.\n")
        page.unroute("**/small/edit/file/save/")
        page.goto(file_page(TEXT))
        expect(page.locator("textarea[name=text]")).to_have_value("Of the small course.\n")
        page.keyboard.press(
            "Control+s"
        )  # told without a time where it had been saved while the page was left
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Saved"))
    assert text_of(here, TEXT) == "Of the small course.\n"
    assert text_of(other, TEXT) == "Its own words.\n"


def test_who_is_signed_out_goes_on_writing_and_is_saved_after_signing_in(
    opened: Opened, here: Draft, company: Company
):
    with opened(expected=("401 (Unauthorized)",)) as page:
        page.goto(file_page(TEXT))
        Session.objects.all().delete()
        page.fill("textarea[name=text]", "Before.\n")
        status(page, "Not saved yet: you are signed out. This browser keeps what you wrote.")
        link = page.get_by_role("link", name="Sign in again")
        expect(link).to_have_attribute("target", "_blank")
        page.fill("textarea[name=text]", "Before, and after.\n")
        sign_in(page, company.dana)
        status(page, "Dana is signed in here now.")
        sign_in(page, company.aisha)
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Saved [0-9]"))
    assert text_of(here, TEXT) == "Before, and after.\n"
    assert not DraftFile.objects.filter(by=company.dana).exists()


def test_leaving_while_signed_out_warns_and_costs_nothing(opened: Opened, here: Draft, company: Company):
    with opened(expected=("401 (Unauthorized)",)) as page:
        page.goto(file_page(TEXT))
        Session.objects.all().delete()
        page.fill("textarea[name=text]", "Signed out.\n")
        status(page, "you are signed out")
        page.fill("textarea[name=text]", "Signed out, and went on.\n")
        asked: list[str] = []
        page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto("/accounts/login/")
        assert asked == ["beforeunload"]
        sign_in(page, company.aisha)
        page.goto(file_page(TEXT))
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Saved [0-9]"))
    assert text_of(here, TEXT) == "Signed out, and went on.\n"


def test_a_link_that_is_followed_right_after_typing_shows_what_was_typed(opened: Opened, here: Draft):
    with opened() as page:
        page.goto(file_page(TEXT))
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.fill("textarea[name=text]", "Just typed.\n")
        page.get_by_role("link", name="See the whole lesson").click()
        expect(page.get_by_role("link", name="Back to the editor")).to_be_visible()
        expect(page.get_by_text("Just typed.", exact=True)).to_be_visible()
        assert asked == []
    assert text_of(here, TEXT) == "Just typed.\n"


def saves(words: str) -> Callable[[Response], bool]:
    """Answers to a save of these words; the view beside the text is asked with them as well."""
    return lambda answer: "/file/save/" in answer.url and words in (answer.request.post_data or "")


def test_a_page_that_is_older_than_its_own_authors_save_is_told_of_nobody_else(
    opened: Opened, here: Draft, company: Company
):
    written_by(company.aisha, here, TEXT, text_of(here, TEXT), "one\n\ntwo\n\nthree\n")
    with opened() as page:
        page.goto(file_page(TEXT))
        written_by(company.aisha, here, TEXT, "one", "ONE")
        page.fill("textarea[name=text]", "one\n\ntwo\n\nTHREE\n")
        expect(page.locator("textarea[name=text]")).to_have_value("ONE\n\ntwo\n\nTHREE\n")
        expect(page.locator("[data-status]")).to_have_text(re.compile(r"^Saved \d"))


def test_a_page_that_was_loaded_anew_before_the_last_save_came_has_it_all_the_same(
    opened: Opened, here: Draft
):
    with opened() as page:
        page.goto(file_page(TEXT))
        stale = page.request.get(page.url).text()
        held: list[Route] = []
        page.route(DOCUMENT, lambda route: held.append(route))
        page.on("dialog", lambda dialog: dialog.accept())
        page.fill("textarea[name=text]", "Typed.\n")
        with page.expect_request(DOCUMENT), page.expect_response("**/edit/file/save/"):
            page.evaluate("setTimeout(() => location.reload())")
        held[0].fulfill(body=stale, content_type="text/html")
        expect(page.locator("textarea[name=text]")).to_have_value("Typed.\n")
        with page.expect_response(saves("and+more")) as saved:
            page.fill("textarea[name=text]", "Typed, and more.\n")
        assert saved.value.status == 200
    assert text_of(here, TEXT) == "Typed, and more.\n"
    assert not DraftSave.objects.filter(version=None).exists(), "nobody is in conflict with themselves"


def test_a_link_that_is_followed_without_a_connection_asks_first(opened: Opened, here: Draft):
    with opened(expected=("ERR_FAILED",)) as page:
        page.goto(file_page(TEXT))
        page.route("**/edit/file/save/", lambda route: route.abort())
        page.fill("textarea[name=text]", "Just typed.\n")
        with page.expect_event("dialog") as asked:
            page.get_by_role("link", name="See the whole lesson").click(no_wait_after=True)
        asked.value.dismiss()
        expect(page.locator("textarea[name=text]")).to_have_value("Just typed.\n")


@pytest.mark.parametrize("kib", [600, 5000])
def test_a_text_that_is_too_long_is_told_how_long_and_saved_once_it_is_shorter(
    opened: Opened, here: Draft, kib: int
):
    with opened() as page:
        page.goto(file_page(TEXT))
        page.evaluate(PASTE, kib * 1024)
        status(page, f"This text is {kib:,} KiB long, and 512 KiB is the most. Shorten it, or divide it.")
        page.fill("textarea[name=text]", "Short again.\n")
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Saved [0-9]"))
    assert text_of(here, TEXT) == "Short again.\n"


def test_who_takes_out_again_what_was_too_long_is_told_that_all_is_saved(opened: Opened, here: Draft):
    with opened() as page:
        page.goto(file_page(TEXT))
        was = page.input_value("textarea[name=text]")
        page.evaluate(PASTE, 600 * 1024)
        expect(page.locator("[data-status]")).to_contain_text("512 KiB is the most")
        page.fill("textarea[name=text]", was)
        expect(page.locator("[data-status]")).to_have_text("Saved")


def test_what_a_server_refuses_stays_and_is_sent_again_by_the_button(opened: Opened, here: Draft):
    with opened(expected=("403 (Forbidden)",)) as page:
        page.goto(file_page(TEXT))
        refusal = {"status": 403, "content_type": "application/json", "body": '{"reason": "Not today."}'}
        page.route("**/file/save/", lambda route: route.fulfill(**refusal))  # type: ignore[arg-type]
        page.fill("textarea[name=text]", "Refused once.\n")
        status(page, "This cannot be saved: Not today. This browser keeps what you wrote.")
        page.unroute("**/file/save/")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Saved [0-9]"))
    assert text_of(here, TEXT) == "Refused once.\n"
