"""Two windows, the back button, a shared computer: nothing lost, nothing taken for another attempt."""

import re
from collections.abc import Callable

import pytest

from courses.models import Answer, AnswerSave, Enrolment, PartDone, QuizAttempt, Revision
from people.models import User
from tests.courses.folders import HALF, RIGHT
from tests.courses.quiz_pages import CHECK, HTMX, QUIZ, SAVE, START, WRONG, page_of

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]


def test_in_two_windows_the_newest_word_counts_and_the_other_window_is_told(taking):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "rises", "seen.loss": "0"})
    told = ling.post(SAVE, {"number": "1", "q.loss": "stays", "seen.loss": "0"}).json()
    assert told["replaced"] == {"loss": {"values": ["rises"]}}
    assert told["versions"] == {"loss": 2}
    assert Answer.objects.get(question_key="loss").given == {"values": ["stays"]}
    assert AnswerSave.objects.count() == 2, "what the other window had said stays on record"


def test_what_is_sent_once_more_does_not_write_over_what_another_window_said_since(taking):
    ling = taking()
    first = {"number": "1", "q.loss": "rises", "seen.loss": "0"}
    assert ling.post(SAVE, first).json()["versions"] == {"loss": 1}, "and the answer to it was lost"
    ling.post(SAVE, {"number": "1", "q.loss": "falls", "seen.loss": "1"})
    told = ling.post(SAVE, {**first, "again": "1"}).json()
    assert (told["versions"], told["replaced"]) == ({}, {})
    assert Answer.objects.get(question_key="loss").given == {"values": ["falls"]}
    told = ling.post(SAVE, {"number": "1", "q.loss": "stays", "seen.loss": "0", "again": "1"}).json()
    assert told["replaced"] == {"loss": {"values": ["falls"]}}, "what had not arrived is a new word"


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


def test_a_page_of_an_earlier_attempt_writes_nothing_into_the_next_one(taking):
    ling = taking()
    ling.post(QUIZ, {**HALF, "number": "1"})
    ling.post(SAVE, {"number": "2", "q.loss": "falls"})
    assert ling.post(SAVE, {"number": "1", "q.loss": "rises"}).status_code == 409
    page = ling.post(QUIZ, {**WRONG, "number": "1"}).content.decode()
    assert "already been handed in" in page
    assert re.search(r'value="falls"[^>]*checked', page), "the attempt that is open is shown"
    assert QuizAttempt.objects.get(number=2).state == "in_progress"
    assert Answer.objects.get(attempt__number=2, question_key="loss").given == {"values": ["falls"]}


def test_a_page_of_somebody_else_who_used_this_browser_writes_nothing(taking, company, begin):
    ling = taking()
    theirs = re.search(r'name="sitting" value="(\w+)"', page_of(ling))[1]
    begin(company.sven, Revision.objects.get())
    ling.force_login(company.sven)
    sent = {**RIGHT, "number": "1", "sitting": theirs}
    assert ling.post(SAVE, sent).status_code == 409
    ling.post(QUIZ, sent)
    assert not Answer.objects.exclude(given={}).exists()
    assert not QuizAttempt.objects.filter(state="graded").exists()
    own = re.search(r'name="sitting" value="(\w+)"', page_of(ling))[1]
    assert own != theirs
    ling.post(QUIZ, {**sent, "sitting": own})
    assert QuizAttempt.objects.get(state="graded").passed


def test_a_page_that_says_whose_it_is_saves_begins_and_hands_in_nothing_for_whoever_signed_in_since(
    taking, company, begin
):
    ling = taking()
    writer = re.search(r'name="writer" value="([\w-]+)"', page_of(ling))[1]
    assert writer == str(company.ling.public_id)
    begin(company.sven, Revision.objects.get())
    ling.force_login(company.sven)
    sent = {**RIGHT, "number": "1", "writer": writer}
    told = ling.post(SAVE, sent)
    assert (told.status_code, told.json()["reason"].partition(".")[0]) == (401, "Sven is signed in here now")
    for address in (QUIZ, START, CHECK):
        for headers in ({}, HTMX):
            answer = ling.post(address, {**sent, "check": "loss"}, headers=headers)
            assert answer.status_code == 409
            assert "Sven is signed in here now, so nothing was sent for you." in answer.content.decode()
    assert not QuizAttempt.objects.exists()
    assert ling.post(SAVE, {**sent, "writer": str(company.sven.public_id)}).status_code == 200


