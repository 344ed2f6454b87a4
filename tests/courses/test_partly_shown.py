"""While some questions are to be mended, the others are shown and tried; places are told as the form calls them."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from courses.content.forms.nodes import posted_of
from courses.drafts.file_forms import nodes_of
from courses.models import Draft
from tests.courses.folders import quiz, written

QUIZ = "lessons/quiz/check.quiz.yaml"
PREVIEW = "/authoring/small/edit/file/preview/"


def look(aisha: Client, text: str, **more: str) -> str:
    return aisha.post(PREVIEW, {"path": QUIZ, "text": text, **more}).content.decode()


def places(page: str) -> list[str]:
    """Each question by the name of its prompt, or by what is said in its place."""
    return [
        one or other
        for one, other in re.findall(r'id="([\w-]+)"><span class="number|<p>(Question \d[^<]+)', page)
    ]


def with_mistakes(*numbers: int) -> str:
    """The small quiz, of which these questions are worth nothing."""
    asked = quiz()
    for number in numbers:
        asked["questions"][number - 1] |= {"points": 0}
    return written(asked)


def test_one_mistake_hides_one_question(aisha: Client, here: Draft):
    page = look(aisha, with_mistakes(2))
    assert "look-true-whole" not in page
    assert places(page) == ["look-loss", "Question 2 has something to mend.", "look-steps"]
    assert re.findall(r'<span class="number" aria-hidden="true">(\d)</span>', page) == ["1", "2", "3"]


def test_the_others_are_tried(aisha: Client, here: Draft):
    page = look(aisha, with_mistakes(1, 2), answers="tried=1&q.steps=73519.25")
    assert places(page) == [*(f"Question {number} has something to mend." for number in (1, 2)), "look-steps"]
    assert "1 of 1 point" in page


def test_each_keeps_its_place_where_all_are_to_be_mended(aisha: Client, here: Draft):
    page = look(aisha, with_mistakes(1, 2, 3))
    assert places(page) == [f"Question {number} has something to mend." for number in (1, 2, 3)]
    assert "Try it" not in page


@pytest.mark.parametrize("text", [with_mistakes(2) + "pass: 60\n", "questions: [\n"])
def test_nothing_is_left_out_where_the_rest_cannot_be_shown(aisha: Client, here: Draft, text: str):
    page = look(aisha, text)
    assert "has something to mend" not in page
    assert "look-loss-whole" not in page
    assert "data-line" in page


def test_a_form_is_told_the_question_and_the_source_the_line(aisha: Client, here: Draft):
    told = ">Question 2</button>"
    assert told not in look(aisha, with_mistakes(2))
    fields = posted_of(nodes_of(QUIZ, with_mistakes(2), ["en", "zh-hans"]))
    assert told in look(aisha, "", is_form="1", form=urlencode(fields, doseq=True))
