"""Aisha brings a zip into a draft that Dana writes in, chooses what counts where both wrote, and takes questions away."""

import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from courses.content.drafts.texts import data_of
from courses.content.exchange import FORMATS
from courses.content.writer import course_files
from courses.drafts.drafting import save_file
from courses.models import Draft, DraftSave
from courses.read_models import source_of
from tests.axe import violations
from tests.browser import picture
from tests.conftest import Company
from tests.courses.deskwork import INTRO, QUIZ
from tests.courses.folders import bank, banked
from tests.e2e.looks import scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., AbstractContextManager[Page]]
LOOKS = [
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "bypass_csp": True},
    {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "bypass_csp": True},
]


def zip_of(here: Draft, place: Path, **texts: str) -> Path:
    """The course as its revision has it, with other words here and there."""
    assert here.revision is not None
    files = {path: content.decode() for path, content in course_files(source_of(here.revision)).items()}
    for path, (before, after) in {path: said.split(" => ") for path, said in texts.items()}.items():
        assert before in files[path]
        files[path] = files[path].replace(before, after)
    with zipfile.ZipFile(place / "small.zip", "w") as archive:
        for path, text in files.items():
            archive.writestr(f"small/{path}", text)
    return place / "small.zip"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"together-{name}-{page.viewport_size['width']}")  # type: ignore[index]
    assert violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("look", LOOKS)
def test_a_zip_comes_into_an_open_draft_and_both_words_are_chosen_between(
    opened: Opened, company: Company, here: Draft, tmp_path: Path, look: dict[str, object]
):
    texts = {QUIZ: "en: Check yourself => en: Look again", INTRO: "## Hello => ## Good morning"}
    archive = zip_of(here, tmp_path, **texts)
    quiz, intro = here.files.get(path=QUIZ), here.files.get(path=INTRO)
    words = (quiz.text or "").replace("zh-hans: 中文 Check yourself", "zh-hans: 再看一次")
    save_file(by=company.dana, file=quiz, text=words, base=1)
    save_file(by=company.dana, file=intro, text=(intro.text or "").replace("## Hello", "## Welcome"), base=1)
    with opened(company.aisha, **look) as page:
        page.goto("/authoring/")
        page.set_input_files("input[name=archive]", str(archive))
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_text("Bring both together").first).to_be_visible()
        page.goto("/authoring/small/edit/")
        page.locator("#apart").get_by_role("link").click()
        expect(page.get_by_role("heading", name="Bring both together")).to_be_visible()
        looked_at(page, "choices")
        page.get_by_label("Both: what is saved, then yours").check()
        page.get_by_role("button", name="Save what is chosen").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    intro.refresh_from_db()
    quiz.refresh_from_db()
    assert (intro.text or "").startswith("## Welcome\n## Good morning\n")
    assert data_of(quiz.text)["title"] == {"en": "Look again", "zh-hans": "再看一次"}
    assert DraftSave.objects.get(version=None).settled_at is not None


def test_what_is_saved_may_stay_and_a_choice_is_asked_for(opened: Opened, company: Company, here: Draft):
    quiz = here.files.get(path=QUIZ)
    first = quiz.text or ""
    save_file(by=company.dana, file=quiz, text=first.replace("en: Check yourself", "en: Check it"), base=1)
    mine = first.replace("en: Check yourself", "en: Check well").replace("How many steps?", "Steps?")
    aside = save_file(by=company.aisha, file=quiz, text=mine, base=1).set_aside
    assert aside is not None
    with opened(company.aisha, **LOOKS[0]) as page:
        page.goto(f"/authoring/small/edit/merge/{aside.pk}/")
        expect(page.locator("fieldset.apart")).to_have_count(1)
        page.get_by_role("button", name="Save what is chosen").click()
        assert page.eval_on_selector("input[type=radio]", "radio => !radio.checkValidity()")
        page.get_by_role("radio", name="Dana").check()
        page.get_by_role("button", name="Save what is chosen").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    quiz.refresh_from_db()
    assert "en: Check it" in (quiz.text or "")
    assert "en: Steps?" in (quiz.text or ""), "what only she changed came along"


@pytest.mark.parametrize("look", LOOKS)
def test_questions_of_a_course_and_its_banks_are_downloaded(
    opened: Opened, company: Company, publish: Callable[..., object], tmp_path: Path, look: dict[str, object]
):
    publish(banks={"rates": bank(banked("high"))}, draw=[{"bank": "rates", "count": 1}])
    with opened(company.aisha, accept_downloads=True, **look) as page:
        page.goto("/authoring/small/questions/")
        page.locator("select[name=format]").select_option(label=FORMATS["gift"].name)
        page.get_by_role("button", name="See what it holds").click()
        expect(page.get_by_text("The unit was dropped.")).to_be_visible()
        looked_at(page, "export")
        with page.expect_download() as started:
            page.get_by_role("button", name="Download").click()
        started.value.save_as(tmp_path / "got.gift")
    assert started.value.suggested_filename == "small.gift"
    back = FORMATS["gift"].read((tmp_path / "got.gift").read_bytes(), language="en")
    assert [one.key for one in back.questions] == ["loss", "true", "steps", "high"]
