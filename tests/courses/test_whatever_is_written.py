"""Whatever somebody writes into the files of a draft, the editor opens, so that it can be mended."""

import pytest
from django.test import Client

from courses.models import Draft

EDIT = "/authoring/small/edit/"


@pytest.mark.parametrize("name", ["Read 1", "第一课", "a/b", "{a: b}", "''"])
def test_the_editor_opens(aisha: Client, here: Draft, name: str):
    before = (here.files.get(path="course.yaml").text or "").partition("lessons:")[0]
    sent = {"path": "course.yaml", "base": "1", "text": f"{before}lessons: [quiz, {name}]\n"}
    assert aisha.post(f"{EDIT}file/save/", sent).status_code == 302
    for page in ("", "lessons/quiz/", "file/?path=course.yaml", "translate/zh-hans/"):
        assert aisha.get(f"{EDIT}{page}").status_code == 200, page
    assert aisha.get("/authoring/small/comments/").status_code == 200
    assert "path=course.yaml&amp;line=" in aisha.get(f"{EDIT}?check=1").content.decode()
    assert aisha.post(f"{EDIT}structure/", {"do": "add-lesson", "title": "New"}).status_code == 302


@pytest.mark.parametrize("code", ["zh hans", "中文", "{a: b}", "''"])
def test_the_editor_opens_where_a_language_is_none(aisha: Client, here: Draft, code: str):
    text = here.files.get(path="course.yaml").text or ""
    listed = next(line for line in text.splitlines() if line.startswith("languages:"))
    sent = {"path": "course.yaml", "base": "1", "text": text.replace(listed, f"languages: [en, {code}]")}
    assert aisha.post(f"{EDIT}file/save/", sent).status_code == 302
    assert aisha.post(f"{EDIT}file/preview/", sent).status_code == 200
    for page in (
        "",
        "?check=1",
        "lessons/quiz/",
        "file/?path=course.yaml",
        "file/?path=lessons/read-1/intro.en.md",
    ):
        assert aisha.get(f"{EDIT}{page}").status_code == 200, page
    assert aisha.get("/authoring/small/people/").status_code == 200


@pytest.mark.parametrize(
    ("path", "line"), [("lessons/quiz/lesson.yaml", "blocks: 1"), ("lessons/quiz/check.quiz.yaml", "draw: 3")]
)
def test_the_editor_opens_where_a_number_stands_for_a_list(aisha: Client, here: Draft, path: str, line: str):
    aisha.post(f"{EDIT}structure/", {"do": "begin-bank", "title": "Basics"})
    name = line.partition(":")[0]
    kept = (here.files.get(path=path).text or "").partition(f"{name}:")[0]
    sent = {"path": path, "base": "1", "text": f"{kept}{line}\n"}
    assert aisha.post(f"{EDIT}file/save/", sent).status_code == 302
    for page in ("", "?check=1", "lessons/quiz/", f"file/?path={path}", "file/?path=banks/basics.bank.yaml"):
        assert aisha.get(f"{EDIT}{page}").status_code == 200, page
