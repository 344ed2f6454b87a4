"""What somebody who hears a quiz is told of its end, of saving and of what cannot be read, and where they land."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from courses.models import Revision
from tests.conftest import Company
from tests.courses.hand_marked import WHY, WORK, questions, upload_question
from tests.courses.quiz_pages import LESSON, pass_time

pytestmark = pytest.mark.django_db(transaction=True)
OVER = "Time was over: what you had given was handed in."


def start(page: Page) -> None:
    page.goto(LESSON)
    page.get_by_role("button", name="Start", exact=True).click()
    page.check("input[value=falls]")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")


@pytest.fixture
def takes(opened, company: Company, publish, begin):
    """`with takes(time_limit=20) as page`: Ling's page, the quiz being under these terms."""

    def on(**terms: object):
        publish(**terms)
        begin(company.ling, Revision.objects.get())
        return opened(company.ling, expected=("422", "409 (Conflict)"))

    return on


def test_the_end_of_time_is_heard_and_the_result_says_why_it_was_handed_in(takes):
    held: list[Route] = []
    with takes(time_limit=20) as page:
        start(page)
        pass_time(timedelta(minutes=19, seconds=58))
        page.route("**/check/", lambda route: held.append(route))
        with page.expect_request("**/check/"):
            page.reload()
        said = page.locator("[data-soon]")
        expect(said).to_have_text("Time is over. What you have given is being handed in.")
        assert said.get_attribute("role") == "status"
        held[0].continue_()
        verdict = page.locator(".verdict")
        expect(verdict).to_be_focused()
        assert verdict.inner_text().startswith(OVER)
        page.reload()
        expect(verdict).to_contain_text(OVER)


def test_a_page_that_opens_when_time_is_over_hands_in_without_being_left(takes):
    with takes(time_limit=20) as page:
        start(page)
        pass_time(timedelta(minutes=20))
        with page.expect_request("**/check/") as sent:
            page.reload()
        assert sent.value.headers.get("hx-request") == "true"
        expect(page.locator(".verdict")).to_be_focused()
        assert page.locator(".verdict").inner_text().startswith(OVER)


def test_who_hands_in_in_time_is_not_told_of_its_end(takes):
    with takes(time_limit=20) as page:
        start(page)
        page.evaluate("document.querySelector('form[data-quiz]').noValidate = true")
        page.check("input[value=one]")
        page.fill("input[name='q.steps']", "12")
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_be_focused()
        expect(page.locator(".verdict")).not_to_contain_text(OVER)


def test_who_never_answered_finds_themselves_at_the_words_that_time_was_over(takes):
    with takes(time_limit=20) as page:
        page.goto(LESSON)
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("input[value=falls]")).to_be_visible()
        pass_time(timedelta(minutes=21))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(".verdict")).to_contain_text("Time was over before anything was answered.")
        expect(page.locator(".verdict")).to_be_focused()


def test_what_cannot_be_read_is_still_said_after_a_reload_and_handing_in_stops_at_it(takes):
    with takes() as page:
        page.goto(LESSON)
        field = page.locator("input[name='q.steps']")
        field.fill("abc")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        page.reload()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description("steps Write a number, for example 12 or 0.5.")
        page.check("input[value=falls]")
        page.check("input[value=one]")
        page.click("[data-hand-in]")
        expect(field).to_be_focused()
        expect(page.locator(".verdict")).to_have_count(0)
        field.fill("12")
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_contain_text("of 3 points")


def test_saving_is_heard_once_when_nothing_changes_any_more(takes):
    with takes() as page:
        page.goto(LESSON)
        page.evaluate(
            """() => {
                globalThis.heard = [];
                const place = document.querySelector("[data-heard]");
                const note = () => { if (place.textContent) heard.push(place.textContent); };
                new MutationObserver(note).observe(place, { childList: true, characterData: true });
            }"""
        )
        for value in ("rises", "falls", "stays"):
            page.check(f"input[value={value}]")
        expect(page.locator("[data-heard]")).to_have_text("Saved")
        assert page.evaluate("heard") == ["Saved"]
        assert page.locator("[data-saved]").get_attribute("role") is None


def test_who_uploads_a_file_finds_themselves_at_its_name(opened, company: Company, publish, begin):
    begin(company.ling, publish(questions=[*questions(WHY), upload_question(megabytes=1)], readings=0))
    with opened(company.ling) as page:
        page.goto(LESSON)
        file = {"name": "work.pdf", "mimeType": "", "buffer": b"%PDF-1.7"}
        page.set_input_files(f"input[name='file.{WORK}']", file)
        page.locator(f"#quiz-check-{WORK}-whole").get_by_role("button", name="Upload").click()
        told = page.get_by_text("Uploaded: work.pdf")
        expect(told).to_be_focused()
        expect(told).to_have_attribute("role", "status")
