"""Whoever goes back to a page is told what others saved since, and sends nothing over it that they have not seen."""

from typing import Any

import pytest
from playwright.sync_api import expect

from courses.drafts.drafting import save_file
from courses.models import Draft
from tests.conftest import Company

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "/authoring/small/edit/"
ZH = "lessons/read-1/intro.zh-hans.md"


def test_a_translation_that_another_wrote_since_is_not_written_over(
    opened: Any, company: Company, here: Draft
):
    file = here.files.get(path=ZH)
    with opened(company.aisha) as page:
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
        page.goto(f"{EDIT}merge/{aside.pk}/")
        page.get_by_text("Put it together by hand").click()
        page.fill("textarea[name=text]", "你好，您好。")
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto(EDIT)
        save_file(by=company.dana, file=file, text="大家好。", base=2)
        page.go_back()
        expect(page.locator("textarea[name=text]")).to_have_value("你好，您好。")
        expect(page.locator("form [role=status]")).to_contain_text("大家好。")
