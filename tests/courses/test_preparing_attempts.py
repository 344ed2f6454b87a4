"""Hundreds start at the same second: their attempts lie ready, each once, and show nothing before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions import begin_attempt, prepare_attempts
from courses.attempts import preparing
from courses.models import Answer, Block, Enrolment, QuizAttempt, Revision
from people.models import User
from tests.conftest import person
from tests.courses.folders import RIGHT, bank, banked
from tests.courses.quiz_pages import QUIZ, SAVE, START, in_minutes, let_pass, page_of
from tests.courses.racing import at_once

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
SOON = timedelta(minutes=21)


@pytest.fixture
def crowd(begin: Begin) -> Callable[[int], None]:
    """So many more people on the course."""

    def join(count: int) -> None:
        for number in range(count):
            begin(person(f"Taker{User.objects.count()}x{number}"), Revision.objects.get())

    return join


def test_nothing_is_prepared_long_before_or_after_the_opening(taking):
    ling = taking(opens=in_minutes(30))
    assert prepare_attempts() == 0
    let_pass(SOON)
    assert prepare_attempts() == 1
    QuizAttempt.objects.all().delete()
    let_pass(SOON)
    assert prepare_attempts() == 0
    ling.post(START, {"number": "1"})
    assert QuizAttempt.objects.get().state == "in_progress", "who was not prepared begins as anybody"


def test_everybody_on_the_course_is_prepared_once_in_batches(taking, crowd, monkeypatch):
    taking(opens=in_minutes(5))
    crowd(6)
    monkeypatch.setattr(preparing, "BATCH", 3)
    assert [prepare_attempts(), prepare_attempts()] == [7, 0]
    assert set(QuizAttempt.objects.values_list("state", "number", "started_at")) == {("not_started", 1, None)}
    assert Answer.objects.count() == 7 * 3
    crowd(1)
    assert prepare_attempts() == 1, "somebody who came later"


def test_what_is_prepared_is_what_would_have_been_asked(taking):
    questions = [banked(f"b{n}") for n in range(8)]
    draw = [{"bank": "pool", "count": 4}]
    ling = taking(opens=in_minutes(5), banks={"pool": bank(*questions)}, draw=draw, shuffle=True)
    prepare_attempts()
    prepared = list(Answer.objects.order_by("position").values_list("question_key", flat=True))
    seed = QuizAttempt.objects.get().seed
    QuizAttempt.objects.all().delete()
    let_pass(timedelta(minutes=6))
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    assert list(Answer.objects.order_by("position").values_list("question_key", flat=True)) == prepared
    assert QuizAttempt.objects.get().seed == seed


@pytest.mark.parametrize("terms", [{}, {"time_limit": 20, "tries": 1}], ids=["untimed", "one timed try"])
def test_a_prepared_attempt_shows_nothing_before_and_is_begun_by_its_person(taking, terms: dict[str, Any]):
    ling = taking(opens=in_minutes(5), **terms)
    prepare_attempts()
    assert "What does the" not in page_of(ling)
    assert ling.post(START, {"number": "1"}).status_code == 409
    assert QuizAttempt.objects.get().state == "not_started"
    let_pass(timedelta(minutes=6))
    page = page_of(ling)
    assert ("What does the" in page) == ("time_limit" not in terms)
    assert "tries are used" not in page
    ling.post(START, {"number": "1"})
    assert (QuizAttempt.objects.get().state, QuizAttempt.objects.get().number) == ("in_progress", 1)
    assert "3 of 3 points." in ling.post(QUIZ, {**RIGHT, "number": "1"}, follow=True).content.decode()


def test_to_begin_a_prepared_attempt_writes_one_row(taking, company):
    taking(opens=in_minutes(5))
    prepare_attempts()
    let_pass(timedelta(minutes=6))
    block = Block.objects.select_related("lesson").get(key="check")
    enrolment = Enrolment.objects.get(user=company.ling)
    with CaptureQueriesContext(connection) as queries:
        begin_attempt(enrolment=enrolment, lesson=block.lesson, block=block, number=1)
    asked = [q["sql"].strip() for q in queries]
    written = [sql for sql in asked if sql.startswith(("INSERT", "UPDATE", "DELETE", "WITH"))]
    assert len(written) == 1
    assert written[0].startswith("UPDATE courses_quizattempt")
    assert len(queries) <= 9


def test_preparing_more_people_takes_no_more_queries(taking, crowd):
    taking(opens=in_minutes(5))
    spent = []
    for count in (2, 12):
        crowd(count)
        with CaptureQueriesContext(connection) as queries:
            assert prepare_attempts() >= count
        spent.append(len(queries))
    assert spent[0] == spent[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_workers_that_prepare_at_once_prepare_each_person_once(taking, crowd, _round: int):
    taking(opens=in_minutes(5))
    crowd(7)
    told = at_once(*[prepare_attempts] * 4)
    assert sum(told) + prepare_attempts() == 8
    assert QuizAttempt.objects.count() == 8
    assert Answer.objects.count() == 24
