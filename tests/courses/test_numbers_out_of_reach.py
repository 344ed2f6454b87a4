"""Numbers of any length and of any figures, and keys of any length, are refused where an unknown value would be."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.content.whole import part_of, whole
from courses.models import CommentThread, Draft
from tests.conftest import Company
from tests.courses.forms_on_pages import fields_on

NUMBERS = ["9" * 5000, "9" * 4000, "99999999999", "²", "٣", "-1", "1.5", ""]
FILE = "/authoring/small/edit/file/"
QUIZ, TEXT = "lessons/quiz/check.quiz.yaml", "lessons/read-1/intro.en.md"
PLACES = ["f.questions.%s", "f.questions.%s.choices.0", "f.questions.0.choices.%s"]


@pytest.mark.parametrize("said", NUMBERS)
def test_a_whole_number_is_one_that_a_database_can_hold(said: str):
    assert whole(said) is None
    assert part_of([1, 2], said) is None


def test_numbers_that_are_there_are_read():
    assert [whole(said) for said in ("0", "07", "999999999")] == [0, 7, 999_999_999]
    assert [part_of([1, 2], said) for said in ("1", "2")] == [1, None]
    assert [part_of(parts, "0") for parts in ("text", None, {"a": 1})] == [None, None, 0]


@pytest.mark.parametrize("number", NUMBERS)
def test_no_version_that_is_said_breaks_an_editor(aisha: Client, here: Draft, number: str):
    text = {"path": TEXT, "text": "Other words.\n"}
    asked: dict[str, Callable[[], object]] = {
        "base": lambda: aisha.post(f"{FILE}save/", {**text, "base": number}),
        "aside": lambda: aisha.post(f"{FILE}save/", {**text, "base": "1", "aside": number}),
        "take": lambda: aisha.post(
            "/authoring/small/edit/linked/take/", {"path": QUIZ, "version": number, "base": number}
        ),
        "restore": lambda: aisha.post(f"{FILE}restore/", {"path": TEXT, "version": number}),
        "history": lambda: aisha.get(f"{FILE}history/", {"path": TEXT, "from": number, "to": number}),
        "after": lambda: aisha.get("/authoring/small/edit/lessons/read-1/", {"after": number}),
        "line": lambda: aisha.get(FILE, {"path": QUIZ, "line": number}),
        "undo": lambda: aisha.get(FILE, {"path": QUIZ, "undo": f"{number} f.questions.0"}),
    }
    codes = {name: ask().status_code for name, ask in asked.items()}  # type: ignore[attr-defined]
    assert {code for code in codes.values() if code >= 500} == set(), codes
    assert codes["restore"] == 404


@pytest.mark.parametrize("number", NUMBERS[:5])
@pytest.mark.parametrize("act", ["up", "down", "remove", "alike", "to"])
def test_no_place_that_is_said_breaks_a_form(aisha: Client, here: Draft, act: str, number: str):
    sent = fields_on(aisha.get(FILE, {"path": QUIZ}).content.decode())
    places = ["f.questions.0 %s"] if act == "to" else PLACES
    for place in places:
        told = {**sent, "change": [f"{act} {place % number}"]}
        answers = [
            aisha.post(f"{FILE}change/", told),
            aisha.post(f"{FILE}change/", {**told, "base": [number]}),
            aisha.post("/authoring/paths/new/", {"change": f"{act} f.stages.{number}"}),
        ]
        assert max(answer.status_code for answer in answers) < 500
    assert here.files.get(path=QUIZ).version == 1


@pytest.mark.parametrize("part", ["block", "lesson", "kind", "question"])
def test_a_comment_on_a_place_that_cannot_be_is_refused(aisha: Client, here: Draft, part: str):
    answer = aisha.post("/authoring/small/comments/", {"comment": "Why?", part: "x" * 100})
    assert answer.status_code == 409
    assert not CommentThread.objects.exists()


def test_a_comment_on_a_question_whose_key_is_too_long_is_refused(
    aisha: Client, here: Draft, company: Company
):
    file = here.files.get(path=QUIZ)
    key = "x" * 100
    file.text = (file.text or "").replace("key: loss", f"key: {key}", 1)
    file.save()
    place = {"lesson": "quiz", "kind": "quiz", "block": "check", "question": key}
    assert aisha.post("/authoring/small/comments/", {"comment": "Why?", **place}).status_code == 409
