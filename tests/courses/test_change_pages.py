"""Dana reads who changed what, in words, without reading YAML."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.content.drafts import structure
from courses.content.drafts.texts import data_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import restructure
from courses.models import Draft, DraftSave, Revision
from tests.courses.deskwork import DESK, INTRO, QUIZ, Desk

CHANGES = f"{DESK}edit/changes/"


@pytest.fixture
def dana(client: Client, desk: Desk) -> Client:
    client.force_login(desk.company.dana)
    return client


def make_rises_right(desk: Desk) -> None:
    quiz = data_of(desk.file(QUIZ).text)
    for choice in quiz["questions"][0]["choices"]:
        choice["correct"] = choice["key"] == "rises"
    desk.write(to_yaml(quiz), QUIZ)


def test_a_changed_answer_is_told_as_a_sentence(dana: Client, desk: Desk):
    make_rises_right(desk)
    page = dana.get(CHANGES).content.decode()
    assert "Aisha changed the correct answer of question 1 from A to B." in page
    assert "Changed: the correct answer of question 1, from A to B." in page
    history = dana.get(f"{DESK}edit/file/history/?path={QUIZ}").content.decode()
    assert "Aisha changed the correct answer of question 1 from A to B." in history


def test_changed_words_are_marked_word_by_word(dana: Client, desk: Desk):
    desk.change("Text of read-1", "Words of read-1", INTRO)
    page = dana.get(f"{DESK}edit/file/history/?path={INTRO}").content.decode()
    assert "Aisha changed “Text” (English)." in page
    assert "Text</del>" in page
    assert "Words</ins>" in page


def test_saves_of_one_sitting_are_one_change(dana: Client, desk: Desk):
    for text in ("One.\n", "One. Two.\n", "One. Two. Three.\n"):
        desk.write(text)
    page = dana.get(CHANGES).content.decode()
    assert page.count("Aisha changed “Text”") == 1
    DraftSave.objects.filter(text="One.\n").update(at=DraftSave.objects.latest("pk").at - timedelta(hours=2))
    assert dana.get(CHANGES).content.decode().count("Aisha changed “Text”") == 2


def test_any_two_versions_of_a_file_are_compared(dana: Client, desk: Desk):
    for text in ("One.\n", "Two.\n", "Three.\n"):
        desk.write(text)
    page = dana.get(f"{DESK}edit/file/history/?path={INTRO}&from=2&to=4").content.decode()
    between = page[page.index('id="compare-title"') : page.index('class="plain history"')]
    assert "One</del>" in between
    assert "Three</ins>" in between
    same = dana.get(f"{DESK}edit/file/history/?path={INTRO}&from=9&to=4").content.decode()
    assert "Both say the same." in same


def test_any_two_states_of_the_course_are_compared(dana: Client, desk: Desk):
    desk.change("en: Small course", "en: Tiny course", "course.yaml")
    moved = lambda files: structure.move_lesson(files, "quiz", 0)  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=moved)
    page = dana.get(f"{CHANGES}?from=1&to=draft").content.decode()
    assert "Moved: the lesson “Lesson quiz”, from place 2 to place 1." in page
    assert "Tiny</ins>" in page
    back = dana.get(f"{CHANGES}?from=draft&to=1").content.decode()
    assert "Small</ins>" in back
    assert "Both say the same." in dana.get(f"{CHANGES}?from=1&to=1").content.decode()


def test_what_was_never_there_is_not_compared(dana: Client):
    assert dana.get(f"{CHANGES}?from=99&to=../etc").status_code == 200


def test_what_people_wrote_is_text_for_the_page(dana: Client, desk: Desk):
    desk.write("<script>alert(1)</script>\n")
    page = dana.get(CHANGES).content.decode()
    assert "<script>alert" not in page


def test_the_page_takes_the_same_queries_for_many_changes(dana: Client, desk: Desk):
    desk.write("One.\n")
    with CaptureQueriesContext(connection) as few:
        dana.get(CHANGES)
    for number in range(6):
        desk.write(f"{number}\n", by="aisha" if number % 2 else "dana")
        desk.change("en: ", "en: More ", QUIZ)
    with CaptureQueriesContext(connection) as many:
        dana.get(CHANGES)
    assert len(many) == len(few)


def test_what_was_mended_after_a_revision_is_told_against_it(dana: Client, desk: Desk):
    structure_of = lambda files: structure.add_lesson(files, "More")  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=structure_of)
    path = "lessons/more/text.en.md"
    desk.write("It rises.\n", path)
    made = DraftSave.objects.filter(file__path=path).latest("pk")
    DraftSave.objects.filter(pk__lte=made.pk).update(at=made.at - timedelta(minutes=5))
    desk.write("It falls.\n", path)
    Revision.objects.filter(course=desk.course).update(created_at=made.at - timedelta(hours=1))
    lately = dana.get(CHANGES).content.decode().partition("Who wrote what lately")[2]
    assert "Aisha changed “Text”" not in lately, "one sitting"
    Revision.objects.filter(course=desk.course).update(created_at=made.at - timedelta(minutes=2))
    lately = dana.get(CHANGES).content.decode().partition("Who wrote what lately")[2]
    assert "Aisha changed “Text” (English)." in lately
    assert "falls</ins>" in lately
    assert "Aisha added this lesson." in lately


def test_without_a_choice_the_draft_is_compared_with_what_is_published(dana: Client, desk: Desk):
    page = dana.get(CHANGES).content.decode()
    assert '<option value="1" selected>revision 1</option>' in page
    assert '<option value="draft" selected>the draft</option>' in page


def test_before_the_first_revision_there_is_nothing_to_compare_with(aisha: Client):
    aisha.post("/authoring/new/", {"title": "A course", "language": "en"})
    page = aisha.get(f"/authoring/{Draft.objects.get().course.key}/edit/changes/").content.decode()
    assert "Make a revision first" in page
    assert 'name="from"' not in page


def test_lessons_and_blocks_are_told_by_their_titles_also_when_they_are_gone(dana: Client, desk: Desk):
    edit = f"{DESK}edit/structure/"
    dana.post(edit, {"do": "add-lesson", "title": "Numbers in words"})
    dana.post(edit, {"do": "add-block", "lesson": "read-1", "kind": "text", "title": "A word before"})
    dana.post(edit, {"do": "remove-block", "lesson": "read-1", "kind": "text", "block": "intro"})
    dana.post(edit, {"do": "remove-lesson", "lesson": "quiz"})
    page = dana.get(f"{CHANGES}?from=1&to=draft").content.decode()
    for told in (
        "Added: the lesson “Numbers in words”.",
        "Added: the block “A word before” (text).",
        "Removed: the block “Hello” (text).",
        "Removed: the lesson “Lesson quiz”.",
    ):
        assert told in page, told
    history = dana.get(f"{DESK}edit/file/history/?path=course.yaml").content.decode()
    assert "the lesson “Numbers in words”." in history


def test_saves_of_the_same_minute_are_told_apart_by_seconds_and_authors(dana: Client, desk: Desk):
    for text in ("One.\n", "Two.\n"):
        desk.write(text)
    DraftSave.objects.filter(text="One.\n").update(at=datetime(2026, 11, 3, 9, 12, 7, tzinfo=UTC))
    DraftSave.objects.filter(text="Two.\n").update(at=datetime(2026, 11, 3, 9, 12, 41, tzinfo=UTC))
    page = dana.get(f"{DESK}edit/file/history/?path={INTRO}").content.decode()
    chosen = next(line for line in page.splitlines() if "<option" in line)
    assert ":12:07) · Aisha</option>" in chosen
    assert ":12:41) · Aisha</option>" in chosen
