"""Aisha takes her draft away as a zip, unfinished as it is, and brings it back as it was."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.drafts.assets import add_asset
from courses.drafts.drafting import check_draft, texts_of
from courses.models import Draft
from people.models import AuditEvent
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
    assert AuditEvent.objects.get(did="downloaded").detail == {"course": "small", "number": 0}


def test_it_comes_back_as_it_was_and_what_was_there_stays_in_its_history(aisha: Client, desk: Desk):
    add_asset(by=desk.company.aisha, draft=desk.draft, name="notes.txt", content=b"Some notes\n")
    texts = broken(desk)
    content = zip_of(aisha)
    desk.write("Written after the download.\n")
    desk.draft.assets.update(sha256="")
    assert "The draft is as the zip has it." in bring_back(aisha, content)
    assert texts_of(desk.draft) == texts
    assert [asset.path for asset in desk.draft.assets.present()] == ["assets/notes.txt"]
    saved = desk.draft.files.get(path=INTRO).saves.values_list("text", flat=True)
    assert "Written after the download.\n" in saved


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
    assert "This file cannot be read as text." in page
    assert texts_of(desk.draft)[INTRO]
