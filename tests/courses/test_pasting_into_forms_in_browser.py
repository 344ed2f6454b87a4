"""Aisha pastes a picture into a field of a form: it is sent, asked about, and put where her cursor was."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Draft
from tests.axe import violations
from tests.conftest import Company
from tests.content.sample_files import png
from tests.courses.test_authoring_in_browser import PASTE

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., AbstractContextManager[Page]]
QUIZ = "/authoring/small/edit/file/?path=lessons/quiz/check.quiz.yaml"


def test_a_picture_is_pasted_into_a_question(
    opened: Opened, company: Company, here: Draft, settings: Any, tmp_path: Path
):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    prompt = "[name='f.questions.0.prompt.en']"
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto(QUIZ)
        page.locator("[id='f.questions.0'] > summary").click()
        page.fill(prompt, "What is this?")
        page.click(prompt)
        page.keyboard.press("Control+End")
        page.evaluate(PASTE, [base64.b64encode(png(40, 30)).decode(), prompt])
        page.locator("dialog[data-ask] input").fill("A grey square")
        assert violations(page) == []
        page.keyboard.press("Enter")
        words = "What is this?\n\n![A grey square](assets/check.png)"
        expect(page.locator(prompt)).to_have_value(words)
        expect(page.locator("[data-look] img")).to_have_attribute("alt", "A grey square")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        title = page.locator("[name='f.title.en']")
        assert title.get_attribute("data-markdown") is None
        page.evaluate(PASTE, [base64.b64encode(png(41, 30)).decode(), "[name='f.title.en']"])
        expect(page.locator("dialog[data-ask][open]")).to_have_count(0)
    text = here.files.get(path="lessons/quiz/check.quiz.yaml").text or ""
    assert "assets/check.png" in text
