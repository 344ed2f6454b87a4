"""A formula that is wider than a phone is scrolled in its paragraph; the page stays as wide as the screen."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page

from courses.models import Enrolment, Revision
from tests.conftest import Company
from tests.courses.folders import both, choice
from tests.courses.quiz_pages import LESSON
from tests.run_pages.browsing import what_sticks_out, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
LONG = r"$\frac{a_1+a_2+a_3+a_4+a_5+a_6+a_7+a_8+a_9}{b_1+b_2}=\sum_{i=1}^{9}\frac{a_i}{b}=x_1+x_2+x_3+x_4+x_5+x_6$"
PHONE = {"viewport": {"width": 390, "height": 844}}


def test_the_page_is_no_wider_than_a_phone(
    opened: Callable[..., AbstractContextManager[Page]],
    company: Company,
    publish: Callable[..., Revision],
    begin: Callable[..., Enrolment],
):
    question = {
        "key": "long",
        "kind": "single",
        "prompt": both(f"Which is it: {LONG}?\n\n- {LONG}\n- Neither."),
        "choices": [choice("a", LONG, correct=True), choice("b", "Neither", correct=False)],
    }
    begin(company.ling, publish(questions=[question]))
    with opened(company.ling, **PHONE) as page:
        page.goto(LESSON)
        assert max(page.locator("math").evaluate_all("all => all.map((one) => one.scrollWidth)")) > 390
        assert width_beyond_screen(page) <= 1, what_sticks_out(page)
        scrolled = "all => all.filter((one) => one.scrollWidth > one.clientWidth).length"
        assert page.locator(":is(p, ul, .said):has(math)").evaluate_all(scrolled) >= 3
