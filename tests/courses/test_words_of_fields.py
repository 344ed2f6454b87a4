"""What is to be mended is told in the words of the form that Aisha has before her, not in those of its file."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pydantic import BaseModel

from courses.content.forms.fields import Field, fields_of
from courses.content.forms.shapes import Fixed, Group, Items, Kinded, Option
from courses.content.widgets import KINDS as WIDGETS
from courses.drafts import form_words
from courses.drafts.drafting import save_file, write_files
from courses.drafts.file_forms import MODELS
from courses.models import Draft
from people.models import User
from tests.conftest import ROOT, Company
from tests.courses.folders import quiz, written

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


def test_so_is_a_moment_that_no_clock_reckons(aisha: Client, company: Company, here: Draft):
    file = here.files.get(path=QUIZ)
    text = f"{file.text}closes: 9999-12-31T23:59-05:00\npenalty: 1e-200\n"
    save_file(by=company.aisha, file=file, text=text, base=1)
    for address in (f"{EDIT}?check=1", f"{EDIT}file/?path={QUIZ}", "/authoring/small/"):
        answer = aisha.get(address)
        assert answer.status_code == 200
    page = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert "“Closes” must be in a year from 2000 to 8999." in page
    assert "“Share of the points that a wrong answer costs” must be at least 0.01." in page


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
    assert 'href="/authoring/small/edit/lessons/next/?language=en#about-summary"' in page
    lesson = aisha.get(f"{EDIT}lessons/next/?language=en").content.decode()
    assert 'id="about-summary"' in lesson


def test_a_rule_about_two_fields_names_both_by_their_labels(aisha: Client, company: Company, here: Draft):
    file = here.files.get(path=QUIZ)
    text = f"{file.text}feedback: after-close\n"
    save_file(by=company.aisha, file=file, text=text, base=1)
    page = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert "say when the quiz “Closes”." in page


def test_a_kind_of_question_is_called_as_its_form_calls_it(aisha: Client, company: Company, here: Draft):
    file = here.files.get(path=QUIZ)
    asked = quiz()
    asked["questions"][0]["choices"][1]["correct"] = True
    save_file(by=company.aisha, file=file, text=written(asked), base=1)
    told = "Question “What does the loss do?” has several right answers. Keep one, or ask it as “{}”."
    for address in (f"{EDIT}?check=1", f"{EDIT}file/?path={QUIZ}"):
        assert told.format("Several choices") in aisha.get(address).content.decode()
    form = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert form.count("Ask it as “Several choices”</button>") == 1
    assert told.format("multiple") in aisha.get(f"{EDIT}file/?path={QUIZ}&source=1").content.decode()
    User.objects.filter(pk=company.aisha.pk).update(language="zh-hans")
    page = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert "或改成“多选”" in page


def test_a_revision_is_called_the_same_everywhere_in_chinese():
    assert "修订版" not in (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()


def fields_below(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[Field]:
    if model in seen:
        return
    seen.add(model)
    for field in fields_of(model):
        yield field
        shape = field.shape
        inner = shape.models.values() if isinstance(shape, Items | Kinded) else ()
        for below in (shape.model,) if isinstance(shape, Group) else inner:
            yield from fields_below(below, seen)


def test_what_is_chosen_has_a_name_in_every_form():
    """Labs have forms of their own, and a question is called by its kind."""
    models = [model for kind, model in {**MODELS, **WIDGETS}.items() if kind != "lab"]
    seen: set[type[BaseModel]] = set()
    shown = [field for model in models for field in fields_below(model, seen) if not field.is_unseen]
    named = {*form_words.FIELDS, *form_words.CHOSEN, "key", "question"}
    assert {field.name for field in shown if not isinstance(field.shape, Fixed)} <= named
    options = [(field.name, field.shape.options) for field in shown if isinstance(field.shape, Option)]
    chosen = {
        (name, str(one).lower() if isinstance(one, bool) else one) for name, many in options for one in many
    }
    assert chosen <= set(form_words.OPTIONS)
    assert len(chosen) > 20


def test_a_list_of_resources_is_chosen_from_in_the_readers_language(
    aisha: Client, company: Company, here: Draft
):
    item = "- title: {en: A paper}\n  url: https://example.org/\n  kind: paper\n  level: beginner\n  why: {en: Short}\n"
    path = "lessons/read-1/more.resources.yaml"
    lesson = (here.files.get(path="lessons/read-1/lesson.yaml").text or "") + "  - resources: more\n"
    write_files(here, {path: f"items:\n{item}", "lessons/read-1/lesson.yaml": lesson}, by=company.aisha)
    User.objects.filter(pk=company.aisha.pk).update(language="zh-hans")
    page = aisha.get(f"{EDIT}file/?path={path}").content.decode()
    for words in ("适合谁", "适合初学者", "论文", "<h1>A paper"):
        assert words in page


def test_what_is_forgiven_is_said_beside_its_tick(aisha: Client, company: Company, here: Draft):
    file = here.files.get(path=QUIZ)
    asked = {"key": "t", "kind": "text", "prompt": {"en": "?"}, "accept": [{"text": {"en": "loss"}}]}
    text = written({**quiz(), "questions": [asked]})
    save_file(by=company.aisha, file=file, text=text, base=1)
    page = aisha.get(f"{EDIT}file/?path={QUIZ}").content.decode()
    assert "answers of fewer than five letters forgive none" in page
