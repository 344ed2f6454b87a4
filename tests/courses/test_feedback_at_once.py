"""Questions checked one by one: marked at once, on the server, and locked when no further try is left."""

import re

import pytest

from courses.models import Answer, AnswerSave, PartDone, QuizAttempt
from tests.courses.folders import CANARY, RIGHT, RIGHT_NUMBER
from tests.courses.quiz_pages import CHECK, HTMX, LESSON, QUIZ, SAVE, page_of

pytestmark = pytest.mark.django_db
THREE = {"feedback": "at-once", "tries_per_question": 3, "penalty": 0.25}


def answer(key: str = "loss") -> Answer:
    return Answer.objects.get(question_key=key)


def check(key: str, **fields: object) -> dict[str, object]:
    return {"number": "1", "check": key, **{f"q.{name}": value for name, value in fields.items()}}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_check_marks_one_question_and_tells_only_about_that(taking, headers: dict[str, str]):
    ling = taking(feedback="at-once")
    page = page_of(ling)
    assert CANARY not in page
    assert page.count('name="check"') == 3
    response = ling.post(CHECK, check("loss", loss="rises", steps="7"), headers=headers, follow=True)
    page = response.content.decode()
    assert f"{CANARY} choice rises" in page
    assert f"{CANARY} explanation loss" in page
    assert f"{CANARY} explanation steps" not in page
    assert str(RIGHT_NUMBER) not in page
    assert (answer().points, answer().checks, answer().locked_at is not None) == (0.0, 1, True)
    assert answer("steps").given == {"values": ["7"]}, "what else the form holds is kept"
    assert QuizAttempt.objects.get().state == "in_progress"
    assert not PartDone.objects.exists()


def test_without_javascript_a_check_leads_back_to_its_question(taking):
    ling = taking(feedback="at-once")
    response = ling.post(CHECK, check("loss", loss="falls"))
    assert response.headers["Location"] == f"{LESSON}#quiz-check-loss"


def test_for_htmx_a_check_is_the_one_question_and_the_versions_of_all(taking):
    ling = taking(feedback="at-once")
    page = ling.post(CHECK, check("loss", loss="falls", steps="7"), headers=HTMX).content.decode()
    assert page.count("<fieldset") == 1
    assert re.findall(r'name="seen\.(\w+)" value="(\d)" hx-swap-oob', page) == [
        ("loss", "1"),
        ("true", "0"),
        ("steps", "1"),
    ]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_question_without_an_answer_is_asked_again(taking, headers: dict[str, str]):
    ling = taking(feedback="at-once")
    response = ling.post(CHECK, check("true", loss="falls"), headers=headers)
    assert response.status_code == 422
    assert "Choose at least one answer." in response.content.decode()
    assert CANARY not in response.content.decode()
    assert (answer("true").checks, answer().given) == (0, {"values": ["falls"]})


def test_what_is_locked_changes_no_more_and_what_was_tried_is_on_record(taking):
    ling = taking(feedback="at-once")
    ling.post(CHECK, check("loss", loss="rises"))
    late = ling.post(SAVE, {"number": "1", "q.loss": "falls", "seen.loss": "1", "q.steps": "7"})
    assert late.status_code == 409
    assert (answer().given, answer("steps").given) == ({"values": ["rises"]}, {"values": ["7"]})
    assert AnswerSave.objects.get(is_late=True).given == {"values": ["falls"]}
    page = ling.post(CHECK, check("loss", loss="falls"), headers=HTMX)
    assert page.headers["HX-Retarget"] == "#quiz-check"
    assert "already been checked or handed in" in page.content.decode()
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert QuizAttempt.objects.get().points == 2.0


def test_handing_in_marks_what_was_not_checked_and_keeps_what_was(taking):
    ling = taking(feedback="at-once")
    ling.post(CHECK, check("loss", loss="falls"))
    page = ling.post(QUIZ, {"number": "1", "q.true": ["one", "two"], "q.steps": "1"}, follow=True)
    assert "2 of 3 points." in page.content.decode()
    assert dict(Answer.objects.values_list("question_key", "points")) == {"loss": 1, "true": 1, "steps": 0}
    assert not AnswerSave.objects.filter(is_late=True).exists()


