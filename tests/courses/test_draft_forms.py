"""Aisha fills in a quiz: the form shows all of it, and what she types becomes the file."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from courses.drafting import check_draft, open_draft, save_file
from courses.models import Draft, DraftFile
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.forms_on_pages import fields_on

QUIZ = "lessons/quiz/check.quiz.yaml"


@pytest.fixture
def here(company: Company, publish: Publish) -> Draft:
    return open_draft(by=company.aisha, course=publish().course)


@pytest.fixture
def aisha(client: Client, company: Company) -> Client:
    client.force_login(company.aisha)
    return client


def file_of(draft: Draft, path: str) -> DraftFile:
    return draft.files.get(path=path)


def test_a_quiz_is_filled_in_without_seeing_its_source(aisha: Client, here: Draft):
    page = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    assert "<textarea name='text'" not in page
    assert '<span lang="en">English</span>' in page
    assert '<span lang="zh-hans">简体中文</span>' in page
    sent = fields_on(page)
    aisha.post("/authoring/small/edit/file/save/", sent)
    assert file_of(here, QUIZ).version == 1, "nothing was changed, so nothing is written"
    sent["f.questions.0.prompt.en"] = ["What does it *do*?"]
    sent["f.tries"] = ["3"]
    aisha.post("/authoring/small/edit/file/save/", sent)
    course = check_draft(here).course
    assert course is not None
    quiz = course.lessons[-1].blocks[-1].quiz  # type: ignore[union-attr]
    assert (quiz.tries, quiz.questions[0].prompt.texts["en"]) == (3, "What does it *do*?")
    assert len(quiz.questions) == 3


def test_a_question_is_added_moved_and_removed_with_what_was_typed(aisha: Client, here: Draft):
    def change(asked: str, **typed: str) -> str:
        sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode())
        told = {**sent, **{name: [value] for name, value in typed.items()}, "change": [asked]}
        return aisha.post("/authoring/small/edit/file/change/", told).headers["Location"]

    assert change("add f.questions match", **{"f.title.en": "Renamed"}).endswith("#f.questions.3")
    assert change("up f.questions.3").endswith("#f.questions.2")
    change("remove f.questions.0")
    course = check_draft(here).course
    assert course is not None
    quiz = course.lessons[-1].blocks[-1].quiz  # type: ignore[union-attr]
    assert [question.kind for question in quiz.questions] == ["multiple", "match", "number"]
    assert quiz.title.texts["en"] == "Renamed"


def test_a_form_that_changed_something_gone_is_told_so(aisha: Client, here: Draft):
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode())
    for asked in ("remove f.questions.99", "explode", "", "add f.title single", "up f.questions.x.y"):
        answer = aisha.post("/authoring/small/edit/file/change/", {**sent, "change": [asked]})
        assert answer.status_code == 409, asked
    assert file_of(here, QUIZ).version == 1


def test_a_file_that_a_form_cannot_show_is_edited_as_source(aisha: Client, company: Company, here: Draft):
    quiz = file_of(here, QUIZ)
    save_file(by=company.aisha, file=quiz, text=f"{quiz.text}surprise: 1\n", base=1)
    page = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    assert "surprise: 1" in page
    assert "cannot show" in page


def test_a_page_saves_its_form_as_one_text(aisha: Client, here: Draft):
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode())
    fields = {name: values for name, values in sent.items() if name.startswith("f.")}
    form = urlencode({**fields, "f.pass": ["0.9"]}, doseq=True)
    told = aisha.post(
        "/authoring/small/edit/file/save/",
        {"path": QUIZ, "base": 1, "is_form": 1, "form": form},
        headers={"accept": "application/json"},
    )
    assert (told.status_code, told.json()["version"]) == (200, 2)
    assert "pass: 0.9" in (file_of(here, QUIZ).text or "")
