"""An attempt lives on the server: every answer is kept as it is given, and time, tries and order are the server's."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from courses.actions import close_due_attempts
from courses.models import Answer, AnswerSave, Enrolment, PartDone, QuizAttempt, Revision
from courses.states import GRACE, MOVES, OPEN, AttemptState
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import HALF, RIGHT, choice

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
LESSON, QUIZ = "/courses/small/quiz/", "/courses/small/quiz/quiz/check/"
SAVE, START = f"{QUIZ}save/", f"{QUIZ}begin/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LESSON}"}
WRONG = {**RIGHT, "q.loss": "rises", "q.steps": "1"}


@pytest.fixture
def taking(ling: Client, company: Company, publish: Publish, begin: Begin) -> Callable[..., Client]:
    """Ling on the small course, whose quiz has these terms."""

    def on(**terms: object) -> Client:
        begin(company.ling, publish(**terms))
        return ling

    return on


def pass_time(by: timedelta) -> None:
    """Let the open attempt have begun earlier: its deadline comes nearer by the same."""
    QuizAttempt.objects.open().update(started_at=F("started_at") - by, deadline=F("deadline") - by)


def page_of(client: Client, **query: str) -> str:
    return client.get(LESSON, query).content.decode()


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


def test_saving_the_same_again_adds_nothing(taking):
    ling = taking()
    for _ in range(3):
        told = ling.post(SAVE, {"number": "1", "q.loss": "rises", "seen.loss": "1"}).json()
    assert told["versions"] == {"loss": 1}
    assert AnswerSave.objects.count() == 1


def test_in_two_windows_the_newest_word_counts_and_the_other_window_is_told(taking):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "rises", "seen.loss": "0"})
    told = ling.post(SAVE, {"number": "1", "q.loss": "stays", "seen.loss": "0"}).json()
    assert told["replaced"] == {"loss": {"values": ["rises"]}}
    assert told["versions"] == {"loss": 2}
    assert Answer.objects.get(question_key="loss").given == {"values": ["stays"]}
    assert AnswerSave.objects.count() == 2, "what the other window had said stays on record"


def test_handing_in_twice_is_one_attempt(taking):
    ling = taking()
    for _ in range(2):
        page = ling.post(QUIZ, {**HALF, "number": "1"}, follow=True).content.decode()
        assert "1 of 3 points." in page
        assert "already been handed in" not in page
    assert QuizAttempt.objects.count() == 1


def test_going_back_to_an_old_page_and_sending_other_answers_changes_nothing_and_says_so(taking):
    ling = taking()
    ling.post(QUIZ, {**HALF, "number": "1"})
    for headers in ({}, HTMX):
        page = ling.post(QUIZ, {**RIGHT, "number": "1"}, headers=headers).content.decode()
        assert "already been handed in" in page
        assert "1 of 3 points." in page
    assert ling.post(SAVE, {"number": "1", "q.loss": "falls"}).status_code == 409
    assert (QuizAttempt.objects.count(), PartDone.objects.count()) == (1, 0)


def test_an_answer_saved_in_another_window_is_not_lost_when_this_one_hands_in_something_unreadable(taking):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    page = ling.post(QUIZ, {**RIGHT, "q.steps": "many", "number": "1"}).content.decode()
    assert "One question still needs an answer" in page
    assert 'value="many"' in page
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert QuizAttempt.objects.get().passed


def test_a_used_up_quiz_says_so_and_takes_no_further_try(taking):
    ling = taking(tries=2)
    page = ling.post(QUIZ, {**WRONG, "number": "1"}, follow=True).content.decode()
    assert "1 try left" in page
    page = ling.post(QUIZ, {**WRONG, "number": "2"}, follow=True).content.decode()
    assert "All 2 tries are used." in page
    assert "Try again" not in page
    assert "All 2 tries are used." in page_of(ling, again="check")
    assert ling.post(QUIZ, {**RIGHT, "number": "3"}).status_code == 409
    assert ling.post(SAVE, {"number": "3", "q.loss": "falls"}).status_code == 409
    assert (QuizAttempt.objects.count(), PartDone.objects.count()) == (2, 0)


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
    page = ling.post(QUIZ, {**RIGHT, "number": "1"}, follow=True).content.decode()
    assert "2 of 3 points." in page
    assert "already been handed in" in page
    assert QuizAttempt.objects.get().passed


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
        assert "1 of 1 points." in page
        assert f"{rows} / 16." in page
        assert f"{rows} rows in batches" in page
    assert len(set(shown)) > 1
    page = ling.post(QUIZ, {"q.steps": "1", "number": "4"}, follow=True).content.decode()
    assert "0 of 1 points." in page


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


def test_the_database_keeps_one_open_attempt(taking, company):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    twin = QuizAttempt.objects.get()
    twin.pk, twin.number = None, 2
    twin.public_id = company.ling.public_id
    with pytest.raises(Exception, match="courses_attempt_one_open"):
        twin.save(force_insert=True)


def test_time_is_the_databases(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    begun = QuizAttempt.objects.annotate(age=Now() - F("started_at")).get()
    assert timedelta(0) <= begun.age < timedelta(minutes=1)
