"""What the server refuses is told where the learner is, and everything else stays as it was."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.models import AnswerFile, Enrolment, QuizAttempt, Revision
from tests.axe import violations
from tests.conftest import Company
from tests.courses.hand_marked import WHY, WORK, questions, upload_question
from tests.courses.quiz_pages import LESSON

pytestmark = pytest.mark.django_db(transaction=True)
FIELD = f"input[name='file.{WORK}']"
PLACE = f"#quiz-check-{WORK}-refused"


@pytest.fixture
def learns(company: Company, publish: Callable[..., Revision], begin: Callable[..., Enrolment]) -> Enrolment:
    asked = [*questions(WHY), upload_question(megabytes=1)]
    return begin(company.ling, publish(questions=asked, readings=0))


def choose(page: Page, megabytes: int) -> None:
    content = b"%PDF-1.7" + b"0" * (megabytes * 1024 * 1024)
    page.set_input_files(FIELD, {"name": "work.pdf", "mimeType": "", "buffer": content})


def test_a_file_that_is_too_large_is_told_before_it_is_sent(opened, learns: Enrolment, company: Company):
    with opened(company.ling) as page:
        page.goto(LESSON)
        choose(page, 3)
        expect(page.locator(PLACE)).to_contain_text("work.pdf is larger than 1 MiB")
        assert page.input_value(FIELD) == ""
        choose(page, 0)
        expect(page.locator(PLACE)).to_be_empty()


def test_upload_of_what_was_too_large_says_so_again_until_another_file_is_chosen(
    opened, learns: Enrolment, company: Company
):
    with opened(company.ling, expected=("422",)) as page:
        page.goto(LESSON)
        whole = page.locator(f"#quiz-check-{WORK}-whole")
        whole.get_by_role("button", name="Upload").click()
        expect(whole).to_contain_text("Choose a file first.")
        choose(page, 3)
        expect(whole).not_to_contain_text("Choose a file first.")
        for _press in range(2):
            whole.get_by_role("button", name="Upload").click()
            page.wait_for_timeout(300)
            expect(page.locator(PLACE)).to_have_text(
                "work.pdf is larger than 1 MiB, so it was not chosen. Choose a smaller file."
            )
        page.check("input[value=falls]")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        choose(page, 0)
        whole.get_by_role("button", name="Upload").click()
        expect(page.locator(f"input[name='q.{WORK}']")).to_be_checked()
        expect(page.locator(PLACE)).to_be_empty()


def test_what_the_server_refuses_leaves_the_question_as_it_is(opened, learns: Enrolment, company: Company):
    with opened(company.ling, expected=("409 (Conflict)", "Applying inline style")) as page:
        page.goto(LESSON)
        title = page.title()
        page.check("input[value=falls]")
        page.fill(f"textarea[name='q.{WHY}']", "It learned the noise.")
        page.eval_on_selector(FIELD, "field => { field.dataset.mostBytes = 1e9 }")
        choose(page, 3)
        page.click(f"#quiz-check-{WORK}-whole button.btn")
        expect(page.locator(PLACE)).to_contain_text("larger than the question takes")
        assert page.title() == title
        assert page.locator("header.top").count() == 1
        expect(page.locator(f"textarea[name='q.{WHY}']")).to_have_value("It learned the noise.")
        page.click("[data-hand-in]")
        expect(page.locator("#refused")).to_contain_text("larger than this quiz takes")
        expect(page.locator(f"textarea[name='q.{WHY}']")).to_have_value("It learned the noise.")
        assert violations(page) == []
        page.click("#refused [data-close]")
        expect(page.locator("#refused")).to_be_empty()


def test_a_page_of_something_that_is_gone_does_not_land_in_the_quiz(
    opened, learns: Enrolment, company: Company
):
    with opened(company.ling, expected=("404 (Not Found)",)) as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.fill(f"textarea[name='q.{WHY}']", "It learned the noise.")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        QuizAttempt.objects.all().delete()
        Enrolment.objects.all().delete()
        page.click("[data-hand-in]")
        expect(page.locator("#refused")).to_contain_text("not there any more")
        assert page.locator("header.top").count() == 1
        expect(page.locator("input[value=falls]")).to_be_checked()


def test_a_file_that_was_chosen_only_is_handed_in(opened, learns: Enrolment, company: Company):
    with opened(company.ling) as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        page.fill(f"textarea[name='q.{WHY}']", "It learned the noise.")
        choose(page, 0)
        page.click("[data-hand-in]")
        expect(page.locator(".verdict")).to_contain_text("Waiting for 2 marks by a person")
        expect(page.locator(".files")).to_contain_text("work.pdf")
    assert AnswerFile.objects.count() == 1
