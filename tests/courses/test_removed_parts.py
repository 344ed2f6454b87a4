"""Aisha removes a lesson or a block, and brings it back: at once, later, or by an earlier text of its list."""

from functools import partial

import pytest
from django.test import Client

from courses.content.drafts import structure
from courses.content.folder import MAX_FILES
from courses.drafts.drafting import check_draft, restore, restructure, texts_of
from courses.models import Draft, DraftFile
from lms.kit.refusals import Conflict
from tests.conftest import Company

EDIT = "/authoring/small/edit/"
LESSON, INTRO = "lessons/read-1/lesson.yaml", "lessons/read-1/intro.en.md"


def change(client: Client, do: str, **told: str) -> str:
    return client.post(f"{EDIT}structure/", {"do": do, **told}, follow=True).content.decode()


def test_a_removed_lesson_can_be_undone_at_once(aisha: Client, here: Draft):
    before = texts_of(here)
    page = change(aisha, "remove-lesson", lesson="read-1")
    assert "Removed “" in page
    assert ">Undo</button>" in page
    assert INTRO not in texts_of(here)
    page = change(aisha, "bring-lesson", lesson="read-1")
    assert ">Undo</button>" not in page
    assert texts_of(here) == before
    assert check_draft(here).course is not None


def test_a_removed_block_waits_under_removed_with_its_history(aisha: Client, here: Draft):
    change(aisha, "add-block", lesson="read-1", kind="quiz", title="Sure?")
    before = texts_of(here)
    change(aisha, "remove-block", lesson="read-1", kind="quiz", block="sure")
    path = "lessons/read-1/sure.quiz.yaml"
    for address in (EDIT, f"{EDIT}lessons/read-1/"):
        page = aisha.get(address).content.decode()
        assert f"file/history/?path={path}" in page, address
        assert ">Bring back</button>" in page, address
        assert ">Undo</button>" not in page, "it was removed a while ago"
    history = aisha.get(f"{EDIT}file/history/?path={path}").content.decode()
    assert "This file was removed" in history
    change(aisha, "bring-block", lesson="read-1", kind="quiz", block="sure")
    assert texts_of(here) == before


def test_the_page_of_a_file_that_is_gone_leads_to_where_it_was(aisha: Client, company: Company, here: Draft):
    """Dana removes what Aisha is writing in; Aisha loads her page again."""
    address = f"{EDIT}file/?path=lessons/quiz/intro.en.md"
    assert aisha.get(address).status_code == 200
    gone = lambda files: structure.remove_block(files, "quiz", "text", "intro")  # noqa: E731
    restructure(by=company.dana, draft=here, change=gone)
    led = aisha.get(address)
    assert led.headers["Location"] == f"{EDIT}lessons/quiz/#removed"
    page = aisha.get(f"{EDIT}lessons/quiz/").content.decode()
    assert "Dana removed “Hello” on " in page
    assert ">Bring back</button>" in page
    restructure(by=company.dana, draft=here, change=lambda files: structure.remove_lesson(files, "quiz"))
    assert aisha.get(address).headers["Location"] == f"{EDIT}#removed"
    assert aisha.get(f"{EDIT}file/?path=lessons/never.md").status_code == 404


def test_an_earlier_list_brings_what_it_lists(company: Company, here: Draft):
    before = texts_of(here)
    restructure(by=company.aisha, draft=here, change=lambda files: structure.remove_lesson(files, "read-1"))
    restore(by=company.aisha, file=here.files.get(path="course.yaml"), version=1)
    assert texts_of(here) == before


def test_a_removed_file_comes_back_with_its_lesson(aisha: Client, company: Company, here: Draft):
    before = texts_of(here)
    restructure(by=company.aisha, draft=here, change=lambda files: structure.remove_lesson(files, "read-1"))
    aisha.post(f"{EDIT}file/restore/", {"path": INTRO, "version": "1"})
    assert texts_of(here) == before


def test_what_a_translation_stood_on_is_known_when_it_comes_back(company: Company, here: Draft):
    translated = here.files.create(
        path="lessons/read-1/intro.de.md", text="Hallo\n", stands_on={"": {"de": "x"}}
    )
    translated.saves.create(version=1, base=0, text="Hallo\n")
    restructure(by=company.aisha, draft=here, change=lambda files: structure.remove_lesson(files, "read-1"))
    restore(by=company.aisha, file=translated, version=1)
    translated.refresh_from_db()
    assert (translated.text, translated.stands_on) == ("Hallo\n", {"": {"de": "x"}})


def test_what_was_removed_takes_no_room_of_the_course(company: Company, here: Draft):
    room = MAX_FILES - len(texts_of(here))
    old = (f"lessons/old-{number}/lesson.yaml" for number in range(MAX_FILES))
    DraftFile.objects.bulk_create(DraftFile(draft=here, path=path, text=None) for path in old)
    do = partial(restructure, by=company.aisha, draft=here)
    do(change=partial(structure.add_lesson, title="One more"))
    full = (f"shared/full-{number}.yaml" for number in range(room - 2))
    DraftFile.objects.bulk_create(DraftFile(draft=here, path=path, text="") for path in full)
    with pytest.raises(Conflict, match="at most 500 files"):
        do(change=partial(structure.add_lesson, title="One too many"))
    do(change=partial(structure.remove_lesson, lesson="one-more"))
    do(change=partial(structure.add_lesson, title="In its place"))
