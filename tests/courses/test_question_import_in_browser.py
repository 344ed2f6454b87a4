"""The pages that bring in questions and texts, on a wide and a narrow screen, in both themes and languages."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from courses.content import located_yaml
from courses.content.exchange.quiz_file import quiz_yaml
from courses.content.schema import QuizSource
from courses.drafts.drafting import open_draft
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.looks import LOOKS
from tests.run_pages.browsing import accessibility_problems, signed_in, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
AXE_STYLES = ("Applying inline style",)  # axe's own, not the page's
GIFT = """::Loss::[markdown]What **falls**? {=its loss#Yes, every step. ~its learning rate#Not by itself. ~both}

::Essay::Why? {}

::Pairs::[markdown]Which *when*? {=warm-up -> early =decay -> late = -> never}

::Steps::How many steps are 480 rows in batches of 16? {#30:1 ####One epoch.}

A model that knows its rows by heart is {=overfitted =%50%overfit*} to them.

[markdown]Is `1e-3` a thousandth? {T#No, it is one.}
"""
MARKDOWN = """# Learning rates

What this is about.

## Too large

It jumps. ![The jump](pictures/jump.png)

## Too small

It creeps: $w - \\eta g$ with a small $\\eta$.
"""


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    path = tmp_path / "first-questions.gift"
    path.write_text(GIFT, "utf-8")
    return path


@pytest.fixture
def markdown(tmp_path: Path) -> Path:
    path = tmp_path / "rates.md"
    path.write_text(MARKDOWN, "utf-8")
    return path


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_pages_fit_every_screen_and_axe_finds_nothing(
    live_server: Any,
    browser: Browser,
    company: Company,
    draft: Publish,
    gift: Path,
    markdown: Path,
    width: int,
    theme: str,
    language: str,
):
    open_draft(by=company.aisha, course=draft().course)
    User.objects.filter(pk=company.aisha.pk).update(language=language)
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": theme, "locale": language}
    with signed_in(
        browser,
        live_server.url,
        company.aisha,
        expected=AXE_STYLES,
        base_url=live_server.url,
        **look,
    ) as page:
        for name, address in (
            ("desk", "/authoring/"),
            ("course", "/authoring/small/"),
            ("import", "/authoring/import/"),
            ("text", "/authoring/small/edit/import/"),
        ):
            page.goto(address)
            look_at(page, f"{name}-{width}-{theme}-{language}")
        page.set_input_files("input[name=file]", str(markdown))
        page.click(".import-form button")
        page.wait_for_selector("#goal-title")
        look_at(page, f"blocks-{width}-{theme}-{language}")
        page.goto("/authoring/import/")
        page.set_input_files("input[name=file]", str(gift))
        page.click(".import-form button")
        page.wait_for_selector("#goal-title")
        page.click(".shown-file > summary")
        look_at(page, f"read-{width}-{theme}-{language}")


def look_at(page: Page, name: str) -> None:
    picture(page, f"import-{name}")
    assert accessibility_problems(page) == []
    assert width_beyond_screen(page) <= 1


def test_an_author_brings_questions_and_a_text_into_a_course(
    live_server: Any, browser: Browser, company: Company, publish: Publish, gift: Path, markdown: Path
):
    draft = open_draft(by=company.aisha, course=publish().course)
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url) as page:
        page.goto("/authoring/small/edit/lessons/quiz/")
        page.get_by_role("link", name="Check yourself").click()
        page.get_by_role("link", name="Import questions").click()
        page.set_input_files("input[name=file]", str(gift))
        page.get_by_role("button", name="Read the file").click()
        page.get_by_label("Add question 2").uncheck()
        page.get_by_role("button", name="中文").click()
        page.get_by_role("button", name="English").click()
        page.get_by_label("Add question 1", exact=False).first.wait_for()
        page.get_by_label("Add question 2").uncheck()
        page.get_by_role("button", name="Add the ticked questions").click()
        page.get_by_text("5 questions were added.").wait_for()
        page.get_by_text("480 rows").first.wait_for()
        page.goto("/authoring/small/edit/")
        page.get_by_role("link", name="Import Markdown").click()
        page.set_input_files("input[name=file]", str(markdown))
        page.get_by_role("button", name="Read the text").click()
        page.get_by_text("There is no file “pictures/jump.png”.").wait_for()
        page.get_by_role("button", name="Bring it in").click()
        page.get_by_role("link", name="Too large").wait_for()
        page.goto("/authoring/small/edit/?check=1")
        page.locator("#problems li", has_text="too-large.en.md:3").get_by_role("link").click()
        page.locator("textarea[name=text]").wait_for()
    texts = dict(draft.files.present().values_list("path", "text"))
    assert "Too large" in texts["lessons/learning-rates/too-large.en.md"]
    added = yaml.safe_load(texts["lessons/quiz/check.quiz.yaml"])["questions"]
    assert "its-learning-rate" not in [question["key"] for question in added]


def test_a_browser_downloads_the_questions_as_a_file(
    live_server: Any, browser: Browser, company: Company, gift: Path, tmp_path: Path
):
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url) as page:
        page.goto("/authoring/import/")
        page.set_input_files("input[name=file]", str(gift))
        page.click(".import-form button")
        page.click(".shown-file > summary")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download a quiz").click()
        started.value.save_as(tmp_path / "got.yaml")
    assert started.value.suggested_filename == "first-questions.quiz.yaml"
    got = (tmp_path / "got.yaml").read_text("utf-8")
    quiz = QuizSource.model_validate(located_yaml.load(got).data, context={"source": "en"})
    assert quiz_yaml(quiz) == got
    assert len(quiz.questions) == 6
