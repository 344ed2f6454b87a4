"""Two authors begin the same in the same quiz at the same moment: each gets a part of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.content import located_yaml
from courses.models import Draft, DraftSave
from tests.conftest import Company
from tests.courses.forms_on_pages import Sent, fields_on

EDIT = "/authoring/small/edit/"
QUIZ = "lessons/quiz/check.quiz.yaml"
pytestmark = pytest.mark.django_db


def page_of(client: Client) -> Sent:
    return fields_on(client.get(f"{EDIT}file/?path={QUIZ}").content.decode())


def questions_in(draft: Draft) -> list[dict[str, Any]]:
    data = located_yaml.load(draft.files.get(path=QUIZ).text or "").data
    return list(data["questions"])


def keys_in(draft: Draft) -> list[str]:
    return [question["key"] for question in questions_in(draft)]


@pytest.fixture
def dana(company: Company) -> Client:
    client = Client()
    client.force_login(company.dana)
    return client


@pytest.fixture
def both_add(aisha: Client, dana: Client) -> Callable[[str], list[str]]:
    """Both open the page, then both press the button; where each of them is led."""

    def add(what: str) -> list[str]:
        pages = [(client, page_of(client)) for client in (aisha, dana)]
        sent = [client.post(f"{EDIT}file/change/", {**page, "change": [what]}) for client, page in pages]
        return [answer.headers["Location"].partition("#")[2] for answer in sent]

    return add


def test_two_authors_who_add_a_question_get_two(
    both_add: Callable[[str], list[str]], aisha: Client, dana: Client, here: Draft
):
    before = keys_in(here)
    assert both_add("add f.questions single") == ["f.questions.3", "f.questions.4"]
    assert keys_in(here) == [*before, "single", "single-2"]
    for client, place, words in ((aisha, 3, "Hers?"), (dana, 4, "Dana's?")):
        client.post(f"{EDIT}file/save/", {**page_of(client), f"f.questions.{place}.prompt.en": [words]})
    assert [question["prompt"]["en"] for question in questions_in(here)][3:] == ["Hers?", "Dana's?"]
    assert not DraftSave.objects.filter(version=None).exists()


def test_two_authors_who_add_a_choice_to_one_question_get_two(
    both_add: Callable[[str], list[str]], here: Draft
):
    place = next(at for at, one in enumerate(questions_in(here)) if one["kind"] == "multiple")
    before = [choice["key"] for choice in questions_in(here)[place]["choices"]]
    both_add(f"add f.questions.{place}.choices")
    now = [choice["key"] for choice in questions_in(here)[place]["choices"]]
    assert (now[: len(before)], len(now), len(set(now))) == (before, len(before) + 2, len(before) + 2)


def test_a_question_that_was_put_before_it_meanwhile_does_not_take_its_choice(
    aisha: Client, dana: Client, here: Draft
):
    pages = [page_of(aisha), page_of(dana)]
    place = next(at for at, one in enumerate(questions_in(here)) if one["kind"] == "multiple")
    key = questions_in(here)[place]["key"]
    aisha.post(f"{EDIT}file/change/", {**pages[0], "change": ["remove f.questions.0"]})
    answer = dana.post(f"{EDIT}file/change/", {**pages[1], "change": [f"add f.questions.{place}.choices"]})
    now = keys_in(here).index(key)
    choices = questions_in(here)[now]["choices"]
    assert answer.headers["Location"].endswith(f"#f.questions.{now}.choices.{len(choices) - 1}")


def test_two_questions_begun_in_two_quizzes_at_once_have_two_names(aisha: Client, dana: Client, here: Draft):
    for title in ("One", "Two"):
        begun = {"do": "add-block", "lesson": "read-1", "kind": "quiz", "title": title}
        aisha.post(f"{EDIT}structure/", begun)
    paths = ["lessons/read-1/one.quiz.yaml", "lessons/read-1/two.quiz.yaml"]
    clients = zip((aisha, dana), paths, strict=True)
    pages = [(one, fields_on(one.get(f"{EDIT}file/?path={path}").content.decode())) for one, path in clients]
    for client, page in pages:
        client.post(f"{EDIT}file/change/", {**page, "change": ["add f.questions single"]})
    held = [located_yaml.load(here.files.get(path=path).text or "").data["questions"] for path in paths]
    assert [questions[-1]["key"] for questions in held] == ["single", "single-2"]


def test_a_button_that_one_author_pressed_twice_begins_one(aisha: Client, here: Draft):
    page = page_of(aisha)
    for _twice in range(2):
        aisha.post(f"{EDIT}file/change/", {**page, "change": ["add f.questions single"]})
    assert keys_in(here)[3:] == ["single"]
