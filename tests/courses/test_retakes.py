"""A certificate that ends is renewed by taking the course again: a new cycle, and everything before it stays on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.actions import (
    begin_attempt,
    mark_read,
    publish_revision,
    revoke_certificate,
    take_again,
)
from courses.attempts.saving import save_answers
from courses.models import (
    Block,
    Certificate,
    Completion,
    Enrolment,
    EnrolmentState,
    PartDone,
    PartKind,
    QuizAttempt,
    Renewal,
)
from courses.progress import check_counts
from courses.publishing.retakes import check_can_take_again
from courses.states import AttemptState
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.answering import given_for, hand_in
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT_NUMBER

pytestmark = pytest.mark.django_db
ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}
PART = ("quiz", PartKind.QUIZ.value, "check")
AGAIN = "/courses/small/enrol/again/"
Finish = Callable[..., Enrolment]


def quiz(enrolment: Enrolment) -> Block:
    return Block.objects.select_related("lesson").get(lesson__revision=enrolment.revision_id, key="check")


def do_everything(enrolment: Enrolment) -> None:
    enrolment.refresh_from_db()
    assert enrolment.revision is not None
    for lesson in enrolment.revision.lessons.filter(key__startswith="read-"):
        mark_read(enrolment=enrolment, lesson=lesson)
    hand_in(enrolment, quiz(enrolment).lesson, quiz(enrolment), ALL_RIGHT)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.DONE


def ends_in(enrolment: Enrolment, days: float) -> None:
    newest = Certificate.objects.filter(completion__enrolment=enrolment).latest("pk")
    newest.expires_at = timezone.now() + timedelta(days=days)
    newest.completed_at = newest.expires_at - timedelta(days=365)
    newest.save()


@pytest.fixture
def finished(begin: Begin, publish: Publish, company: Company) -> Finish:
    """Ling has done the course; her certificate ends in so many days."""

    def go(ends: float = -1) -> Enrolment:
        enrolment = begin(company.ling, publish())
        do_everything(enrolment)
        ends_in(enrolment, ends)
        return enrolment

    return go


@pytest.mark.parametrize(("days", "can"), [(-400, True), (-0.1, True), (59, True), (61, False)])
def test_a_course_can_be_taken_again_from_sixty_days_before_the_end(finished: Finish, days: float, can: bool):
    assert bool(check_can_take_again.refusal(finished(days))) is not can


def test_a_new_cycle_begins_and_nothing_is_lost(company: Company, finished: Finish, draft: Publish):
    enrolment = finished()
    first = Completion.objects.get()
    newer = publish_revision(by=company.aisha, revision=draft(readings=2))
    enrolment = take_again(by=company.ling, enrolment=enrolment)
    assert (enrolment.cycle, enrolment.state, enrolment.done_parts) == (2, EnrolmentState.IN_PROGRESS, 0)
    assert (enrolment.revision, enrolment.all_parts, enrolment.completion) == (newer, 3, first)
    assert PartDone.objects.filter(enrolment=enrolment, cycle=1).count() == 2
    do_everything(enrolment)
    again = Completion.objects.get(cycle=2)
    assert (again.revision, enrolment.completion) == (newer, again)
    assert list(Completion.objects.filter(cycle=1).values()) == list(
        Completion.objects.filter(pk=first.pk).values()
    )
    assert Certificate.objects.count() == 2
    assert check_can_take_again.refusal(enrolment), "the new certificate is valid"


def test_pressing_twice_begins_one_cycle(company: Company, finished: Finish):
    enrolment = finished()
    for _press in range(2):
        assert take_again(by=company.ling, enrolment=enrolment).cycle == 2
    assert Renewal.objects.count() == 1
    assert AuditEvent.objects.filter(did="takes again").count() == 1


def test_it_can_be_renewed_again_and_again(company: Company, finished: Finish):
    enrolment = finished()
    for cycle in (2, 3):
        assert take_again(by=company.ling, enrolment=enrolment).cycle == cycle
        do_everything(enrolment)
        ends_in(enrolment, -1)


def test_what_was_made_before_is_no_evidence_of_the_new_cycle(company: Company, finished: Finish):
    enrolment = finished()
    old = QuizAttempt.objects.get()
    enrolment = take_again(by=company.ling, enrolment=enrolment)
    assert check_counts.refusal(enrolment, PART, old.revision_id, old.started_at)
    assert not check_counts.refusal(enrolment, PART, old.revision_id, timezone.now())


def test_a_quiz_that_is_open_ends_with_its_cycle(company: Company, finished: Finish):
    enrolment = finished()
    block = quiz(enrolment)
    attempt = begin_attempt(enrolment=enrolment, lesson=block.lesson, block=block)
    save_answers(attempt=attempt, given=given_for(block, {"loss": "falls"}))
    enrolment = take_again(by=company.ling, enrolment=enrolment)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.cycle) == (AttemptState.GRADED, 1)
    assert not PartDone.objects.current(enrolment).exists()
    newest = begin_attempt(enrolment=enrolment, lesson=block.lesson, block=block)
    assert (newest.cycle, newest.tried) == (2, 1)


def test_nobody_begins_it_for_somebody_they_may_not_enrol(company: Company, finished: Finish):
    with pytest.raises(Denied):
        take_again(by=company.sven, enrolment=finished())


def test_a_course_that_is_archived_or_gives_none_is_not_taken_again(finished: Finish):
    enrolment = finished()
    enrolment.course.published.__class__.objects.update(certified=False)
    with pytest.raises(Conflict):
        check_can_take_again(enrolment)
    enrolment.course.published.__class__.objects.update(certified=True)
    enrolment.course.archived_at = timezone.now()
    enrolment.course.save()
    with pytest.raises(Conflict, match="archived"):
        check_can_take_again(enrolment)


def test_the_course_offers_it_and_says_what_it_means(client: Client, company: Company, finished: Finish):
    finished()
    client.force_login(company.ling)
    page = client.get("/courses/small/").content.decode()
    assert "Your certificate has expired" in page
    assert "Take it again" in page
    old = Completion.objects.get()
    assert "Renew it in the course" in client.get(f"/certificates/{old.public_id}/").content.decode()
    assert client.post(AGAIN).headers["Location"] == "/courses/small/read-1/"
    page = client.get("/courses/small/").content.decode()
    assert "you take this course again, for a new certificate" in page
    assert "has expired.</a>" in page
    assert "Take it again" not in page


def test_the_new_certificate_lists_the_one_before(client: Client, company: Company, finished: Finish):
    enrolment = take_again(by=company.ling, enrolment=finished())
    do_everything(enrolment)
    client.force_login(company.ling)
    page = client.get(f"/certificates/{enrolment.completion.public_id}/").content.decode()
    assert "Earlier certificates" in page
    assert "expired" in page


def test_one_that_is_valid_for_a_month_is_not_called_for_on_its_first_day(finished: Finish, client: Client):
    enrolment = finished()
    newest = Certificate.objects.get()
    now = timezone.now()
    for past, offered in ((0, False), (14, False), (16, True)):
        newest.completed_at = now - timedelta(days=past)
        newest.expires_at = newest.completed_at + timedelta(days=30)
        newest.save()
        assert bool(not check_can_take_again.refusal(enrolment)) is offered


def test_a_revoked_one_can_be_earned_anew(finished: Finish, client: Client, company: Company):
    enrolment = finished()
    revoke_certificate(by=company.dana, certificate=Certificate.objects.get(), reason="not their own work")
    client.force_login(enrolment.user)
    page = client.get("/courses/small/").content.decode()
    assert "Your certificate was revoked on" in page
    assert AGAIN in page
    client.post(AGAIN)
    do_everything(enrolment)
    states = Certificate.objects.with_state().order_by("pk").values_list("state", flat=True)
    assert list(states) == ["revoked", "valid"]
