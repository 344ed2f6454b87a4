"""A colleague uploads a zip while the draft is open in the editor: nobody's words are lost, whoever goes on where."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from courses.content.writer import course_files
from courses.drafts.drafting import make_revision, merge_of, save_file, texts_of
from courses.models import Draft, DraftSave, Revision
from courses.read_models import source_of
from tests.conftest import Company
from tests.courses.folders import course_folder, write
from tests.courses.test_authoring_pages import upload, zipped

INTRO = "lessons/read-1/intro.en.md"
QUIZ = "lessons/quiz/check.quiz.yaml"


@pytest.fixture
def folder(tmp_path: Path, here: Draft) -> Path:
    """The course as its first revision says it, taken away to be changed in a folder."""
    assert here.revision is not None
    files = {path: content.decode() for path, content in course_files(source_of(here.revision)).items()}
    return write(tmp_path / "away" / "small", files)


def change(folder: Path, path: str, before: str, after: str) -> None:
    text = (folder / path).read_text()
    assert before in text
    (folder / path).write_text(text.replace(before, after))


def test_an_untouched_draft_becomes_what_was_uploaded(aisha: Client, folder: Path, here: Draft):
    change(folder, QUIZ, "en: Check yourself", "en: Look again")
    _status, page = upload(aisha, zipped(folder))
    assert "It took in one file of the zip." in page
    assert "en: Look again" in texts_of(here)[QUIZ]
    here.refresh_from_db()
    assert here.revision == Revision.objects.get(number=2)


def test_the_same_zip_once_more_is_told_to_be_nothing_new(aisha: Client, folder: Path, here: Draft):
    assert "Nothing in this zip is new: it is revision 1" in upload(aisha, zipped(folder))[1]
    change(folder, QUIZ, "en: Check yourself", "en: Look again")
    assert "Nothing in this zip" not in upload(aisha, zipped(folder))[1]
    assert "Nothing in this zip is new: it is revision 2" in upload(aisha, zipped(folder))[1]
    assert Revision.objects.count() == 2


def test_what_both_changed_at_different_places_is_merged(
    aisha: Client, company: Company, folder: Path, here: Draft
):
    intro = here.files.get(path=INTRO)
    save_file(by=company.dana, file=intro, text=f"{intro.text}\nHer last words.\n", base=1)
    change(folder, INTRO, "Hello", "Good morning")
    change(folder, QUIZ, "en: Check yourself", "en: Look again")
    upload(aisha, zipped(folder))
    texts = texts_of(here)
    assert "Good morning" in texts[INTRO]
    assert "Her last words." in texts[INTRO]
    assert "en: Look again" in texts[QUIZ]
    made = make_revision(by=company.dana, draft=here)
    assert isinstance(made, Revision)
    assert made.number == 3


def test_what_cannot_be_merged_waits_to_be_brought_together(
    aisha: Client, company: Company, folder: Path, here: Draft
):
    intro = here.files.get(path=INTRO)
    save_file(by=company.dana, file=intro, text="Her own words.\n", base=1)
    (folder / INTRO).write_text("## His\n\nOther words.\n")
    _status, page = upload(aisha, zipped(folder))
    assert "Bring both together" in page
    assert texts_of(here)[INTRO] == "Her own words.\n"
    aside = DraftSave.objects.get(version=None)
    assert (aside.text, aside.by, merge_of(aside).conflicts) == ("## His\n\nOther words.\n", company.aisha, 1)
    page = aisha.get("/authoring/small/edit/").content.decode()
    assert f"/authoring/small/edit/merge/{aside.pk}/" in page


def sides_at(client: Client) -> tuple[str, list[str]]:
    """What the page of the file says of the one text that waits, and the names of both on the page that joins them."""
    page = client.get(f"/authoring/small/edit/file/?path={INTRO}").content.decode()
    told = re.search(r'id="aside">(.*?)<a', page, re.DOTALL)
    assert told
    waiting = DraftSave.objects.get(version=None)
    page = client.get(f"/authoring/small/edit/merge/{waiting.pk}/").content.decode()
    return told[1].strip(), re.findall(r'value="(?:mine|theirs)"[^>]*> <b>(.*?)</b>', page)


def test_what_waits_from_a_zip_of_ones_own_is_called_so(
    aisha: Client, company: Company, folder: Path, here: Draft
):
    save_file(by=company.aisha, file=here.files.get(path=INTRO), text="Hers, in the editor.\n", base=1)
    (folder / INTRO).write_text("## Hers\n\nBefore that.\n")
    upload(aisha, zipped(folder))
    told, names = sides_at(aisha)
    assert "the zip you uploaded on" in told
    assert told.endswith("because the same lines had been changed in the draft.")
    assert names == ["Your zip", "You, in the editor"]


@pytest.mark.parametrize(("sender", "name"), [("aisha", "Your zip"), ("dana", "The zip of Dana")])
def test_a_zip_that_was_first_is_no_other_window_of_who_writes(
    aisha: Client, client: Client, company: Company, folder: Path, here: Draft, sender: str, name: str
):
    (folder / INTRO).write_text("## Hers\n\nIn the zip.\n")
    client.force_login(getattr(company, sender))
    upload(client, zipped(folder))
    client.force_login(company.aisha)
    save_file(by=company.aisha, file=here.files.get(path=INTRO), text="Typed meanwhile.\n", base=1)
    told, names = sides_at(client)
    assert told.endswith("because a zip that was uploaded had changed the same lines.")
    assert names == ["Yours", name.replace("Dana", company.dana.name)]


def test_a_lesson_that_came_in_stands_in_the_draft(
    aisha: Client, company: Company, here: Draft, tmp_path: Path
):
    save_file(by=company.dana, file=here.files.get(path=INTRO), text="Hers.\n", base=1)
    upload(aisha, zipped(course_folder(tmp_path / "two", readings=2)))
    texts = texts_of(here)
    assert "read-2" in texts["course.yaml"]
    assert texts["lessons/read-2/intro.en.md"]
    assert texts[INTRO] == "Hers.\n"


def test_an_earlier_revision_that_comes_back_untouched_makes_none(
    aisha: Client, company: Company, folder: Path, here: Draft
):
    untouched = zipped(folder)
    save_file(by=company.dana, file=here.files.get(path=INTRO), text="Hers.\n", base=1)
    make_revision(by=company.dana, draft=here)
    _status, page = upload(aisha, untouched)
    assert "Nothing in this zip differs from revision 1" in page
    assert Revision.objects.count() == 2
    assert texts_of(here)[INTRO] == "Hers.\n"


def test_the_command_tells_what_the_draft_took_in(
    company: Company, folder: Path, here: Draft, capsys: pytest.CaptureFixture[str]
):
    save_file(by=company.dana, file=here.files.get(path=INTRO), text="Hers.\n", base=1)
    change(folder, QUIZ, "en: Check yourself", "en: Look again")
    (folder / INTRO).write_text("His.\n")
    call_command("import_course", str(folder), by=company.aisha.email)
    told = capsys.readouterr().out
    assert f"The open draft took in: {QUIZ}" in told
    assert f"keeps its own version: {INTRO}" in told
