"""A save says which of the answers it was sent could not be handed in as they are, and why; never whether one is right."""

import pytest
from django.utils import translation

from courses.models import Answer
from tests.courses.folders import RIGHT_NUMBER, both
from tests.courses.quiz_pages import QUIZ, SAVE

pytestmark = pytest.mark.django_db
NO_NUMBER = "Write a number, for example 12 or 0.5."


def problems(client, **answers: object) -> dict[str, str]:
    return client.post(SAVE, {"number": "1", **answers}).json()["problems"]


@pytest.mark.parametrize("typed", ["four", "1e999", "NaN", "inf", "4 GiB"])
def test_what_cannot_be_read_is_told_with_its_save_in_the_words_of_handing_in(taking, typed: str):
    ling = taking()
    told = problems(ling, **{"q.steps": typed, "q.loss": "falls"})
    assert set(told) == {"steps"}
    assert Answer.objects.get(question_key="steps").given == {"values": [typed]}, "it is kept all the same"
    page = ling.post(QUIZ, {"number": "1", "q.loss": "falls", "q.steps": typed}).content.decode()
    assert told["steps"].replace("“", "").split("”")[0] in page.replace("“", "")


@pytest.mark.parametrize("typed", ["", "1", str(RIGHT_NUMBER), "12 steps", "1e-3"])
def test_nothing_is_told_of_what_can_be_read_right_or_wrong_nor_of_what_is_empty(taking, typed: str):
    assert problems(taking(), **{"q.steps": typed}) == {}


def test_what_has_become_readable_or_empty_is_told_so(taking):
    ling = taking()
    told = [problems(ling, **{"q.steps": typed}) for typed in ("four", "4", "four", "")]
    assert told == [{"steps": NO_NUMBER}, {}, {"steps": NO_NUMBER}, {}]


def test_it_is_told_in_the_language_of_the_page(taking):
    ling = taking()
    ling.cookies["django_language"] = "zh-hans"
    with translation.override("zh-hans"):
        words = translation.gettext(NO_NUMBER)
    assert words != NO_NUMBER
    assert problems(ling, **{"q.steps": "four"}) == {"steps": words}


def test_a_half_chosen_answer_is_told_and_a_question_that_is_not_asked_is_not(taking):
    question = {
        "key": "pairs",
        "kind": "order",
        "prompt": both("In order?"),
        "steps": [{"key": key, "text": both(key)} for key in ("a", "b", "c")],
    }
    ling = taking(questions=[question])
    told = problems(ling, **{"q.pairs.a": "1", "q.nothing": "four"})
    assert told == {"pairs": "Give every step a place. Still without one: 2."}


def test_what_comes_after_the_end_hears_nothing(taking):
    ling = taking()
    ling.post(QUIZ, {"number": "1", "q.steps": "1", "time-is-over": "1"})
    late = ling.post(SAVE, {"number": "1", "q.steps": "four"})
    assert (late.status_code, late.json()["problems"]) == (409, {})


def test_telling_it_costs_no_statement_more(taking, django_assert_num_queries):
    ling = taking()
    problems(ling, **{"q.steps": "1"})
    with django_assert_num_queries(3):
        assert problems(ling, **{"q.steps": "four"}) == {"steps": NO_NUMBER}
