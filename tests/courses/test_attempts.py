"""An attempt lives on the server: every answer is kept as it is given; tries, order and values are the server's."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from courses.models import Answer, AnswerSave, Enrolment, PartDone, QuizAttempt, Revision
from courses.states import MOVES, OPEN, AttemptState
from people.models import User
from tests.courses.folders import RIGHT, choice
from tests.courses.quiz_pages import QUIZ, SAVE, WRONG, page_of

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
ANOTHER = "Your manager or an author of the course can grant you another try."


def test_no_move_leads_out_of_an_end_and_every_open_state_has_one():
    assert {state for state in AttemptState if not MOVES[state]} == {
        AttemptState.GRADED,
        AttemptState.ABANDONED,
    }
    assert all(MOVES[state] for state in OPEN)


def test_the_first_answer_begins_an_attempt_and_a_reload_shows_it(taking):
    ling = taking()
    assert "checked" not in page_of(ling)
    assert not QuizAttempt.objects.exists(), "looking begins nothing"
    told = ling.post(SAVE, {"number": "1", "q.loss": "rises"}).json()
    assert (told["versions"], told["replaced"]) == ({"loss": 1}, {})
    page = page_of(ling)
    assert re.search(r'value="rises"[^>]*checked', page)
    assert "Saved so far" in page
    attempt = QuizAttempt.objects.get()
    assert (attempt.state, attempt.points, attempt.deadline) == ("in_progress", None, None)
    assert not PartDone.objects.exists()


def test_half_typed_answers_are_kept_too_and_clearing_one_is_a_change(taking):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.steps": "73,5 st"})
    assert "73,5 st" in page_of(ling)
    ling.post(SAVE, {"number": "1", "q.steps": ""})
    assert "73,5 st" not in page_of(ling)
    assert list(AnswerSave.objects.order_by("version").values_list("given", flat=True)) == [
        {"values": ["73,5 st"]},
        {},
    ]


def test_saving_one_answer_of_a_quiz_costs_three_statements(taking, django_assert_num_queries):
    """Who it is, the answer with its attempt, and what becomes of them."""
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "rises"})
    with django_assert_num_queries(3):
        ling.post(SAVE, {"number": "1", "q.loss": "falls"})


def test_handing_in_costs_the_same_few_statements_whatever_was_answered(
    taking, django_assert_max_num_queries
):
    """Who it is and where (4), the transaction that saves and marks (12), the quiz as it stands then (10), and whether its
    person has to follow a newer edition (1)."""
    ling = taking()
    for answers in ({"q.loss": "rises"}, WRONG):
        ling.post(SAVE, {"number": "0", "q.loss": "rises"})
        with django_assert_max_num_queries(27):
            page = ling.post(QUIZ, {**answers, "time-is-over": "1"}, headers={"HX-Request": "true"})
        assert page.status_code == 200


def test_saving_the_same_again_adds_nothing(taking):
    ling = taking()
    for _ in range(3):
        told = ling.post(SAVE, {"number": "1", "q.loss": "rises", "seen.loss": "1"}).json()
    assert told["versions"] == {"loss": 1}
    assert AnswerSave.objects.count() == 1


def test_a_character_that_no_database_keeps_is_left_out(taking):
    ling = taking()
    assert ling.post(SAVE, {"number": "1", "q.steps": "7\0" + "3", "q.\0": "x"}).status_code == 200
    assert Answer.objects.get(question_key="steps").given == {"values": ["73"]}


def test_a_used_up_quiz_says_so_and_takes_no_further_try(taking):
    ling = taking(tries=2)
    page = ling.post(QUIZ, {**WRONG, "number": "1"}, follow=True).content.decode()
    assert "1 try left" in page
    assert ANOTHER not in page
    page = ling.post(QUIZ, {**WRONG, "number": "2"}, follow=True).content.decode()
    assert f"All 2 tries are used. {ANOTHER}" in page
    assert "Try again" not in page
    assert "All 2 tries are used." in page_of(ling, again="check")
    assert ling.post(QUIZ, {**RIGHT, "number": "3"}).status_code == 409
    assert ling.post(SAVE, {"number": "3", "q.loss": "falls"}).status_code == 409
    assert (QuizAttempt.objects.count(), PartDone.objects.count()) == (2, 0)


def test_whoever_has_passed_need_ask_nobody_for_another_try(taking):
    page = taking(tries=1).post(QUIZ, {**RIGHT, "number": "1"}, follow=True).content.decode()
    assert "The one try is used." in page
    assert "can grant you" not in page


def test_shuffling_gives_each_attempt_an_order_of_its_own_that_stays(taking, company, begin):
    def letters() -> list[dict[str, object]]:
        return [choice(key, f"Letter {key}", correct=key == "a") for key in "abcdef"]

    questions = [
        {"key": f"q{n}", "kind": "single", "prompt": {"en": f"Question {n}"}, "choices": letters()}
        for n in range(6)
    ]
    ling = taking(shuffle=True, questions=questions)

    def orders(client: Client, **query: str) -> list[str]:
        page = page_of(client, **query)
        return [part.split('"')[0] for part in page.split('type="radio" name="')[1:]]

    first = orders(ling)
    ling.post(SAVE, {"number": "1", "q.q0": "a"})
    assert orders(ling) == first, "beginning does not change what is on the screen"
    ling.post(QUIZ, {f"q.q{n}": "a" for n in range(6)} | {"number": "1"})
    assert orders(ling) == first, "nor does handing in"
    assert orders(ling, again="check") != first
    begin(company.sven, Revision.objects.get())
    ling.force_login(company.sven)
    assert orders(ling) != first


def test_calculated_values_belong_to_the_attempt_and_so_does_what_is_right(taking):
    question = {
        "key": "steps",
        "kind": "calculated",
        "prompt": {"en": "{{rows}} rows in batches of 16?"},
        "feedback": {"en": "{{rows}} / 16."},
        "variables": {"rows": {"min": 160, "max": 1600, "step": 16}},
        "answer": "rows / 16",
    }
    ling = taking(questions=[question])
    shown = []
    for number in (1, 2, 3):
        rows = int(re.search(r"(\d+) rows in batches", page_of(ling, again="check"))[1])
        shown.append(rows)
        page = ling.post(
            QUIZ, {"q.steps": f"{rows / 16:g}", "number": str(number)}, follow=True
        ).content.decode()
        assert "1 of 1 point." in page
        assert f"{rows} / 16." in page
        assert f"{rows} rows in batches" in page
    assert len(set(shown)) > 1
    page = ling.post(QUIZ, {"q.steps": "1", "number": "4"}, follow=True).content.decode()
    assert "0 of 1 point." in page


def test_saves_of_others_strangers_and_giants_are_refused(taking, company):
    ling = taking()
    assert ling.post(SAVE, {"number": "1", "q.loss": "x" * 200_000}).status_code == 413
    ling.force_login(company.sven)
    assert ling.post(SAVE, {"number": "1", "q.loss": "falls"}).status_code == 404
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize("number", ["", "-1", "one", "²", "99999999999"])
def test_a_strange_number_is_as_good_as_none(taking, number: str):
    ling = taking()
    assert ling.post(SAVE, {"number": number, "q.loss": "falls", "seen.loss": number}).status_code == 200
    assert QuizAttempt.objects.get().number == 1


def test_a_field_that_is_no_question_is_ignored(taking):
    ling = taking()
    told = ling.post(SAVE, {"number": "1", "q.nothing": "x", "q.loss.part": "y"}).json()
    assert told["versions"] == {"loss": 1}
    assert page_of(ling).count("checked") == 0


def test_saving_takes_the_same_few_queries_whatever_the_quiz(taking, django_assert_max_num_queries):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    with django_assert_max_num_queries(10):
        ling.post(SAVE, {"number": "1", "q.loss": "rises", "seen.loss": "1"})
