"""Ling hands in a quiz for which a newer edition waited: her result stays in sight, and a press leads on to the quiz."""

from typing import Any

import pytest
from playwright.sync_api import expect

from courses.actions import move_everywhere, publish_revision
from courses.models import Policy
from courses.publishing.acts import Plan
from tests.axe import violations
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.quiz_pages import LESSON

pytestmark = pytest.mark.django_db(transaction=True)
RETAKE = Plan(started=Policy.RETAKE, finished=Policy.RETAKE, note="The loss question is clearer.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_result_stays_in_sight_and_a_press_leads_to_the_quiz_as_it_is_now(
    opened: Any, company: Company, publish: Publish, begin: Begin, draft: Publish, scheme: str
):
    begin(company.ling, publish(tries=1))
    look = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme, "bypass_csp": True}
    with opened(company.ling, **look) as page:
        page.goto(LESSON)
        page.check("input[value=falls]")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
        publish_revision(by=company.aisha, revision=draft(tries=1, title="Renewed"), plan=RETAKE)
        move_everywhere()
        page.reload()
        expect(page.locator("#quiz-check .note")).to_contain_text("You move on to it when the quiz")
        assert violations(page) == []
        page.check("input[value=one]")
        page.fill("input[name='q.steps']", "12")
        page.click("[data-hand-in]")
        expect(page.locator("#quiz-check .note")).to_contain_text("You have moved on to the edition of")
        expect(page.locator(".verdict")).to_be_focused()
        assert violations(page) == []
        page.get_by_role("link", name="To the quiz as it is now").click()
        expect(page.locator("[data-hand-in]")).to_be_visible()
        expect(page.locator("#quiz-check")).not_to_contain_text("edition")
        page.check("input[value=falls]")
        expect(page.locator("[data-saved]")).to_contain_text("Saved at")
