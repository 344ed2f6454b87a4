"""The page that imports questions on a wide and a narrow screen, in both themes and languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from courses.content import located_yaml
from courses.content.exchange.quiz_file import quiz_yaml
from courses.content.schema import QuizSource
from people.models import User
from tests.browser import chromium
from tests.conftest import ROOT, Company
from tests.courses.conftest import Publish
from tests.run_pages.browsing import accessibility_problems, signed_in, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = ROOT / "var" / "screenshots"
LOOKS = [(1440, "light", "en"), (390, "dark", "zh-hans"), (390, "light", "en"), (1440, "dark", "zh-hans")]
AXE_STYLES = ("Applying inline style",)  # axe's own, not the page's
GIFT = """::Loss::[markdown]What **falls**? {=its loss#Yes, every step. ~its learning rate#Not by itself. ~both}

::Essay::Why? {}

::Pairs::[markdown]Which *when*? {=warm-up -> early =decay -> late = -> never}

::Steps::How many steps are 480 rows in batches of 16? {#30:1 ####One epoch.}

A model that knows its rows by heart is {=overfitted =%50%overfit*} to them.

[markdown]Is `1e-3` a thousandth? {T#No, it is one.}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
        yield started


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    path = tmp_path / "first-questions.gift"
    path.write_text(GIFT, "utf-8")
    return path


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_pages_fit_every_screen_and_axe_finds_nothing(
    live_server: Any,
    browser: Browser,
    company: Company,
    draft: Publish,
    gift: Path,
    width: int,
    theme: str,
    language: str,
):
    draft()
    SHOTS.mkdir(parents=True, exist_ok=True)
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
        ):
            page.goto(address)
            page.screenshot(path=str(SHOTS / f"import-{name}-{width}-{theme}-{language}.png"), full_page=True)
            assert accessibility_problems(page) == []
            assert width_beyond_screen(page) <= 1
        page.set_input_files("input[name=file]", str(gift))
        page.click(".import-form button")
        page.wait_for_selector("#read-title")
        page.click(".shown-file > summary")
        page.screenshot(path=str(SHOTS / f"import-read-{width}-{theme}-{language}.png"), full_page=True)
        assert accessibility_problems(page) == []
        assert width_beyond_screen(page) <= 1


def test_the_file_that_a_browser_downloads_is_the_one_that_was_shown(
    live_server: Any, browser: Browser, company: Company, gift: Path, tmp_path: Path
):
    with signed_in(browser, live_server.url, company.aisha, base_url=live_server.url) as page:
        page.goto("/authoring/import/")
        page.set_input_files("input[name=file]", str(gift))
        page.click(".import-form button")
        page.wait_for_selector("#read-title")
        shown = page.locator("pre.file code").text_content()
        with page.expect_download() as started:
            page.click("form[action='/authoring/import/file/'] button")
        started.value.save_as(tmp_path / "got.yaml")
    assert started.value.suggested_filename == "first-questions.quiz.yaml"
    got = (tmp_path / "got.yaml").read_text("utf-8")
    assert got == shown
    quiz = QuizSource.model_validate(located_yaml.load(got).data, context={"source": "en"})
    assert quiz_yaml(quiz) == got
    assert len(quiz.questions) == 5
