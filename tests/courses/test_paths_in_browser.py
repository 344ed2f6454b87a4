"""A path on a phone: the placement test spares a course, the next step follows, what was missed in a course comes back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.actions import enrol, start
from courses.models import Course, PathVersion
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.paths import on_path, placement, published_path
from tests.courses.quiz_pages import let_pass
from tests.courses.test_needs_of_courses import hand_in_quiz
from tests.looks import looks
from tests.run_pages.browsing import accessibility_problems, signed_in, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = looks((390, "light", "en"))
TOLD = ("Applying inline style", "status of 422")


@pytest.fixture
def opened(live_server: Any, browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    return lambda person, **look: signed_in(
        browser, live_server.url, person, expected=TOLD, base_url=live_server.url, **look
    )


@pytest.fixture
def month(browser: Browser, company: Company, publish: Any) -> PathVersion:
    """Ling has three weeks for two courses that follow one another, and a test that knows of the first."""
    publish(key="placement", readings=0, title="Where do you stand?")
    publish(key="basics", title="What a language model is")
    publish(key="further", title="Train one yourself", needs=[{"course": "basics"}])
    knows = placement((["loss"], ["basics"]))
    path = published_path("month", "basics", "further", placement=knows, due={"days": 21})
    on_path(company.ling, path)
    return PathVersion.objects.get()


def seen(page: Page, name: str, look: str) -> None:
    picture(page, f"paths-{name}-{look}")
    assert accessibility_problems(page) == [], name
    assert width_beyond_screen(page) <= 1, name


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_a_path_is_taken_on_a_phone(
    opened, month: PathVersion, company: Company, width: int, theme: str, language: str
):
    User.objects.update(language=language)
    look = {"viewport": {"width": width, "height": 844}, "color_scheme": theme, "locale": language}
    named = f"{width}-{theme}-{language}"
    with opened(company.ling, **look) as page:
        page.goto("/courses/further/")
        seen(page, "locked", named)
        take_the_test(page, named)
        expect(page.locator("#next-title")).to_have_text(
            "Train one yourself" if language == "en" else "中文 Train one yourself"
        )
        seen(page, "home-after", named)
        further = enrol(by=None, user=company.ling, course=Course.objects.get(key="further"))
        missed = {"loss": "falls", "true": ["one"], "steps": RIGHT_NUMBER}
        hand_in_quiz(start(enrolment=further), missed)
        let_pass(timedelta(days=2))
        review(page, named)
    with opened(company.marco, **look) as page:
        page.goto("/paths/month/people/")
        seen(page, "people", named)
    with opened(company.aisha, **look) as page:
        for name, path in (
            ("desk", "/authoring/paths/"),
            ("version", f"/authoring/paths/{month.public_id}/"),
        ):
            page.goto(path)
            seen(page, name, named)


def take_the_test(page: Page, named: str) -> None:
    page.goto("/")
    expect(page.locator(".next .primary")).to_be_in_viewport()
    seen(page, "home", named)
    page.goto("/paths/month/")
    seen(page, "path", named)
    page.click(".next .primary")
    page.check("input[value=falls]")
    page.check("input[value=three]")
    page.fill("input[name='q.steps']", "73519.25")
    page.click("#quiz-check button")
    expect(page.locator(".verdict")).to_be_visible()
    page.goto("/paths/month/")
    seen(page, "path-placed", named)
    page.goto("/")


def review(page: Page, named: str) -> None:
    page.goto("/")
    seen(page, "home-review", named)
    page.click("a[href='/review/'].primary")
    seen(page, "review", named)
    expect(page.locator("fieldset.question")).to_have_count(1)
    page.check("input[value=one]")
    page.check("input[value=two]")
    page.click(".check form > .btn")
    expect(page.locator(".explanation.right")).to_be_visible()
    seen(page, "reviewed", named)
    page.goto("/review/")
    expect(page.locator("fieldset.question")).to_have_count(0)
    seen(page, "nothing", named)
