"""What is said of a placement test and of what is open again can be read on a phone, and people ticked by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page

from courses.actions import move_everywhere, publish_revision
from courses.models import PathEnrolment, Policy
from courses.publishing.acts import Plan
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.courses.paths import on_path, placement, published_path
from tests.looks import LOOKS
from tests.reporting.stories import colleague, tiny_course
from tests.run_pages.browsing import accessibility_problems, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
AGAIN = Plan(started=Policy.DELTA, finished=Policy.DELTA, again=[("quiz", "quiz", "check")])
TOLD = ("Applying inline style",)  # axe draws with it


def seen(page: Page, name: str) -> None:
    picture(page, f"path-people-{name}")
    assert accessibility_problems(page) == [], name
    assert width_beyond_screen(page) <= 1, name


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_people_are_ticked_and_what_is_told_can_be_read(
    opened: Any,
    company: Company,
    publish: Any,
    draft: Any,
    complete: Any,
    width: int,
    theme: str,
    language: str,
):
    named = f"{width}-{theme}-{language}"
    look = {"viewport": {"width": width, "height": 844}, "color_scheme": theme, "locale": language}
    tiny_course("one", "One")
    publish(key="placement", readings=0)
    on_path(company.ling, published_path("month", "one", placement=placement((["loss"], ["one"]))))
    complete(company.ling)
    publish_revision(by=None, revision=draft(correct="rises"), plan=AGAIN)
    move_everywhere()
    for number in range(9):
        colleague(f"Person {number}", company.north)
    User.objects.update(language=language)
    with opened(company.marco, **look, expected=TOLD) as page:
        page.goto("/paths/month/people/")
        seen(page, f"form-{named}")
        page.locator("[name=ticked]").first.focus()
        page.keyboard.press("Space")
        page.locator(".assign .primary").click()
        page.wait_for_load_state()
        assert PathEnrolment.objects.count() == 2
        page.goto(f"/team/{company.ling.public_id}/")
        seen(page, f"person-{named}")
    with opened(company.ling, **look, expected=TOLD) as page:
        page.goto("/courses/small/quiz/")
        seen(page, f"reopened-{named}")
        page.goto("/paths/month/")
        page.locator("form .primary").first.click()
        page.wait_for_load_state()
        assert page.locator("[data-placement]").count() == 1
        seen(page, f"placement-{named}")