def test_a_question_can_be_checked_until_it_is_right_at_a_price(taking):
    ling = taking(**THREE)
    page = ling.post(CHECK, check("loss", loss="rises"), follow=True).content.decode()
    assert "2 checks left" in page
    assert f"{CANARY} explanation" not in page, "an explanation may give the answer away"
    assert "Right answer" not in page
    ling.post(CHECK, check("loss", loss="falls"))
    assert (answer().points, answer().checks, answer().locked_at is not None) == (0.75, 2, True)
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert QuizAttempt.objects.get().points == 2.75
    assert "2.75 of 3 points." in page_of(ling)


def test_the_same_answer_sent_twice_is_one_check(taking):
    ling = taking(**THREE)
    for _ in range(3):
        ling.post(CHECK, check("loss", loss="rises"))
    assert answer().checks == 1


def test_the_last_check_locks_a_wrong_answer_and_tells_the_right_one(taking):
    ling = taking(**{**THREE, "tries_per_question": 2})
    ling.post(CHECK, check("loss", loss="rises"))
    page = ling.post(CHECK, check("loss", loss="stays"), follow=True).content.decode()
    assert "Right answer" in page
    assert "Also right" not in page, "nothing that was chosen is right"
    assert f"{CANARY} explanation loss" in page
    assert (answer().points, answer().locked_at is not None) == (0.0, True)


def test_an_answer_changed_after_a_check_is_no_longer_called_wrong_and_counts_as_a_further_try(taking):
    ling = taking(**THREE)
    ling.post(CHECK, check("loss", loss="rises"))
    ling.post(SAVE, {"number": "1", "q.loss": "falls", "seen.loss": "1"})
    assert "Not right." not in page_of(ling)
    page = ling.post(QUIZ, {**RIGHT, "number": "1"}, follow=True).content.decode()
    assert "2.75 of 3 points." in page
    assert answer().points == 0.75


def test_a_checked_answer_that_was_cleared_earns_nothing_and_is_shown_so(taking):
    ling = taking(time_limit=20, **THREE)
    ling.post(f"{QUIZ}begin/", {"number": "1"})
    near = str(RIGHT_NUMBER + 1)
    ling.post(CHECK, check("steps", steps=near))
    assert answer("steps").points == 0.5
    QuizAttempt.objects.update(deadline=QuizAttempt.objects.get().started_at)
    page = ling.post(
        QUIZ, {"number": "1", "time-is-over": "1", "q.steps": "", "seen.steps": "1"}, follow=True
    )
    assert "0 of 3 points." in page.content.decode()
    assert answer("steps").points == 0


def test_a_quiz_that_is_marked_as_a_whole_checks_nothing_alone(taking):
    ling = taking()
    assert 'name="check"' not in page_of(ling)
    response = ling.post(CHECK, check("loss", loss="falls"))
    assert response.status_code == 409
    assert CANARY not in response.content.decode()
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize("key", ["", "nothing", "loss.part"])
def test_a_question_that_is_not_there_is_not_found(taking, key: str):
    ling = taking(feedback="at-once")
    assert ling.post(CHECK, check(key, loss="falls")).status_code == 404


def test_a_check_after_the_hand_in_changes_nothing(taking):
    ling = taking(feedback="at-once")
    ling.post(QUIZ, {**RIGHT, "q.loss": "rises", "number": "1"})
    page = ling.post(CHECK, check("loss", loss="falls"), headers=HTMX)
    assert "already been handed in" in page.content.decode()
    assert QuizAttempt.objects.get().points == 2.0


def test_checking_takes_the_same_few_queries_whatever_the_quiz(taking, django_assert_max_num_queries):
    ling = taking(feedback="at-once")
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    with django_assert_max_num_queries(26):
        ling.post(CHECK, check("loss", loss="falls"), headers=HTMX)
