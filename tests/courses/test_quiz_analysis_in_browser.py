"""The page of the item analysis on a wide and a narrow screen, in both themes and languages."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from courses.models import Block, Enrolment, Revision
from people.models import User
from tests.browser import picture
from tests.conftest import Company, person
from tests.courses.answering import hand_in
from tests.courses.conftest import Publish
from tests.courses.test_quiz_analysis_page import BEST, PAGE, WEAKEST
from tests.run_pages.browsing import (
    accessibility_problems,
    cells_out_of_sight,
    signed_in,
    width_beyond_screen,
)

pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[[User, Revision], Enrolment]


def test_the_page_fits_every_screen_and_axe_finds_nothing(
    live_server: Any, browser: Browser, company: Company, publish: Publish, begin: Begin
):
    publish(title="Old")
    revision = publish(title="New")
    block = Block.objects.select_related("lesson").get(lesson__revision=revision, key="check")
    for number in range(12):
        answers = BEST if number % 2 else WEAKEST
        hand_in(begin(person(f"Taker{number}"), revision), block.lesson, block, answers)
    for width, theme, language in ((1440, "light", "en"), (390, "dark", "zh-hans"), (390, "light", "en")):
        User.objects.filter(pk=company.aisha.pk).update(language=language)
        size = {"width": width, "height": 900}
        look = {"viewport": size, "color_scheme": theme, "locale": language, "base_url": live_server.url}
        axe_styles = ("Applying inline style",)  # axe's own, not the page's
        with signed_in(browser, live_server.url, company.aisha, expected=axe_styles, **look) as page:
            page.goto(PAGE)
            assert page.locator("details.choices[open]").count() == 1
            picture(page, f"analysis-{width}-{theme}-{language}")
            assert accessibility_problems(page) == []
            assert width_beyond_screen(page) <= 1
            if width == 390:
                assert cells_out_of_sight(page) == []
            page.click("summary:has-text('figures')") if language == "en" else None
            if width == 1440:
                page.emulate_media(media="print")
                page.set_viewport_size({"width": 720, "height": 1000})
                picture(page, "analysis-printed")
                assert width_beyond_screen(page) <= 1
                inside = "[...document.querySelectorAll('.scroll')].every((one) => one.scrollWidth <= one.clientWidth + 1)"
                assert page.evaluate(inside), "paper does not scroll"