def test_a_window_that_is_behind_says_what_differs_before_anything_is_marked(taking):
    ling = taking()
    ling.post(SAVE, {**RIGHT, "number": "1"})
    behind = {
        "number": "1",
        "seen.loss": "0",
        "seen.true": "0",
        "seen.steps": "0",
        "q.loss": "stays",
        "q.steps": "",
    }
    for headers in ({}, HTMX):
        answer = ling.post(QUIZ, behind, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Nothing was handed in yet" in page
        assert page.count("You answered this in another window") == 2, "its choice is a new word"
        assert f'value="{RIGHT["q.steps"]}"' in page
        assert QuizAttempt.objects.get().is_open
    shown = dict(re.findall(r'name="(seen.\w+)" value="(\d+)"', page))
    page = ling.post(QUIZ, {**RIGHT, **shown, "number": "1", "q.loss": "stays"}, follow=True).content.decode()
    assert "2 of 3 points." in page


def test_a_window_that_is_behind_reads_what_it_showed_itself(taking):
    ling = taking()
    ling.post(SAVE, {**RIGHT, "number": "1", "q.loss": "rises"})
    ling.post(SAVE, {"number": "1", "q.loss": "falls", "seen.loss": "1"})
    behind = {
        **RIGHT,
        "number": "1",
        "q.loss": "rises",
        "seen.loss": "1",
        "seen.true": "1",
        "seen.steps": "1",
    }
    page = ling.post(QUIZ, behind, headers=HTMX).content.decode()
    assert "This page showed: It rises" in page
    assert re.search(r'value="falls"[^>]*checked', page)


def test_the_end_of_time_asks_no_window_anything(taking):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    ling.post(SAVE, {**RIGHT, "number": "1"})
    behind = {"number": "1", "seen.loss": "0", "seen.true": "0", "seen.steps": "0", "q.steps": ""}
    ling.post(QUIZ, {**behind, "time-is-over": "1"})
    assert QuizAttempt.objects.get().passed


def test_a_window_that_looks_hears_what_another_has_saved_and_begins_nothing(taking):
    ling = taking()
    look = {"number": "1", "seen.loss": "0", "seen.steps": "0"}
    assert ling.post(SAVE, look).json() == {}
    assert not QuizAttempt.objects.exists()
    ling.post(SAVE, {"number": "1", "q.loss": "rises"})
    assert ling.post(SAVE, look).json()["versions"] == {"loss": 1, "steps": 0}
    ling.post(QUIZ, {**HALF, "number": "1"})
    assert ling.post(SAVE, look).status_code == 409
    assert not AnswerSave.objects.filter(is_late=True).exists()


def test_what_comes_late_goes_on_record_without_counting(taking):
    ling = taking()
    ling.post(QUIZ, {**HALF, "number": "1"})
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    late = AnswerSave.objects.get(is_late=True)
    assert (late.given, late.answer.given) == ({"values": ["falls"]}, {"values": ["rises"]})
    assert QuizAttempt.objects.get().points == 1.0


def test_only_an_answer_that_the_server_has_may_be_forgotten_by_the_browser(taking):
    ling = taking()
    for form in ({**HALF, "number": "1"}, {**RIGHT, "q.steps": "many", "number": "2"}):
        assert ling.post(QUIZ, form, headers=HTMX)["X-Answers"] == "kept"
    ling.logout()
    answer = ling.post(QUIZ, {**RIGHT, "number": "2"}, headers=HTMX)
    assert answer["HX-Redirect"].startswith("/accounts/login/")
    assert "X-Answers" not in answer


def test_an_answer_saved_in_another_window_is_not_lost_when_this_one_hands_in_something_unreadable(taking):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    page = ling.post(QUIZ, {**RIGHT, "q.steps": "many", "number": "1"}).content.decode()
    assert "One answer is missing, incomplete or cannot be read" in page
    assert 'value="many"' in page
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert QuizAttempt.objects.get().passed


def test_the_database_keeps_one_open_attempt(taking, company):
    ling = taking()
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    twin = QuizAttempt.objects.get()
    twin.pk, twin.number = None, 2
    twin.public_id = company.ling.public_id
    with pytest.raises(Exception, match="courses_attempt_one_open"):
        twin.save(force_insert=True)


def test_an_offline_window_says_before_that_nothing_counts_once_another_has_handed_in(taking):
    ling = taking(time_limit=20)
    ling.post(START)
    assert "half a minute late does not count, nor does what comes after another window has handed in." in (
        page_of(ling)
    )
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert ling.post(SAVE, {"number": "1", "q.loss": "rises"}).status_code == 409
    assert AnswerSave.objects.get(is_late=True).given == {"values": ["rises"]}
