"""Whoever goes back to a page sees what is so by now, and sends nothing over what others saved that they have not seen."""

from typing import Any

import pytest
from playwright.sync_api import expect

from courses.drafts.drafting import save_file
from courses.models import Draft, DraftSave
from tests.conftest import Company

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "/authoring/small/edit/"
ZH = "lessons/read-1/intro.zh-hans.md"


def test_a_translation_that_another_wrote_since_is_not_written_over(
    opened: Any, company: Company, here: Draft
):
    file = here.files.get(path=ZH)
    with opened(company.aisha) as page:
        page.goto("/authoring/")
        page.goto(f"{EDIT}translate/zh-hans/?at={ZH}:&show=all")
        page.fill("[data-first]", "你好。")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(lambda address: ZH not in address)
        file.refresh_from_db()
        assert file.text == "你好。"
        save_file(by=company.dana, file=file, text="您好。", base=file.version)
        page.go_back()
        expect(page.locator("[data-first]")).to_have_value("你好。")
        expect(page.locator("form [role=status]")).to_contain_text("Meanwhile somebody saved: 您好。")


def test_what_another_said_of_a_course_since_is_not_written_over(opened: Any, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto("/authoring/")
        page.goto(EDIT)
        page.fill("#about-summary", "A summary of mine.")
        page.locator("form:has(#about-summary) button").click()
        page.wait_for_url("**language=**")
        file = here.files.get(path="course.yaml")
        text = (file.text or "").replace("A summary of mine.", "A summary of hers.")
        save_file(by=company.dana, file=file, text=text, base=file.version)
        page.go_back()
        expect(page.locator("#about-summary")).to_have_value("A summary of hers.")


def test_what_is_put_together_by_hand_is_kept_and_says_what_another_saved_since(
    opened: Any, company: Company, here: Draft
):
    file = here.files.get(path=ZH)
    save_file(by=company.dana, file=file, text="您好。", base=1)
    aside = save_file(by=company.aisha, file=file, text="你好。", base=1).set_aside
    assert aside is not None
    with opened(company.aisha) as page:
        page.goto("/authoring/")
        page.goto(f"{EDIT}merge/{aside.pk}/")
        page.get_by_text("Put it together by hand").click()
        page.fill("textarea[name=text]", "你好，您好。")
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto(EDIT)
        save_file(by=company.dana, file=file, text="大家好。", base=2)
        page.go_back()
        expect(page.locator("textarea[name=text]")).to_have_value("你好，您好。")
        expect(page.locator("form [role=status]")).to_contain_text("大家好。")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("lessons/read-1/intro.en.md", "textarea[name=text]"),
        ("lessons/quiz/check.quiz.yaml", "[name='f.title.en']"),
    ],
)
def test_who_goes_back_to_the_editor_goes_on_in_what_was_saved(
    opened: Any, company: Company, here: Draft, path: str, field: str
):
    saved = "[data-status]:has-text('Saved')"
    with opened(company.aisha) as page:
        page.goto(EDIT)  # the cookies of a first page make every later one another page to the browser
        page.goto(f"{EDIT}file/?path={path}")
        page.fill(field, "Saved once.")
        page.wait_for_selector(saved)
        page.goto(EDIT)
        page.go_back()
        expect(page.locator(field)).to_have_value("Saved once.")
        page.fill(field, "Saved twice.")
        page.wait_for_selector(saved)
    assert "Saved twice." in (here.files.get(path=path).text or "")
    assert not DraftSave.objects.filter(version=None).exists()


def test_a_learner_who_goes_back_finds_the_lesson_done(
    opened: Any, company: Company, publish: Any, begin: Any
):
    begin(company.ling, publish())
    with opened(company.ling) as page:
        page.goto("/")
        page.goto("/courses/small/")
        expect(page.locator("main")).to_contain_text("0 of 2")
        page.goto("/courses/small/read-1/")
        page.get_by_role("button", name="I have read this").click()
        page.wait_for_url("**/quiz/")
        page.go_back()
        page.go_back()
        expect(page.locator("main")).to_contain_text("1 of 2")
