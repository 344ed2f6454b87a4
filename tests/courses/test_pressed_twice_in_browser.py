"""A button that is pressed twice in a row does once what it does, also where the first press is on its way already."""

from typing import Any

import pytest
from playwright.sync_api import expect

from courses.models import Draft
from tests.conftest import Company

pytestmark = pytest.mark.django_db(transaction=True)
TWICE = """(button) => {
    const { form } = document.querySelector(button);
    const press = () => form.requestSubmit(document.querySelector(button));
    setTimeout(press);
    setTimeout(press, 20);
}"""


def test_one_lesson_is_begun(opened: Any, company: Company, here: Draft):
    with opened(company.aisha) as page:
        page.goto("/authoring/small/edit/")
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
        page.fill("form:has([value=add-lesson]) [name=title]", "Two clicks")
        page.evaluate(TWICE, "form:has([value=add-lesson]) button")
        expect(page.get_by_role("link", name="Two clicks")).to_have_count(1)
        assert len(sent) == 1
