"""Aisha takes her draft away as a zip, unfinished as it is, and brings it back as it was."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.drafts.assets import add_asset
from courses.drafts.drafting import check_draft, settle, texts_of
from courses.models import Draft, DraftSave
from people.models import AuditEvent
from tests.content.sample_files import svg
from tests.courses.deskwork import DESK, INTRO, Desk

BROKEN = "title: [\n"
QUIZ = "lessons/quiz/check.quiz.yaml"


def zip_of(client: Client) -> bytes:
    answer = client.get(f"{DESK}edit/draft.zip")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    return answer.content


def bring_back(client: Client, content: bytes) -> str:
    sent = {"archive": SimpleUploadedFile("small-draft.zip", content), "draft": "1"}
    return client.post("/authoring/upload/", sent, follow=True).content.decode()


def broken(desk: Desk) -> dict[str, str]:
    desk.draft.files.filter(path=QUIZ).update(text=BROKEN)
    assert check_draft(desk.draft).course is None
    return texts_of(desk.draft)


def test_a_draft_with_things_to_mend_is_downloaded_as_it_is(aisha: Client, desk: Desk):
    add_asset(by=desk.company.aisha, draft=desk.draft, name="notes.txt", content=b"Some notes\n")
    texts = broken(desk)
    assert f"{DESK}edit/draft.zip" in aisha.get(f"{DESK}edit/").content.decode()
    with zipfile.ZipFile(io.BytesIO(zip_of(aisha))) as packed:
        held = {name.removeprefix("small/"): packed.read(name) for name in packed.namelist()}
    assert held == {
        **{path: text.encode() for path, text in texts.items()},
        "assets/notes.txt": b"Some notes\n",
    }
    detail = AuditEvent.objects.get(did="downloaded").detail
    assert (detail["course"], detail["number"]) == ("small", 0)


def rewritten(content: bytes, path: str, text: str) -> bytes:
    """The zip as somebody packs it again who has written this into one of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(packed, "w") as opened:
        for name in held.namelist():
            opened.writestr(name, text if name == f"small/{path}" else held.read(name))
    return packed.getvalue()


def test_what_was_changed_in_it_comes_back_and_what_others_wrote_meanwhile_stays(aisha: Client, desk: Desk):
    desk.write("One.\n\nTwo.\n\nThree.\n")
    content = zip_of(aisha)
    desk.write("One.\n\nTwo.\n\nThree, as Dana has it.\n", by="dana")
    desk.change("en: Check yourself", "en: As Dana has it", by="dana")
    page = bring_back(aisha, rewritten(content, INTRO, "One, at home.\n\nTwo.\n\nThree.\n"))
    assert "The draft took in one file of the zip." in page
    texts = texts_of(desk.draft)
    assert texts[INTRO] == "One, at home.\n\nTwo.\n\nThree, as Dana has it.\n"
    assert "en: As Dana has it" in texts[QUIZ]


