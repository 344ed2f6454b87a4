"""The form of a question asks in the order in which people think, and shows what its author has to know."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from courses.content.drafts.texts import data_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import save_file
from courses.models import Draft
from tests.conftest import Company
from tests.courses.forms_on_pages import fields_on

EDIT = "/authoring/small/edit/"
QUIZ = "lessons/quiz/check.quiz.yaml"


@pytest.fixture
def quiz(aisha: Client, here: Draft) -> str:
    """The page of a quiz that is filled in."""
    return f"{EDIT}file/?path={QUIZ}"


def add(aisha: Client, quiz: str, kind: str) -> str:
    sent = fields_on(aisha.get(quiz).content.decode()) | {"change": [f"add f.questions {kind}"]}
    aisha.post(f"{EDIT}file/change/", sent)
    return unescape(aisha.get(quiz).content.decode())


def places(page: str, *fields: str) -> list[int]:
    return [page.index(f'"f.questions.3.{field}') for field in fields]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("number", ["prompt", "answer", "tolerance", "unit", "feedback"]),
        ("calculated", ["prompt", "variables", "answer", "tolerance", "unit", "feedback"]),
        ("match", ["prompt", "targets", "items", "feedback"]),
    ],
)
def test_fields_come_in_the_order_of_thinking(aisha: Client, quiz: str, kind: str, fields: list[str]):
    told = places(add(aisha, quiz, kind), *fields)
    assert told == sorted(told)


def test_a_gap_says_what_is_to_be_written_where_it_is_to_be(aisha: Client, quiz: str):
    page = add(aisha, quiz, "cloze")
    assert "<code>{{a}}</code>" in page
    assert "Write {{a}} into the question where this gap is to be." in page


def test_a_button_that_adds_an_answer_reads_well(aisha: Client, quiz: str):
    assert "Add an accepted answer" in add(aisha, quiz, "text")


def test_a_decimal_comma_is_told_how_to_be_written(aisha: Client, quiz: str):
    sent = fields_on(aisha.get(quiz).content.decode()) | {"f.questions.2.answer": ["12,5"]}
    aisha.post(f"{EDIT}file/save/", sent)
    page = unescape(aisha.get(quiz).content.decode())
    assert "“Right answer”: decimals are written with a point. Write 12.5." in page
    assert 'data-field="f.questions.2.answer"' in page


def test_several_right_answers_of_one_choice_lead_to_the_other_kind(aisha: Client, quiz: str):
    sent = fields_on(aisha.get(quiz).content.decode()) | {"f.questions.0.choices.1.correct": ["on"]}
    aisha.post(f"{EDIT}file/save/", sent)
    page = unescape(aisha.get(quiz).content.decode())
    assert "has several right answers. Keep one, or ask it as “Several choices”." in page


def test_the_question_of_a_check_has_no_points_to_give(aisha: Client, company: Company, here: Draft):
    begun = {"do": "add-block", "lesson": "read-1", "kind": "check", "title": "Try"}
    aisha.post(f"{EDIT}structure/", begun)
    file = here.files.present().get(path__endswith="try.check.yaml")
    held: dict[str, Any] = data_of(file.text)
    held["question"] |= {"points": 3, "tags": ["loss"]}
    save_file(by=company.aisha, file=file, text=to_yaml(held), base=1)
    page = aisha.get(f"{EDIT}file/?path={file.path}").content.decode()
    for field in ("points", "tags", "difficulty"):
        assert re.search(rf'<input type="hidden" name="f.question.{field}"', page)
    aisha.post(f"{EDIT}file/save/", fields_on(page))
    assert here.files.get(path=file.path).version == 2, "what the file says of them stays"
