"""Markdown that somebody wrote elsewhere becomes lessons, blocks and texts of a draft."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.content import located_yaml
from courses.content.folder import MAX_FILE_BYTES
from courses.drafts.drafting import check_draft
from courses.models import DraftSave, Intake
from people.models import AuditEvent
from tests.content.sample_files import png
from tests.courses.deskwork import INTRO, INTRO_ZH, Desk

PAGE = "/authoring/small/edit/import/"
FILE = """# Learning rates

What this is about.

## Too large

It jumps. ![The jump](pictures/jump.png)

## Too small

It creeps. See [more](../gone-away/).
"""


def bring(client: Client, text: str | bytes = FILE, query: str = "", **more: str) -> str:
    """The address of the page of what was read."""
    raw = text.encode() if isinstance(text, str) else text
    form = {"file": SimpleUploadedFile("rates.md", raw), "language": "en", **more}
    answer = client.post(PAGE + query, form)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def blocks(desk: Desk, lesson: str) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = located_yaml.load(
        desk.file(f"lessons/{lesson}/lesson.yaml").text or ""
    ).data["blocks"]
    return listed


def test_a_file_becomes_a_lesson_with_a_block_for_each_heading(aisha: Client, desk: Desk):
    address = bring(aisha)
    page = aisha.get(address).content.decode()
    assert "The text makes 3 blocks" in page
    assert 'value="Learning rates"' in page
    for _twice in range(2):
        answer = aisha.post(address, {"target": "lesson:", "title": "Rates"})
        assert answer.headers["Location"] == "/authoring/small/edit/lessons/rates/"
    assert blocks(desk, "rates") == [{"text": "learning-rates"}, {"text": "too-large"}, {"text": "too-small"}]
    assert (
        desk.file("lessons/rates/too-large.en.md").text
        == "## Too large\n\nIt jumps. ![The jump](pictures/jump.png)\n"
    )
    lesson = located_yaml.load(desk.file("lessons/rates/lesson.yaml").text or "").data
    assert (lesson["title"], lesson["minutes"]) == ({"en": "Rates"}, 1)
    event = AuditEvent.objects.get(did="brought in")
    assert (event.actor, event.detail["path"]) == (desk.company.aisha, "lessons/rates/lesson.yaml")


def test_missing_pictures_and_dead_links_are_told_with_their_line(aisha: Client, desk: Desk):
    page = aisha.get(bring(aisha)).content.decode()
    assert "line 7</code><br>There is no file “pictures/jump.png”." in page
    assert "line 11</code><br>“../gone-away/” leads nowhere" in page


def test_pictures_that_the_course_has_are_used(aisha: Client, desk: Desk):
    sent = SimpleUploadedFile("jump.png", png())
    aisha.post("/authoring/small/edit/assets/", {"file": sent})
    address = bring(aisha)
    assert "pictures/jump.png" not in aisha.get(address).content.decode()
    aisha.post(address, {"target": "lesson:read-1"})
    assert blocks(desk, "read-1")[-2:] == [{"text": "too-large"}, {"text": "too-small"}]
    assert "![The jump](assets/jump.png)" in (desk.file("lessons/read-1/too-large.en.md").text or "")
    told = [problem.path for problem in check_draft(desk.draft).problems if problem.severity == "error"]
    assert told == ["lessons/read-1/too-small.en.md"], "the dead link"


def target_of(page: str, path: str) -> str:
    return page.partition(f" text:{path}")[0].rpartition('value="')[2] + f" text:{path}"


def test_over_a_text_it_merges_with_what_others_write(aisha: Client, desk: Desk):
    desk.write("## Intro\n\nOne.\n\nTwo.\n")
    address = bring(aisha, "## Intro\n\nOne.\n\n2.\n", f"?target={INTRO}")
    page = aisha.get(address).content.decode()
    target = target_of(page, INTRO)
    assert f'<option value="{target}" selected>' in page
    desk.write("## Intro\n\n1.\n\nTwo.\n", by="dana")
    answer = aisha.post(address, {"target": target})
    assert parse_qs(urlparse(answer.headers["Location"]).query)["path"] == [INTRO]
    assert desk.file().text == "## Intro\n\n1.\n\n2.\n"
    desk.write("Hers alone.\n", by="dana")
    answer = aisha.post(address, {"target": target})
    assert (
        answer.headers["Location"] == f"/authoring/small/edit/merge/{DraftSave.objects.get(version=None).pk}/"
    )
    assert desk.file().text == "Hers alone.\n"


def test_a_translator_brings_in_a_translation_and_nothing_else(client: Client, desk: Desk):
    client.force_login(desk.company.sven)
    form = client.get(PAGE).content.decode()
    assert 'value="zh-hans"' in form
    assert '<option value="en"' not in form
    address = bring(client, "## 引言\n\n新的。\n", language="zh-hans")
    page = client.get(address).content.decode()
    assert "A new lesson" not in page
    client.post(address, {"target": target_of(page, INTRO_ZH)})
    assert (desk.file(INTRO_ZH).text, desk.file(INTRO_ZH).by) == ("## 引言\n\n新的。\n", desk.company.sven)
    assert client.post(address, {"target": f"1 text:{INTRO}"}).status_code == 422
    assert client.post(address, {"target": "lesson:"}).status_code == 422


def test_a_translation_that_was_missing_begins_with_it(aisha: Client, desk: Desk):
    aisha.post(bring(aisha), {"target": "lesson:", "title": "Rates"})
    address = bring(aisha, "## 太大\n", language="zh-hans")
    target = target_of(aisha.get(address).content.decode(), "lessons/rates/too-large.zh-hans.md")
    assert target.startswith("0 ")
    aisha.post(address, {"target": target})
    assert desk.file("lessons/rates/too-large.zh-hans.md").text == "## 太大\n"


def test_pasted_text_is_read_too_and_may_stay_in_one(aisha: Client, desk: Desk):
    form = {"pasted": FILE.replace("\n", "\r\n"), "language": "en", "in_one": "on"}
    address = aisha.post(PAGE, form).headers["Location"]
    assert "The text makes 1 block" in aisha.get(address).content.decode()
    aisha.post(address, {"target": "lesson:", "title": ""})
    assert blocks(desk, "pasted-text") == [{"text": "learning-rates"}]


@pytest.mark.parametrize(
    ("raw", "status", "why"),
    [
        (b"x" * (MAX_FILE_BYTES + 1), 422, "This file is larger than 512 KiB."),
        (b"# Words\n\n" * 600_000, 413, "This file is larger than 512 KiB."),
        ("# Wörter\n\n中".encode("utf-16"), 422, "This file is not UTF-8 text. Save it as UTF-8."),
        ("# Words\n\n中文".encode("gb18030"), 422, "Line 3: This file is not UTF-8 text. Save it as UTF-8."),
        (b"# Words\n\0", 422, "Line 2: This file holds binary data."),
        (b"", 422, "This file is empty."),
        (b" \n\n", 422, "Choose a Markdown file, or paste its text."),
    ],
)
def test_what_cannot_be_read_is_refused_in_clear_words(
    aisha: Client, desk: Desk, raw: bytes, status: int, why: str
):
    answer = aisha.post(PAGE, {"file": SimpleUploadedFile("a.md", raw), "language": "en"})
    assert (answer.status_code, why in answer.content.decode()) == (status, True)
    assert not Intake.objects.exists()


def test_a_lesson_of_too_many_blocks_is_refused_before_anything_is_written(aisha: Client, desk: Desk):
    address = bring(aisha, "".join(f"## {number}\n\nWords.\n\n" for number in range(51)))
    answer = aisha.post(address, {"target": "lesson:", "title": "Many"})
    assert answer.status_code == 422
    assert "The lesson would have 51 blocks; it may have 50." in answer.content.decode()
    assert not desk.draft.files.filter(path__startswith="lessons/many/").exists()


def test_another_course_does_not_find_it(aisha: Client, desk: Desk):
    aisha.post("/authoring/new/", {"title": "Other", "language": "en"})
    address = bring(aisha)
    assert aisha.get(address.replace("/small/", "/other/")).status_code == 404


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("# Words\n\nSome.\n", True),
        ("---\nlayout: x\n---\n# Words\n", False),
        ("---\ntitle: Rates\n---\n# Words\n", True),
    ],
)
def test_either_there_is_something_to_mend_or_nothing(aisha: Client, desk: Desk, text: str, is_whole: bool):
    page = aisha.get(bring(aisha, text)).content.decode()
    assert ("nothing to mend" in page, "To be mended" in page) == (is_whole, not is_whole)
