"""Aisha asks "where does it overfit?" in the form of a quiz: a curve instead of a matrix, half-filled and whole."""

from django.test import Client

from courses.drafts.drafting import check_draft
from courses.models import Draft
from tests.courses.forms_on_pages import fields_on

FILE = "/authoring/small/edit/file/"
QUIZ = "lessons/quiz/check.quiz.yaml"


def page(client: Client) -> str:
    return client.get(f"{FILE}?path={QUIZ}").content.decode()


def change(client: Client, asked: str, **typed: str) -> None:
    told = {**fields_on(page(client)), **{name: [said] for name, said in typed.items()}, "change": [asked]}
    assert client.post(f"{FILE}change/", told).status_code == 302


def test_a_curve_is_asked_for_without_leaving_the_form(aisha: Client, here: Draft):
    change(aisha, "add f.questions hotspot", **{"f.questions.3.prompt.en": ""})
    assert "Ask for a place on a curve" in page(aisha)
    change(aisha, "instead f.questions.3.curve")
    shown = page(aisha)
    assert "Ask for a place in a confusion matrix" in shown
    assert 'name="f.questions.3.curve.lines.1.values" value="1.2, 0.9, 0.75, 0.8, 0.95"' in shown
    course = check_draft(here).course
    assert course is not None
    assert course.lessons[-1].blocks[-1].quiz.questions[3].kind == "hotspot"  # type: ignore[union-attr]


def test_a_half_filled_curve_stays_in_the_form_with_its_mistakes(aisha: Client, here: Draft):
    change(aisha, "add f.questions hotspot")
    change(aisha, "instead f.questions.3.curve")
    change(aisha, "add f.questions.3.curve.lines", **{"f.questions.3.curve.along": ""})
    shown = page(aisha)
    assert "cannot show" not in shown
    assert 'name="f.questions.3.curve.along" value=""' in shown
    assert check_draft(here).course is None


def test_labels_and_cells_are_called_by_what_they_are(aisha: Client, here: Draft):
    change(aisha, "add f.questions hotspot")
    shown = page(aisha)
    assert "Add a label</button>" in shown
    assert "Add: Labels" not in shown
    assert "One a line, in the same order in every language." not in shown
    cell = shown.partition('id="f.questions.3.matrix.right.0"')[2].partition("</summary>")[0]
    assert " → " in cell
