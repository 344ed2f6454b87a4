"""The pages of a regrade on wide and narrow screens, in both themes and languages; and long work, watched."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.actions import apply_regrade, compare_marks
from courses.models import Enrolment, Regrade, Revision
from courses.regrades import work
from people.models import User
from tests.browser import picture
from tests.conftest import Company, person
from tests.courses.conftest import Publish
from tests.courses.regrading import FALLS, RISES, STAYS, Mended, block_of, takes
from tests.courses.test_regrade_pages import COURSE, START, WHY
from tests.looks import LOOKS
from tests.run_pages.browsing import (
    accessibility_problems,
    cells_out_of_sight,
    signed_in,
    width_beyond_screen,
)

pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[[User, Revision], Enrolment]
AXE_STYLES = ("Applying inline style",)  # axe's own, not the page's


@pytest.fixture
def mended(company: Company, publish: Publish, begin: Begin) -> Mended:
    old = block_of(publish())
    people = [(company.ling, RISES), (company.sven, FALLS), (company.marco, STAYS)]
    attempts = [takes(begin, user, old, given) for user, given in people]
    for number in range(9):
        takes(begin, person(f"Taker {number}"), old, [RISES, FALLS, STAYS][number % 3])
    return Mended(old, *attempts, block_of(publish(correct="rises")))


def look(page: Page, address: str, name: str, width: int) -> None:
    page.goto(address)
    picture(page, f"{name}")
    assert accessibility_problems(page) == [], address
    assert width_beyond_screen(page) <= 1, address
    if width == 390:
        assert cells_out_of_sight(page) == [], address


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_pages_fit_every_screen_and_axe_finds_nothing(
    live_server: Any,
    browser: Browser,
    company: Company,
    mended: Mended,
    width: int,
    theme: str,
    language: str,
):
    User.objects.update(language=language)
    size = {"viewport": {"width": width, "height": 900}, "base_url": live_server.url}
    options = {**size, "color_scheme": theme, "locale": language, "expected": AXE_STYLES}
    look_at = f"{width}-{theme}-{language}"
    with signed_in(browser, live_server.url, company.aisha, **options) as page:
        look(page, COURSE, f"regrade-offer-{look_at}", width)
        look(page, START, f"regrade-start-{look_at}", width)
        regrade = compare_marks(
            by=company.aisha, block=mended.new, questions=["loss"], lowers=True, reason=WHY
        )
        look(page, f"{START}{regrade.public_id}/", f"regrade-compared-{look_at}", width)
        regrade.refresh_from_db()
        apply_regrade(by=company.aisha, regrade=regrade)
        look(page, f"{START}{regrade.public_id}/", f"regrade-applied-{look_at}", width)
        look(page, "/authoring/small/analysis/quiz/check/?revision=1", f"regrade-analysis-{look_at}", width)
    with signed_in(browser, live_server.url, company.ling, **options) as page:
        look(page, "/courses/small/quiz/", f"regrade-review-{look_at}", width)


def test_aisha_watches_a_long_comparison_end(
    live_server: Any, browser: Browser, company: Company, mended: Mended, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("courses.regrades.acts.begin", lambda _pk: None)
    monkeypatch.setattr("courses.regrades.comparing.BATCH", 4)
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url) as page:
        page.goto(START)
        page.get_by_role("button", name="See what would change").click()
        expect(page.get_by_role("status")).to_contain_text("0 of 12 attempts")
        regrade = Regrade.objects.get()
        work.step(regrade.pk, {})
        expect(page.get_by_role("status")).to_contain_text("4 of 12 attempts")
        picture(page, "regrade-progress")
        work.go_on(regrade.pk)
        apply = page.get_by_role("button", name="Apply the new key")
        expect(apply).to_be_visible()
        apply.click()
        expect(page.get_by_role("heading", name="Giving the new marks")).to_be_visible()
        work.go_on(regrade.pk)
        expect(page.get_by_role("heading", name="Applied on")).to_be_visible()
