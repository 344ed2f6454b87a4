"""Aisha fills in a quiz: the form shows all of it, and what she types becomes the file."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from courses.content.drafts.texts import data_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import check_draft, save_file
from courses.drafts.kinds import kinds_to_begin
from courses.models import Draft, DraftFile, QuizAttempt
from tests.conftest import Company
from tests.courses.forms_on_pages import fields_on

QUIZ, LAB = "lessons/quiz/check.quiz.yaml", "lessons/read-1/sort.lab.yaml"


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


def test_a_form_of_many_questions_is_taken(aisha: Client, company: Company, here: Draft):
    """As a bank has that was filled from another system."""
    quiz = data_of(file_of(here, QUIZ).text or "")
    first = quiz["questions"][0]
    quiz["questions"] += [{**first, "key": f"q{number}"} for number in range(3, 80)]
    save_file(by=company.aisha, file=file_of(here, QUIZ), text=to_yaml(quiz), base=1)
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode())
    assert len(sent) > 2_000
    sent |= {"f.questions.79.prompt.en": ["The last one"]}
    assert aisha.post("/authoring/small/edit/file/save/", sent).status_code == 302
    assert data_of(file_of(here, QUIZ).text or "")["questions"][79]["prompt"]["en"] == "The last one"


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


def test_answers_are_tried_and_nothing_of_them_is_stored(aisha: Client, here: Draft):
    answers = {"tried": 1, "q.loss": "falls", "q.true": ["one", "two"], "q.steps": "1"}
    page = aisha.get("/authoring/small/edit/file/", {"path": QUIZ, **answers}).content.decode()
    assert "2 of 3 points" in page
    assert "This would pass" in page
    assert not QuizAttempt.objects.exists()
    page = aisha.get("/authoring/small/edit/file/", {"path": QUIZ, "tried": 1}).content.decode()
    assert "Answer a question to see its marks." in page
    assert "Not right." not in page


def test_each_answered_question_is_marked_and_the_others_are_left_alone(aisha: Client, here: Draft):
    answers = {"tried": 1, "q.loss": "falls", "q.steps": "many"}
    page = aisha.get("/authoring/small/edit/file/", {"path": QUIZ, **answers}).content.decode()
    loss, true, steps = (page.partition(f'id="look-{key}-whole"')[2] for key in ("loss", "true", "steps"))
    assert "Right." in loss.partition("</fieldset>")[0]
    assert "disabled" not in loss.partition("</fieldset>")[0], "it may be tried again"
    assert 'class="error"' not in true.partition("</fieldset>")[0]
    assert 'class="error"' in steps.partition("</fieldset>")[0], "what was begun is no number"
    assert "So far 1 of 1 point, for" in page


def test_answers_are_marked_by_what_is_typed_not_by_what_is_saved(aisha: Client, here: Draft):
    typed = (file_of(here, QUIZ).text or "").replace("73519.25", "12")
    answers = urlencode({"tried": 1, "q.loss": "rises", "q.true": "three", "q.steps": "12"})
    sent = {"path": QUIZ, "text": typed, "answers": answers}
    shown = aisha.post("/authoring/small/edit/file/preview/", sent).content.decode()
    assert "1 of 3 points" in shown


def test_a_mistake_elsewhere_hides_no_preview(aisha: Client, company: Company, here: Draft):
    other = file_of(here, "lessons/read-1/lesson.yaml")
    save_file(by=company.aisha, file=other, text="blocks: [", base=1)
    page = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    assert "What does the" in page


BEGUN = [kind for _group, kinds in kinds_to_begin() for kind, _label in kinds]
MEASURED_FIRST = "attention"
ASKS_FOR_MORE = (MEASURED_FIRST, "video")


def test_an_attention_widget_is_among_what_can_be_begun():
    assert MEASURED_FIRST in BEGUN


@pytest.mark.parametrize("kind", [kind for kind in BEGUN if kind not in ASKS_FOR_MORE])
def test_whatever_can_be_begun_is_filled_in_with_a_form_and_shown(aisha: Client, here: Draft, kind: str):
    begun = {"do": "add-block", "lesson": "read-1", "kind": kind, "title": "New one"}
    aisha.post("/authoring/small/edit/structure/", begun)
    assert check_draft(here).course is not None
    path = here.files.present().get(path__contains="/new-one.").path
    page = aisha.get(f"/authoring/small/edit/file/?path={path}").content.decode()
    if kind != "text":
        assert 'name="is_form"' in page
        assert "This file can be read" not in page, "shown as a learner will see it"
        assert aisha.post("/authoring/small/edit/file/save/", fields_on(page)).status_code == 302
        assert here.files.get(path=path).version == 1, "a form that is saved as it stands changes nothing"


def test_the_knobs_and_the_threshold_of_a_lab_are_filled_in(aisha: Client, here: Draft):
    begun = {"do": "add-block", "lesson": "read-1", "kind": "fine-tune", "title": "Sort"}
    aisha.post("/authoring/small/edit/structure/", begun)
    page = f"/authoring/small/edit/file/?path={LAB}"
    sent = fields_on(aisha.get(page).content.decode())
    told = {**sent, "f.grading.threshold": ["0.9"], "f.knobs.0.max": ["0.01"]}
    aisha.post("/authoring/small/edit/file/change/", {**told, "change": ["add f.knobs"]})
    sent = fields_on(aisha.get(page).content.decode())
    assert sent["f.knobs.2.="] == ["method"], "the first that is not there yet"
    aisha.post("/authoring/small/edit/file/save/", {**sent, "f.knobs.2.options": ["full, lora"]})
    course = check_draft(here).course
    assert course is not None
    lab = course.lessons[0].blocks[-1].lab  # type: ignore[union-attr]
    assert lab.grading == {"metric": "macro_f1", "threshold": 0.9, "tries": 3}
    assert lab.knobs["learning_rate"] == {"min": 0.00001, "max": 0.01}
    assert lab.knobs["method"] == {"options": ["full", "lora"]}


def test_two_parts_of_one_name_are_both_kept(aisha: Client, here: Draft):
    begun = {"do": "add-block", "lesson": "read-1", "kind": "fine-tune", "title": "Sort"}
    aisha.post("/authoring/small/edit/structure/", begun)
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={LAB}").content.decode())
    aisha.post("/authoring/small/edit/file/save/", {**sent, "f.knobs.1.=": ["learning_rate"]})
    text = file_of(here, LAB).text or ""
    assert "learning_rate:" in text
    assert "learning-rate:" in text


def test_a_check_is_asked_another_way_with_its_words(aisha: Client, here: Draft):
    begun = {"do": "add-block", "lesson": "read-1", "kind": "check", "title": "Once"}
    aisha.post("/authoring/small/edit/structure/", begun)
    path = "lessons/read-1/once.check.yaml"
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={path}").content.decode())
    told = {**sent, "f.question.prompt.en": ["Does it fall?"], "change": ["turn f.question single"]}
    aisha.post("/authoring/small/edit/file/change/", told)
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={path}").content.decode())
    aisha.post("/authoring/small/edit/file/change/", {**sent, "change": ["add f.question.choices"]})
    course = check_draft(here).course
    assert course is not None
    question = course.lessons[0].blocks[-1].check.question  # type: ignore[union-attr]
    assert (question.kind, question.prompt.texts["en"], len(question.choices)) == (
        "single",
        "Does it fall?",
        3,
    )


def test_a_glossary_is_begun_filled_in_and_shown(aisha: Client, here: Draft):
    begun = aisha.post("/authoring/small/edit/structure/", {"do": "begin-glossary"})
    address = begun.headers["Location"]
    assert address.endswith("?path=glossary.yaml")
    sent = fields_on(aisha.get(address).content.decode())
    told = {"f.terms.0.term.en": ["Epoch"], "f.terms.0.definition.en": ["One pass."]}
    names = {"f.terms.0.aliases.en": ["pass, round"], "f.terms.0.aliases.zh-hans": ["轮"]}
    aisha.post("/authoring/small/edit/file/save/", {**sent, **told, **names})
    page = aisha.get(address).content.decode()
    assert "also pass, round" in page, "as a learner sees it"
    assert "pass, round" in fields_on(page)["f.terms.0.aliases.en"]
    aisha.post("/authoring/small/edit/structure/", {"do": "begin-glossary"})
    course = check_draft(here).course
    assert course is not None
    assert course.glossary is not None
    assert course.glossary.terms[0].aliases == {"en": ("pass", "round"), "zh-hans": ("轮",)}
    assert "Begin a glossary" not in aisha.get("/authoring/small/edit/").content.decode()


def test_a_bank_is_begun_and_listed(aisha: Client, here: Draft):
    begun = aisha.post("/authoring/small/edit/structure/", {"do": "begin-bank", "title": "Spare ones"})
    assert 'name="is_form"' in aisha.get(begun.headers["Location"]).content.decode()
    assert ">Spare ones</a>" in aisha.get("/authoring/small/edit/").content.decode()


def test_questions_of_a_bank_have_the_name_of_the_bank_in_theirs(aisha: Client, here: Draft):
    """A quiz of another course that draws from it has questions of its own, which are named after their kind."""
    begun = aisha.post("/authoring/small/edit/structure/", {"do": "begin-bank", "title": "Spare ones"})
    sent = fields_on(aisha.get(begun.headers["Location"]).content.decode())
    aisha.post("/authoring/small/edit/file/change/", {**sent, "change": ["add f.questions match"]})
    bank = data_of(here.files.get(path="banks/spare-ones.bank.yaml").text or "")
    assert [one["key"] for one in bank["questions"]] == ["spare-ones-first", "spare-ones-match"]


def test_the_choices_that_name_other_parts_can_be_told_from_the_page(aisha: Client, here: Draft):
    sent = fields_on(aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode())
    aisha.post("/authoring/small/edit/file/change/", {**sent, "change": ["add f.questions match"]})
    page = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    assert 'data-listed-in="targets"' in page
