"""Other terms for one person: who may grant them, what they change, also for a try that is under way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions import close_due_attempts, move_everywhere, publish_revision
from courses.cards.drawing import attempt_card
from courses.models import Block, Enrolment, Policy, QuizAttempt, QuizOverride, Revision
from courses.overrides.acts import Granted, give_override, withdraw_override
from courses.publishing.acts import Plan
from courses.states import GRACE
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent, User
from tests.conftest import Company
from tests.courses.folders import RIGHT
from tests.courses.hand_marked import WHY, WORDS, questions
from tests.courses.quiz_pages import QUIZ, SAVE, START, in_minutes, let_pass, page_of
from tests.courses.test_needs_of_courses import hand_in_quiz

pytestmark = pytest.mark.django_db
DUE = import_module("courses.migrations.0033_tries_nobody_marked").DUE
MINUTE = timedelta(minutes=1)
LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=5)


def check_of(enrolment: Enrolment) -> Block:
    return enrolment.revision.lessons.get(key="quiz").blocks.get(key="check")


@pytest.fixture
def grant(company: Company) -> Callable[..., QuizOverride]:
    """Marco grants Ling something."""

    def give(*, by: User | None = None, to: User | None = None, **terms: Any) -> QuizOverride:
        enrolment = Enrolment.objects.get(user=to or company.ling)
        block = check_of(enrolment)
        granted = Granted(**{"reason": "a long night", **terms})
        return give_override(by=by or company.marco, enrolment=enrolment, block=block, granted=granted)

    return give


def attempt() -> QuizAttempt:
    return QuizAttempt.objects.timed().select_related("enrolment").get()


def test_more_time_holds_from_the_start(taking, grant):
    ling = taking(time_limit=20)
    grant(time_factor=1.5, extra_minutes=5)
    page = page_of(ling)
    assert "You have 35 minutes once you start." in page
    assert "as agreed with you" in page
    ling.post(START, {"number": "1"})
    assert attempt().deadline - attempt().started_at == 35 * MINUTE
    assert "Your time was extended" not in page_of(ling), "it is what was known before"


def test_more_time_for_a_try_under_way_moves_its_deadline_and_the_page_says_so(taking, grant):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    before = attempt().deadline
    grant(extra_minutes=10)
    assert attempt().deadline == before + 10 * MINUTE
    assert "Your time was extended to" in page_of(ling)
    told = ling.post(SAVE, {"number": "1", "q.loss": "falls"}).json()
    assert 29 * 60 < told["left"] <= 30 * 60
    assert told["note"].startswith("Your time was extended to")


def test_a_page_whose_clock_runs_out_does_not_hand_in_what_has_more_time(taking, grant):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    let_pass(20 * MINUTE)
    grant(extra_minutes=10)
    sent = {"number": "1", "time-is-over": "1", "q.loss": "falls"}
    answer = ling.post(QUIZ, sent, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Your time was extended to" in page
    assert "left. Then what you have given is handed in." in page
    assert attempt().state == "in_progress"
    assert attempt().answers.get(question_key="loss").given == {"values": ["falls"]}, "and it is saved"


def test_a_try_that_was_about_to_be_closed_goes_on(taking, grant):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    let_pass(20 * MINUTE + GRACE / 2)
    ling.post(QUIZ, {"number": "1", "q.loss": "?"})
    QuizAttempt.objects.update(state="overdue")
    grant(extra_minutes=10)
    assert attempt().state == "in_progress"
    let_pass(GRACE)
    assert close_due_attempts() == 0
    assert ling.post(SAVE, {"number": "1", "q.loss": "falls"}).status_code == 200


def test_another_closing_lets_somebody_in_who_was_late(taking, grant):
    ling = taking(closes=in_minutes(30))
    let_pass(60 * MINUTE)
    assert "This quiz closed on" in page_of(ling)
    grant(closes=LATER)
    assert "What does the" in page_of(ling)
    ling.post(SAVE, {"number": "1", "q.loss": "falls"})
    assert attempt().deadline == LATER


def test_another_opening_is_the_persons_own(taking, grant, company, begin):
    ling = taking(opens=in_minutes(60))
    begin(company.sven, Revision.objects.get())
    grant(opens=datetime.now(UTC) - MINUTE)
    assert "What does the" in page_of(ling)
    ling.force_login(company.sven)
    assert "This quiz opens on" in page_of(ling)


def test_further_tries_are_added_to_those_of_the_quiz(taking, grant):
    ling = taking(tries=1)
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    assert "The one try is used." in page_of(ling)
    grant(extra_tries=1)
    page = page_of(ling)
    assert "1 try left" in page
    assert ling.post(QUIZ, {**RIGHT, "number": "2"}).status_code == 302


def test_marks_are_told_when_the_quiz_closes_for_the_person(taking, grant):
    ling = taking(feedback="after-close", closes=in_minutes(60))
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    grant(closes=LATER)
    let_pass(2 * 60 * MINUTE)
    assert "Marks are shown on" in page_of(ling)
    assert attempt().points is None
    let_pass(4 * 60 * MINUTE)
    assert "3 of 3 points." in page_of(ling)


def test_other_terms_leave_marks_kept_back_by_the_closing_of_the_quiz_as_it_was_taken(
    taking, grant, company, draft
):
    ling = taking(feedback="after-close", closes=in_minutes(60), tries=2)
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    due = attempt().marks_at
    publish_revision(by=company.aisha, revision=draft(tries=2), plan=Plan(Policy.DELTA, Policy.DELTA))
    move_everywhere()
    enrolment = grant(extra_tries=1).enrolment
    assert (enrolment.revision.number, attempt().marks_at) == (2, due)
    withdraw_override(by=company.marco, enrolment=enrolment, block=check_of(enrolment))
    assert attempt().marks_at == due
    let_pass(61 * MINUTE)
    assert close_due_attempts() == 1
    assert attempt().state == "graded"


def test_the_upgrade_marks_tries_that_such_terms_had_left_behind_and_none_that_wait_for_a_person(
    taking, company, publish, begin
):
    ling = taking(feedback="after-close", closes=in_minutes(60))
    ling.post(QUIZ, {**RIGHT, "number": "1"})
    QuizAttempt.objects.update(marks_at=None)
    by_hand = publish(key="by-hand", questions=questions(WHY))
    hand_in_quiz(begin(company.ling, by_hand), {"loss": "falls", WHY: WORDS})
    with connection.cursor() as cursor:
        cursor.execute(DUE)
    assert close_due_attempts() == 1
    states = QuizAttempt.objects.values_list("revision__course__key", "state")
    assert dict(states) == {"small": "graded", "by-hand": "submitted"}


def test_less_time_than_was_used_is_refused_while_somebody_is_at_it(taking, grant, company):
    ling = taking(time_limit=20)
    grant(extra_minutes=60)
    ling.post(START, {"number": "1"})
    let_pass(40 * MINUTE)
    with pytest.raises(Conflict, match="would be over"):
        grant(extra_minutes=1)
    enrolment = attempt().enrolment
    block = check_of(enrolment)
    with pytest.raises(Conflict, match="would be over"):
        withdraw_override(by=company.marco, enrolment=enrolment, block=block)
    assert QuizOverride.objects.get().extra_minutes == 60, "nothing of it happened"


def test_withdrawn_terms_are_those_of_the_quiz_again(taking, grant, company):
    ling = taking(time_limit=20)
    ling.post(START, {"number": "1"})
    before = attempt().deadline
    override = grant(extra_minutes=10)
    block = Revision.objects.get().lessons.get(key="quiz").blocks.get(key="check")
    for _ in range(2):
        withdraw_override(by=company.marco, enrolment=override.enrolment, block=block)
    assert attempt().deadline == before
    assert "Your time was extended" not in page_of(ling)
    assert AuditEvent.objects.filter(did="withdrew quiz terms").count() == 1


def test_granting_again_replaces_and_the_audit_trail_has_both(taking, grant, company):
    taking(time_limit=20)
    first, second = grant(extra_minutes=10), grant(extra_minutes=5, by=company.aisha)
    assert first.pk == second.pk
    told = AuditEvent.objects.filter(did="granted quiz terms").order_by("pk")
    assert [(one.actor, one.detail["extra_minutes"]) for one in told] == [
        (company.marco, 10),
        (company.aisha, 5),
    ]
    assert told[0].detail["user"] == str(company.ling.public_id)


@pytest.mark.parametrize("name", ["marco", "aisha", "dana"])
def test_managers_authors_and_administrators_grant(taking, grant, company, name: str):
    taking(time_limit=20)
    assert grant(by=getattr(company, name), extra_minutes=1).given_by == getattr(company, name)


@pytest.mark.parametrize("name", ["sven", "omar", "hr"])
def test_others_do_not(taking, grant, company, name: str):
    taking(time_limit=20)
    with pytest.raises(Denied, match="Only the person's managers"):
        grant(by=getattr(company, name), extra_minutes=1)


@pytest.mark.parametrize("name", ["ling", "dana"])
def test_nobody_grants_anything_to_themselves(taking, grant, company, begin, name: str):
    taking(time_limit=20)
    somebody = getattr(company, name)
    begin(somebody, Revision.objects.get())
    with pytest.raises(Denied, match="their own quiz"):
        grant(by=somebody, to=somebody, extra_minutes=1)


@pytest.mark.parametrize(
    ("quiz", "terms", "said"),
    [
        ({}, {}, "Say what changes"),
        ({}, {"extra_minutes": 5}, "has no time limit"),
        ({}, {"extra_tries": 1}, "as often as one likes"),
        ({"opens": in_minutes(60 * 24)}, {"closes": LATER}, "close before it opens"),
    ],
)
def test_what_would_change_nothing_or_cannot_be_is_refused(taking, grant, quiz, terms, said: str):
    taking(**quiz)
    with pytest.raises(Conflict, match=said):
        grant(**terms)
    assert not QuizOverride.objects.exists()


def test_a_card_without_an_override_has_the_terms_of_the_quiz(taking):
    ling = taking(time_limit=20, tries=2)
    ling.post(START, {"number": "1"})
    block = Revision.objects.get().lessons.get(key="quiz").blocks.get(key="check")
    card = attempt_card(block, attempt(), None)
    assert (card.terms.minutes, card.tries, card.extended) == (20, 2, "")


def test_only_those_who_were_granted_something_cost_a_query_for_it(taking, grant, django_assert_num_queries):
    ling = taking(time_limit=20)
    with CaptureQueriesContext(connection) as plain:
        assert "as agreed with you" not in page_of(ling)
    grant(time_factor=1.5)
    with django_assert_num_queries(len(plain) + 1):
        assert "as agreed with you" in page_of(ling)