def as_windows_saves(content: bytes) -> bytes:
    """The zip whose files an editor of Windows has saved again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(packed, "w") as opened:
        for name in held.namelist():
            opened.writestr(name, b"\xef\xbb\xbf" + held.read(name).replace(b"\n", b"\r\n"))
    return packed.getvalue()


def test_a_draft_that_an_editor_of_windows_saved_again_says_nothing_new(aisha: Client, desk: Desk):
    desk.write("One.\n\nTwo.\n\nThree.\n")
    content = rewritten(zip_of(aisha), INTRO, "One, at home.\n\nTwo.\n\nThree.\n")
    desk.write("One.\n\nTwo.\n\nThree, as Dana has it.\n", by="dana")
    before = texts_of(desk.draft)
    bring_back(aisha, as_windows_saves(content))
    assert texts_of(desk.draft) == {
        **before,
        INTRO: "One, at home.\n\nTwo.\n\nThree, as Dana has it.\n",
    }
    assert not DraftSave.objects.filter(version=None).exists(), "nothing waits to be brought together"


def test_what_both_changed_waits_for_whoever_brought_it(aisha: Client, desk: Desk):
    content = zip_of(aisha)
    desk.write("As Dana has it.\n", by="dana")
    page = bring_back(aisha, rewritten(content, INTRO, "As Aisha has it.\n"))
    assert texts_of(desk.draft)[INTRO] == "As Dana has it.\n"
    aside = DraftSave.objects.get(version=None)
    assert (aside.text, aside.by) == ("As Aisha has it.\n", desk.company.aisha)
    assert f"/authoring/small/edit/merge/{aside.pk}/" in page


def test_the_same_zip_twice_waits_once_under_its_name(aisha: Client, desk: Desk):
    content = zip_of(aisha)
    desk.write("As Dana has it.\n", by="dana")
    mine = rewritten(content, INTRO, "As Aisha has it.\n")
    assert "until you bring both together: Lesson read-1 · As Dana has it." in bring_back(aisha, mine)
    page = bring_back(aisha, mine)
    aside = DraftSave.objects.get(version=None)
    assert page.count(f"/edit/merge/{aside.pk}/") == 1
    settle(by=desk.company.aisha, save=aside)
    bring_back(aisha, mine)
    assert DraftSave.objects.filter(version=None).count() == 2, "what was settled may come again"


def test_of_two_downloads_it_comes_back_to_the_one_that_it_was_made_from(aisha: Client, desk: Desk):
    desk.write("One.\n\nTwo.\n\nThree.\n")
    content = zip_of(aisha)
    desk.write("One.\n\nTwo.\n\nThree, as Dana has it.\n", by="dana")
    zip_of(aisha)
    bring_back(aisha, rewritten(content, INTRO, "One, at home.\n\nTwo.\n\nThree.\n"))
    assert texts_of(desk.draft)[INTRO] == "One, at home.\n\nTwo.\n\nThree, as Dana has it.\n"


def test_an_old_zip_that_nobody_changed_changes_nothing(aisha: Client, desk: Desk):
    add_asset(by=desk.company.aisha, draft=desk.draft, name="notes.txt", content=b"Some notes\n")
    broken(desk)
    content = zip_of(aisha)
    desk.write("Written after the download.\n", by="dana")
    texts = texts_of(desk.draft)
    assert "Nothing in this zip is new to the draft" in bring_back(aisha, content)
    assert texts_of(desk.draft) == texts
    assert [asset.path for asset in desk.draft.assets.present()] == ["assets/notes.txt"]


def test_a_drawing_that_is_refused_is_told_at_its_line_once(aisha: Client, desk: Desk):
    drawing = svg("\n\n<script>alert(1)</script>")
    packed = io.BytesIO(zip_of(aisha))
    with zipfile.ZipFile(packed, "a") as opened:
        opened.writestr("small/assets/drawing.svg", drawing)
    page = bring_back(aisha, packed.getvalue())
    assert "assets/drawing.svg:3" in page
    assert "is not taken in an SVG" in page
    assert "Line 3" not in page


def test_it_begins_a_course_where_there_is_none(aisha: Client, desk: Desk):
    texts = broken(desk)
    content = zip_of(aisha)
    elsewhere = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(elsewhere, "w") as opened:
        for name in packed.namelist():
            opened.writestr(name.replace("small/", "other/", 1), packed.read(name))
    bring_back(aisha, elsewhere.getvalue())
    assert texts_of(Draft.objects.get(course__key="other")) == texts


def test_what_has_no_place_in_a_course_is_refused_with_its_place(aisha: Client, desk: Desk):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("small/course.yaml", BROKEN)
        opened.writestr("small/run.sh", "echo")
        opened.writestr("small/lessons/a/b.en.md", b"\xff")
    page = bring_back(aisha, packed.getvalue())
    assert "This file has no place in a course." in page
    assert "This file is not UTF-8 text. Save it as UTF-8." in page
    assert texts_of(desk.draft)[INTRO]
