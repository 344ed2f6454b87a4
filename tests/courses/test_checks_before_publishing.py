"""What the check of a draft says before anything is published, and the way to each place."""

import io
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.test import Client

from courses.drafts.drafting import check_draft, write_files
from courses.models import Course, Revision
from tests.courses.conftest import Publish
from tests.courses.deskwork import INTRO, QUIZ, Desk
from tests.courses.folders import course_folder

EDIT = "/authoring/small/edit/"


def said(desk: Desk) -> list[tuple[str, int, str, str]]:
    return [(p.path, p.line, p.severity, p.message) for p in check_draft(desk.draft).problems]


def test_a_dead_link_is_told_with_the_way_to_its_place(aisha: Client, desk: Desk):
    desk.write("## Intro\n\nSee [it](../gone-away/) and [dead](/nowhere/).\n")
    page = aisha.get(f"{EDIT}?check=1").content.decode()
    assert f'href="/authoring/small/edit/file/?path={INTRO}&amp;line=3"' in page
    assert "“../gone-away/” leads nowhere: there is no such lesson in this course." in page
    assert "“/nowhere/” leads nowhere: this site has no such page." in page
    typing = aisha.post(
        f"{EDIT}file/preview/", {"path": INTRO, "text": "[dead](/nowhere/)\n"}
    ).content.decode()
    assert "“/nowhere/” leads nowhere: this site has no such page." in typing


def test_a_quiz_that_is_looked_at_alone_knows_the_other_lessons(aisha: Client, desk: Desk):
    text = (desk.file(QUIZ).text or "").replace("How many steps?", "How many [steps](../read-1/#text-intro)?")
    shown = aisha.post(f"{EDIT}file/preview/", {"path": QUIZ, "text": text}).content.decode()
    assert "leads nowhere" not in shown
    assert "no place" not in shown
    text = text.replace("../read-1/", "../gone-away/")
    shown = aisha.post(f"{EDIT}file/preview/", {"path": QUIZ, "text": text}).content.decode()
    assert "“../gone-away/#text-intro” leads nowhere" in shown


def test_pages_outside_the_course_are_looked_up(desk: Desk, publish: Publish):
    Course.objects.create(key="begun")
    links = {
        "/courses/small/quiz/": "",
        "/courses/begun/": "no such page",
        "/bookmarks/": "",
        "/bookmarks": "",
        "/assets/abc/x.pdf": "no such page",
        "/team/?x=1": "",
    }
    for href, why in links.items():
        desk.write(f"[a]({href})\n")
        told = [message for *_place, message in said(desk)]
        assert (len(told), why in "".join(told)) == (bool(why), True), href


def test_a_lesson_behind_a_course_that_nobody_can_take_is_told(desk: Desk, draft: Publish):
    other = Course.objects.create(key="other")
    first = Revision.objects.get(course__key="small")
    first.pk, first.public_id, first.course = None, uuid.uuid4(), other
    first.save()
    Course.objects.filter(pk=other.pk).update(published=first)
    text = desk.file("course.yaml").text or ""
    desk.write(f"{text}needs:\n  - {{course: other}}\n", "course.yaml")
    line = len(text.splitlines()) + 2
    assert said(desk) == []
    Course.objects.filter(pk=other.pk).update(archived_at=Now())
    assert [(place, at, how) for place, at, how, _why in said(desk)] == [("course.yaml", line, "warning")]
    assert "is archived: nobody new can take it" in said(desk)[0][3]
    Revision.objects.filter(pk=first.pk).update(shared=True)
    assert "a shared course, which nobody takes" in said(desk)[0][3]


def test_a_quiz_that_has_closed_is_told(desk: Desk):
    text = desk.file(QUIZ).text or ""
    year = datetime.now(UTC).year
    desk.write(f"{text}closes: {year + 30}-01-01T09:00+01:00\n", QUIZ)
    assert said(desk) == []
    desk.write(f"{text}closes: 2020-01-01T09:00+01:00\n", QUIZ)
    words = "This quiz closed on 2020-01-01 09:00 +0100: who begins now can never complete the lesson."
    assert said(desk) == [(QUIZ, len(text.splitlines()) + 1, "warning", words)]


def test_a_lesson_in_no_list_is_shown_and_can_be_listed_or_removed(aisha: Client, desk: Desk):
    lost = {"lessons/lost/lesson.yaml": "title: {en: Lost}\n", "lessons/lost/a.en.md": "Words.\n"}
    write_files(desk.draft, lost, by=desk.company.aisha)
    page = aisha.get(f"{EDIT}?check=1").content.decode()
    assert "This lesson is not listed in course.yaml. List it or remove it." in page
    assert "?path=lessons/lost/lesson.yaml&amp;line=1" in page
    assert "In no list: learners never see these lessons" in page
    aisha.post(f"{EDIT}structure/", {"do": "list-lesson", "lesson": "lost"})
    assert "lost" in (desk.file("course.yaml").text or "")
    again = aisha.post(f"{EDIT}structure/", {"do": "list-lesson", "lesson": "lost"})
    assert again.status_code == 409
    desk.write(desk.file("course.yaml").saves.get(version=1).text or "", "course.yaml")
    aisha.post(f"{EDIT}structure/", {"do": "drop-lesson", "lesson": "lost"})
    assert not desk.draft.files.present().filter(path__startswith="lessons/lost/").exists()


def test_the_command_line_checks_without_importing(db: None, tmp_path: Path):
    folder = course_folder(tmp_path)
    out, err = io.StringIO(), io.StringIO()
    call_command("import_course", str(folder), "--check", stdout=out)
    assert "can be imported." in out.getvalue()
    text = folder / "lessons/read-1/intro.en.md"
    text.write_text("[dead](../gone-away/)\n", "utf-8")
    with pytest.raises(CommandError, match="Mend the errors above"):
        call_command("import_course", str(folder), "--check", stderr=err)
    (folder / "assets").mkdir()
    (folder / "assets/fake.png").write_text("no picture")
    with pytest.raises(CommandError):
        call_command("import_course", str(folder), "--check", stderr=err)
    assert f"{text}:1: error: “../gone-away/” leads nowhere" in err.getvalue()
    assert f"{folder}/assets/fake.png:1: warning: Nothing in the course uses this file." in err.getvalue()
    assert err.getvalue().endswith("1 error, 2 warnings.\n")
    text.write_text("Words.\n", "utf-8")
    call_command("import_course", str(folder), "--check", stdout=out, stderr=err)
    assert err.getvalue().endswith("0 errors, 2 warnings.\n"), "which stop nothing"
    assert not Course.objects.exists()
