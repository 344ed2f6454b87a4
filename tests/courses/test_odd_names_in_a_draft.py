"""A name of a lesson that can be none is listed by the check; the editor opens all the same, so that it can be mended."""

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
