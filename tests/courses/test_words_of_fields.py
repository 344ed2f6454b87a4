"""What is to be mended is told in the words of the form that Aisha has before her, not in those of its file."""

import pytest
from django.test import Client

from courses.drafts.drafting import save_file
from courses.models import Draft
from people.models import User
from tests.conftest import ROOT, Company

QUIZ = "lessons/quiz/check.quiz.yaml"
EDIT = "/authoring/small/edit/"


@pytest.fixture
def line(company: Company, here: Draft) -> int:
    """The line of a share that is too large."""
    file = here.files.get(path=QUIZ)
    text = f"{file.text}pass: 60\n"
    save_file(by=company.aisha, file=file, text=text, base=1)
    return next(at for at, said in enumerate(text.splitlines(), start=1) if said == "pass: 60")


def test_a_field_is_called_by_its_label_wherever_its_mistake_is_told(aisha: Client, line: int):
    words = "“Share of the points that passes” must be at most 1."
    for address in (f"{EDIT}?check=1", f"{EDIT}file/?path={QUIZ}", f"{EDIT}file/?path={QUIZ}&line={line}"):
        page = aisha.get(address).content.decode()
        assert words in page
        assert "“pass”" not in page
    at_field = aisha.get(f"{EDIT}file/?path={QUIZ}&line={line}").content.decode()
    assert at_field.partition('id="note-f.pass"')[2].partition("</ul>")[0].count(words) == 1


def test_the_label_is_in_the_readers_language(aisha: Client, company: Company, line: int):
    User.objects.filter(pk=company.aisha.pk).update(language="zh-hans")
    page = aisha.get(f"{EDIT}file/?path={QUIZ}&line={line}").content.decode()
    assert "“及格所需得分比例”" in page
    assert "1.0" not in page.partition("note-f.pass")[2].partition("</ul>")[0]


def test_the_source_is_told_in_its_own_words(aisha: Client, line: int):
    page = aisha.get(f"{EDIT}file/?path={QUIZ}&source=1").content.decode()
    assert "“pass” must be at most 1" in page


def test_what_is_not_written_yet_is_called_by_its_label(aisha: Client, company: Company, here: Draft):
    begun = {"do": "add-block", "lesson": "read-1", "kind": "quiz", "title": "New one"}
    aisha.post(f"{EDIT}structure/", begun)
    assert "“Question” is not written yet" in aisha.get(f"{EDIT}?check=1").content.decode()
    User.objects.filter(pk=company.aisha.pk).update(language="zh-hans")
    page = aisha.get(f"{EDIT}?check=1").content.decode()
    assert "“题目”" in page
    assert "“prompt”" not in page


def test_so_is_what_a_new_lesson_lacks(aisha: Client, here: Draft):
    aisha.post(f"{EDIT}structure/", {"do": "add-lesson", "title": "Next"})
    page = aisha.get(f"{EDIT}?check=1").content.decode()
    assert "“Summary” is not written yet" in page
    assert "“summary”" not in page


def test_a_rule_about_two_fields_names_both_by_their_labels(aisha: Client, company: Company, here: Draft):
    file = here.files.get(path=QUIZ)
    text = f"{file.text}feedback: after-close\n"
    save_file(by=company.aisha, file=file, text=text, base=1)
    page = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert "say when the quiz “Closes”." in page


def test_a_revision_is_called_the_same_everywhere_in_chinese():
    assert "修订版" not in (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
