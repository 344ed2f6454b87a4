"""Every question that Aisha begins has a name of its own in the course, which she may change until it is published."""

import pytest
from django.test import Client

from courses.content import located_yaml
from courses.content.drafts.keys import question_keys
from courses.drafts.drafting import check_draft, save_file, texts_of
from courses.models import Draft
from tests.conftest import Company
from tests.courses.forms_on_pages import fields_on

EDIT = "/authoring/small/edit/"
QUIZ, BANK = "lessons/read-1/mine.quiz.yaml", "banks/pool.bank.yaml"


def begin(client: Client, do: str, **asked: str) -> None:
    assert client.post(f"{EDIT}structure/", {"do": do, "lesson": "read-1", **asked}).status_code == 302


def keys_in(here: Draft, path: str) -> list[str]:
    data = located_yaml.load(here.files.get(path=path).text or "").data
    return [question["key"] for question in data.get("questions") or [data["question"]]]


def add(client: Client, path: str, kind: str) -> None:
    sent = fields_on(client.get(f"{EDIT}file/?path={path}").content.decode())
    client.post(f"{EDIT}file/change/", {**sent, "change": [f"add f.questions {kind}"]})


@pytest.fixture
def begun(aisha: Client, here: Draft) -> Draft:
    """A quiz, a check and a bank that were begun in the browser, and one more question in quiz and bank."""
    begin(aisha, "add-block", kind="quiz", title="Mine")
    begin(aisha, "add-block", kind="check", title="Between")
    begin(aisha, "begin-bank", title="Pool")
    add(aisha, QUIZ, "single")
    add(aisha, BANK, "single")
    return here


def test_whatever_is_begun_in_the_browser_has_a_name_of_its_own(begun: Draft):
    check = "lessons/read-1/between.check.yaml"
    named = [key for path in (QUIZ, check, BANK) for key in keys_in(begun, path)]
    assert named == ["first", "single", "first-2", "pool-first", "pool-single"]
    assert set(named) < question_keys(texts_of(begun))


def test_a_quiz_may_draw_from_a_bank_that_was_begun_beside_it(aisha: Client, begun: Draft):
    sent = fields_on(aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode())
    aisha.post(f"{EDIT}file/change/", {**sent, "change": ["add f.draw"]})
    sent = fields_on(aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode())
    aisha.post(f"{EDIT}file/save/", {**sent, "f.draw.0.bank": ["pool"], "f.draw.0.count": ["2"]})
    assert [p.message for p in check_draft(begun).problems if p.severity == "error"] == []


def test_the_name_is_shown_and_changed_until_the_question_is_published(aisha: Client, begun: Draft):
    page = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert 'type="text" name="f.questions.0.key" value="first"' in page
    sent = {**fields_on(page), "f.questions.0.key": ["what-falls"]}
    aisha.post(f"{EDIT}file/save/", sent)
    assert keys_in(begun, QUIZ) == ["what-falls", "single"]
    published = aisha.get(f"{EDIT}file/?path=lessons/quiz/check.quiz.yaml").content.decode()
    assert 'type="hidden" name="f.questions.0.key"' in published
    assert "the question was published" in published


def test_the_check_names_both_questions_of_one_name_and_leads_to_them(
    aisha: Client, company: Company, begun: Draft
):
    for path, prompt in ((QUIZ, "Does the loss fall?"), (BANK, "Does it rise?")):
        file = begun.files.get(path=path)
        text = (file.text or "").replace("pool-first", "first").replace("…", prompt)
        more = "draw:\n  - bank: pool\n    count: 1\n" if path == QUIZ else ""
        save_file(by=company.aisha, file=file, text=text + more, base=file.version)
    page = aisha.get(f"{EDIT}?check=1").content.decode()
    assert "“Does the loss fall?” and “Does it rise?”" in page
    assert f"?path={QUIZ}&amp;line=" in page
    assert f"?path={BANK}&amp;line=" in page
