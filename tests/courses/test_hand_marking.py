"""An attempt that waits for a person: what is known when, and what follows from the last mark."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from courses.actions import close_due_attempts, mark_answer
from courses.hand_marking.acts import Given
from courses.hand_marking.rules import Overtaken
from courses.models import (
    Answer,
    AttemptToCount,
    Certificate,
    Enrolment,
    Marking,
    PartDone,
    QuizAttempt,
    Revision,
)
from courses.states import GRACE
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from people.tokens import HR_WORK, issue_token
from tests.conftest import Company
from tests.courses.folders import CANARY
from tests.courses.hand_marked import HOW, TOLD, WHY, WORDS, answer_of, filled, levels, marked, questions
from tests.courses.quiz_pages import CHECK, HTMX, QUIZ, SAVE, in_minutes, let_pass, page_of
from tests.courses.racing import at_once

pytestmark = pytest.mark.django_db
Taking = Callable[..., Client]


@pytest.fixture
def handed_in(taking: Taking) -> Client:
    """Ling has done her part of eleven points: one is right, ten wait for a person."""
    ling = taking(questions=questions(), readings=0)
    answer = ling.post(QUIZ, {**filled(), "number": "1"}, headers=HTMX)
    assert answer.status_code == 200
    return ling


def attempt() -> QuizAttempt:
    return QuizAttempt.objects.get()


def test_at_once_it_says_what_waits_and_marks_the_rest(handed_in):
    page = page_of(handed_in)
    assert "Waiting for 2 marks by a person" in page
    assert "So far 1 of 1 point; there are 11 in all." in page
    assert page.count(TOLD) == 2
    assert "&lt;b&gt;the noise&lt;/b&gt;" in page
    assert "<b>the noise</b>" not in page
    assert f"{CANARY} sample" not in page
    assert "Passed." not in page
    assert (attempt().state, attempt().points, attempt().marks_at) == ("submitted", None, None)
    assert Answer.objects.filter(awaits_since__isnull=False).count() == 2
    assert not AttemptToCount.objects.exists()
    assert not PartDone.objects.exists()


def test_home_offers_nothing_that_is_out_of_ones_hands(handed_in):
    page = handed_in.get("/").content.decode()
    assert "0 of 1 parts are done. The rest waits for its result" in page


def test_what_waits_has_no_score_in_the_api(handed_in, company: Company, client: Client):
    token = issue_token(by=None, user=company.hr, scopes=set(HR_WORK))
    told = client.get("/api/v1/enrolments", headers={"Authorization": f"Bearer {token}"})
    (row,) = told.json()["results"]
    assert (row["state"], row["score"]) == ("in_progress", None)


def test_the_last_mark_ends_the_attempt_and_all_follows(handed_in, company: Company):
    before = Enrolment.objects.get().last_activity_at
    marked(company.aisha, WHY)
    page = page_of(handed_in)
    assert "5 of 5 points" in page
    assert "Well said, why" in page
    assert "So far 6 of 6 points; there are 11 in all." in page
    assert attempt().state == "submitted"
    marked(company.dana, HOW, cause=1, words=0)
    assert (attempt().state, attempt().points, attempt().of, attempt().passed) == ("graded", 7, 11, True)
    assert PartDone.objects.get().score == pytest.approx(7 / 11)
    assert Certificate.objects.count() == 1
    assert AttemptToCount.objects.count() == 1
    assert Enrolment.objects.get().last_activity_at == before, "what markers do is no activity of hers"
    page = page_of(handed_in)
    assert "7 of 11 points." in page
    assert "cause at level 1" in page
    assert f"{CANARY} sample why" in page, "she has passed"


def test_marks_are_rows_in_the_audit_trail(handed_in, company: Company):
    marking = marked(company.aisha, WHY, cause=1, words=2)
    assert (marking.points, marking.of, marking.by, marking.number) == (3, 5, company.aisha, 1)
    event = AuditEvent.objects.get(did="marked answer")
    assert (event.actor, event.detail["question"], event.detail["points"]) == (company.aisha, WHY, 3)


def test_the_sample_stays_hidden_while_she_can_try_again(handed_in, company: Company):
    marked(company.aisha, WHY, cause=0, words=0)
    marked(company.aisha, HOW, cause=0, words=0)
    page = page_of(handed_in)
    assert "1 of 11 points." in page
    assert "Not yet." in page
    assert f"{CANARY} sample" not in page


def test_it_is_told_after_the_last_try(taking: Taking, company: Company):
    ling = taking(questions=questions(WHY), tries=1)
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha, WHY, cause=0, words=0)
    assert f"{CANARY} sample why" in page_of(ling)


def test_before_the_result_of_the_last_try_no_other_is_promised(taking: Taking):
    ling = taking(questions=questions(WHY), tries=1)
    ling.post(QUIZ, {**filled(), "number": "1"})
    page = page_of(ling)
    assert "The one try is used." in page
    assert "You can try again" not in page


def test_nobody_tries_again_before_the_result(handed_in, company: Company):
    again = {**filled(), "number": "2"}
    for address in (QUIZ, SAVE):
        assert handed_in.post(address, again).status_code == 409
    assert "This try is not marked yet." in page_of(handed_in, again="check")
    assert QuizAttempt.objects.count() == 1
    marked(company.aisha, WHY)
    marked(company.aisha, HOW)
    handed_in.post(QUIZ, again)
    assert QuizAttempt.objects.count() == 2


def test_what_nobody_wrote_is_not_read_by_anybody(taking: Taking):
    ling = taking(questions=questions(WHY), time_limit=20)
    ling.post(f"{QUIZ}begin/", {"number": "1"})
    ling.post(QUIZ, {"q.loss": "falls", "number": "1", "time-is-over": "1"})
    assert (attempt().state, attempt().points, attempt().of) == ("graded", 1, 6)
    assert "Not answered." in page_of(ling)


def test_a_question_that_is_left_out_is_asked_for(taking: Taking):
    ling = taking(questions=questions(WHY))
    answer = ling.post(QUIZ, {"q.loss": "falls", "number": "1"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write your answer." in answer.content.decode()


def test_where_marks_wait_for_the_closing_nobody_marks_before(taking: Taking, company: Company):
    ling = taking(questions=questions(WHY), feedback="after-close", closes=in_minutes(60))
    ling.post(QUIZ, {**filled(), "number": "1"})
    assert not Answer.objects.exclude(awaits_since=None).exists()
    assert TOLD not in page_of(ling).split("<form")[0]
    let_pass(timedelta(hours=1) + GRACE)
    assert [close_due_attempts(), close_due_attempts()] == [0, 0], (
        "it waits for a person now, and not for beat"
    )
    assert Answer.objects.exclude(awaits_since=None).count() == 1
    marked(company.aisha)
    assert attempt().points == 6


def test_a_question_for_a_person_cannot_be_checked_alone(taking: Taking):
    ling = taking(questions=questions(WHY), feedback="at-once")
    assert page_of(ling).count('name="check"') == 1
    told = ling.post(CHECK, {**filled(), "number": "1", "check": WHY})
    assert told.status_code == 409
    assert "once you have handed in the quiz" in told.content.decode()
    ling.post(QUIZ, {**filled(), "number": "1"})
    assert attempt().state == "submitted"


def test_an_author_who_tries_it_sees_what_learners_see(taking: Taking, company: Company):
    client = taking(questions=questions(WHY))
    client.force_login(company.aisha)
    preview = f"/authoring/revisions/{Revision.objects.get().public_id}/quiz/quiz/check/"
    page = client.post(preview, filled(), headers=HTMX).content.decode()
    assert "This is what a learner sees now." in page
    assert TOLD in page
    assert not QuizAttempt.objects.exists()


def test_only_markers_mark_and_nobody_their_own(handed_in, company: Company):
    for user in (company.ling, company.marco, company.hr):
        with pytest.raises(Denied):
            marked(user)
    Enrolment.objects.update(user=company.aisha)
    with pytest.raises(Denied, match="their own"):
        marked(company.aisha)
    assert not Marking.objects.exists()


@pytest.mark.parametrize("given", [{}, {"cause": "l1"}, {**levels(1, 1), "words": "l9"}])
def test_a_mark_has_a_level_for_each_criterion(handed_in, company: Company, given):
    with pytest.raises(Conflict, match="still open"):
        mark_answer(by=company.aisha, answer=answer_of(), given=Given(given))


def test_the_second_marker_does_not_overwrite_the_first(handed_in, company: Company):
    marked(company.aisha, cause=1, words=1)
    with pytest.raises(Overtaken):
        marked(company.dana, cause=2, words=3)
    assert Marking.objects.get().by == company.aisha


def test_words_are_kept_as_they_were_written(handed_in):
    assert answer_of().response == WORDS
    assert WORDS.replace("<", "&lt;").replace(">", "&gt;").split("\n")[0] in page_of(handed_in)


@pytest.mark.django_db(transaction=True)
def test_two_who_mark_at_the_same_moment_give_one_mark(taking: Taking, company: Company):
    taking(questions=questions(WHY), readings=0).post(QUIZ, {**filled(), "number": "1"})

    def mark(by: object) -> str:
        try:
            return str(marked(by).by.name)  # type: ignore[arg-type]
        except Overtaken as told:
            return str(told)

    told = at_once(lambda: mark(company.aisha), lambda: mark(company.dana))
    assert Marking.objects.count() == 1
    assert Marking.objects.get().by.name in told
    assert sum("This answer was marked in the meantime" in one for one in told) == 1
    assert (attempt().state, attempt().points) == ("graded", 6)
