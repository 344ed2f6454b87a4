"""A clock that the database keeps: grace for the way, marks for what was saved, nothing after the end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from courses.actions import close_due_attempts
from courses.attempts import ending
from courses.models import Enrolment, PartDone, QuizAttempt, Revision
from courses.states import GRACE
from people.models import User
from tests.courses.folders import RIGHT
from tests.courses.quiz_pages import QUIZ, SAVE, START, in_minutes, let_pass, page_of, pass_time

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]


def test_a_forgotten_window_that_hands_in_blank_when_time_is_over_takes_nothing_away(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    blank = {
        "number": "1",
        "time-is-over": "1",
        "q.steps": "",
        "seen.loss": "0",
        "seen.true": "0",
        "seen.steps": "0",
    }
    ling.post(SAVE, {**RIGHT, "number": "1", "seen.loss": "0"})
    page = ling.post(QUIZ, blank, follow=True).content.decode()
    assert "3 of 3 points." in page


def test_at_the_end_of_time_the_parts_that_can_be_read_are_marked(taking):
    gaps = [{"key": f"g{n}", "kind": "number", "answer": n} for n in range(4)]
    text = " ".join(f"{{{{g{n}}}}}" for n in range(4))
    question = {"key": "gaps", "kind": "cloze", "prompt": {"en": text}, "gaps": gaps, "points": 4}
    ling = taking(time_limit=20, questions=[question])
    ling.post(START, {"number": "1"})
    form = {"q.gaps.g0": "0", "q.gaps.g1": "1", "q.gaps.g2": "?"}
    page = ling.post(QUIZ, {**form, "number": "1", "time-is-over": "1"}, follow=True).content.decode()
    assert "2 of 4 points." in page
    assert 'value="?"' in page, "what could not be read is still shown"


def test_one_attempt_that_cannot_be_marked_keeps_no_other_one_open(taking, company, begin, monkeypatch):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    begin(company.sven, Revision.objects.get())
    ling.force_login(company.sven)
    ling.post(START, {"number": "1"})
    pass_time(timedelta(minutes=21))
    mended = ending._close

    def broken(attempt: QuizAttempt) -> bool:
        if attempt.enrolment.user == company.ling:
            raise ArithmeticError
        return mended(attempt)

    monkeypatch.setattr(ending, "_close", broken)
    assert close_due_attempts() == 1
    assert QuizAttempt.objects.open().get().enrolment.user == company.ling


def test_a_quiz_with_a_time_limit_hides_its_questions_until_it_is_started(taking):
    ling = taking(time_limit=20)
    page = page_of(ling)
    assert "You have 20 minutes once you start." in page
    assert "What does the" not in page
    page = ling.post(START, {"number": "1"}, follow=True).content.decode()
    assert "What does the" in page
    assert 'data-left="1200"' in page or 'data-left="1199"' in page
    attempt = QuizAttempt.objects.timed().get()
    assert attempt.deadline - attempt.started_at == timedelta(minutes=20)
    ling.post(START, {"number": "1"})
    assert QuizAttempt.objects.get().deadline == attempt.deadline, "starting again wins no time"


def test_what_comes_within_the_grace_counts_and_what_comes_after_does_not(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    pass_time(timedelta(minutes=20) + GRACE / 2)
    assert ling.post(SAVE, {"number": "1", "q.true": ["one", "two"]}).status_code == 200
    pass_time(GRACE)
    assert ling.post(SAVE, {"number": "1", "q.steps": RIGHT["q.steps"]}).status_code == 409
    page = ling.post(QUIZ, {**RIGHT, "number": "1"}).content.decode()
    assert "2 of 3 points." in page
    assert "already been handed in" in page
    assert QuizAttempt.objects.get().passed


@pytest.mark.parametrize("late", [GRACE / 2, 2 * GRACE])
@pytest.mark.parametrize("by", [SAVE, QUIZ])
def test_first_answers_that_arrive_after_the_closing_have_the_same_grace(taking, by: str, late: timedelta):
    ling = taking(closes=in_minutes(10), tries=1)
    assert "Hand in" in page_of(ling)
    let_pass(timedelta(minutes=10) + late)
    answer = ling.post(by, {**RIGHT, "number": "1"})
    if late > GRACE:
        assert answer.status_code == 409
        assert not QuizAttempt.objects.exists()
        return
    assert answer.status_code in {200, 302}
    assert ling.post(QUIZ, {**RIGHT, "number": "1"}).status_code in {200, 302}
    attempt = QuizAttempt.objects.get()
    assert (attempt.state, attempt.passed) == ("graded", True)
    assert attempt.started_at == attempt.deadline, "nobody begins after the end"


def test_nobody_starts_after_the_closing(taking):
    ling = taking(time_limit=20, closes=in_minutes(10))
    let_pass(timedelta(minutes=10, seconds=1))
    assert ling.post(START, {"number": "1"}).status_code == 409


def test_a_last_second_form_is_marked_although_something_is_missing(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    page = ling.post(
        QUIZ, {"q.loss": "falls", "q.steps": "?", "number": "1", "time-is-over": "1"}, follow=True
    ).content.decode()
    assert "1 of 3 points." in page


@pytest.mark.parametrize("closes", ["beat", "the learner's next look"])
def test_an_attempt_that_nobody_hands_in_is_marked_with_what_was_saved(taking, closes: str):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    ling.post(SAVE, {"number": "1", "q.loss": "falls", "q.true": ["one", "two"]})
    pass_time(timedelta(minutes=20) + GRACE / 2)
    assert close_due_attempts() == 0
    pass_time(GRACE)
    if closes == "beat":
        assert close_due_attempts() == 1
    assert "2 of 3 points." in page_of(ling)
    assert (QuizAttempt.objects.get().state, PartDone.objects.get().score) == ("graded", pytest.approx(2 / 3))
    assert close_due_attempts() == 0


def test_a_started_quiz_without_any_answer_is_abandoned_and_counts_as_a_try(taking):
    ling = taking(time_limit=20, tries=2)
    ling.post(START, {"number": "1"})
    pass_time(timedelta(minutes=21))
    page = page_of(ling)
    assert "Time was over before anything was answered." in page
    assert "1 try left" in page
    assert QuizAttempt.objects.get().state == "abandoned"
    assert "You have 20 minutes" in page_of(ling, again="check")


def test_time_is_the_databases(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    begun = QuizAttempt.objects.annotate(age=Now() - F("started_at")).get()
    assert timedelta(0) <= begun.age < timedelta(minutes=1)
