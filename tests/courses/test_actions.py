"""Enrolling, answering, finishing; and two things at once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from courses.actions import complete_part, enrol, mark_read, publish_revision, start
from courses.models import (
    Block,
    Completion,
    Course,
    Enrolment,
    EnrolmentState,
    Lesson,
    PartDone,
    PartKind,
    Revision,
)
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent, User
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER

Begin = Callable[[User, Revision], Enrolment]
ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}


def quiz_of(revision: Revision) -> tuple[Lesson, Block]:
    block = Block.objects.select_related("lesson").get(lesson__revision=revision, key="check")
    return block.lesson, block


def test_enrolling_twice_is_one_enrolment_and_one_line_in_the_audit(company: Company, publish: Publish):
    course = publish().course
    first = enrol(by=company.hr, user=company.ling, course=course, external_id="HR-7")
    again = enrol(by=company.hr, user=company.ling, course=course)
    assert (first.pk, again.external_id, again.state) == (again.pk, "HR-7", EnrolmentState.NOT_STARTED)
    assert AuditEvent.objects.filter(did="enrolled", actor=company.hr).count() == 1


def test_only_oneself_ones_team_or_the_hr_system_enrols(company: Company, publish: Publish):
    course = publish().course
    with pytest.raises(Denied, match="people of your team"):
        enrol(by=company.sven, user=company.ling, course=course)
    assert enrol(by=company.marco, user=company.ling, course=course).enrolled_by == company.marco


def test_an_unpublished_course_takes_nobody(company: Company, draft: Publish):
    with pytest.raises(Conflict, match="not published yet"):
        enrol(by=company.ling, user=company.ling, course=draft().course)


def test_starting_pins_what_is_published_then(company: Company, publish: Publish, begin: Begin):
    old = publish(title="Old")
    enrolment = begin(company.ling, old)
    new = publish(title="New")
    assert start(enrolment=enrolment).revision == old
    assert (enrolment.state, enrolment.all_parts) == (EnrolmentState.IN_PROGRESS, 2)
    assert enrolment.started_at
    assert begin(company.sven, new).revision == new


def test_partial_credit_counts_towards_passing(company: Company, publish: Publish, begin: Begin):
    revision = publish()
    lesson, block = quiz_of(revision)
    enrolment = begin(company.ling, revision)
    half = {"loss": "falls", "true": ["one"], "steps": RIGHT_NUMBER + 1}
    attempt = hand_in(enrolment, lesson, block, half)
    assert (attempt.points, attempt.of, attempt.passed, attempt.number) == (2.0, 3.0, True, 1)
    points = dict(attempt.answers.values_list("question_key", "points"))
    assert points == {"loss": 1.0, "true": 0.5, "steps": 0.5}
    assert PartDone.objects.get(enrolment=enrolment).score == pytest.approx(2 / 3)


def test_an_unanswered_question_earns_nothing(company: Company, publish: Publish, begin: Begin):
    revision = publish()
    lesson, block = quiz_of(revision)
    enrolment = begin(company.ling, revision)
    attempt = hand_in(enrolment, lesson, block, {"loss": "falls"})
    assert (attempt.points, attempt.passed, PartDone.objects.count()) == (1.0, False, 0)


def test_a_worse_try_keeps_the_best_score(company: Company, publish: Publish, begin: Begin):
    revision = publish()
    lesson, block = quiz_of(revision)
    enrolment = begin(company.ling, revision)
    hand_in(enrolment, lesson, block, ALL_RIGHT)
    worse = {"loss": "falls", "true": ["one"], "steps": RIGHT_NUMBER + 1}
    assert hand_in(enrolment, lesson, block, worse).number == 2
    assert PartDone.objects.get(enrolment=enrolment).score == 1.0


def test_the_last_part_completes_the_course_with_the_mean_score(
    company: Company, publish: Publish, begin: Begin
):
    revision = publish(lab=True)
    lesson, block = quiz_of(revision)
    enrolment = begin(company.ling, revision)
    mark_read(enrolment=enrolment, lesson=revision.lessons.get(key="read-1"))
    hand_in(enrolment, lesson, block, ALL_RIGHT)
    assert not Completion.objects.exists()
    done = complete_part(enrolment=enrolment, lesson_key="lab", kind=PartKind.LAB, key="sort", score=0.8)
    assert (done.state, done.percent) == (EnrolmentState.DONE, 100)
    assert Completion.objects.get().score == pytest.approx(0.9)
    assert AuditEvent.objects.filter(did="completed").count() == 1


def test_a_part_of_another_course_is_refused(company: Company, publish: Publish, begin: Begin):
    enrolment = begin(company.ling, publish())
    with pytest.raises(Conflict, match="does not belong"):
        complete_part(enrolment=enrolment, lesson_key="lab", kind=PartKind.LAB, key="sort", score=1.0)
    with pytest.raises(Conflict, match="does not belong"):
        mark_read(enrolment=enrolment, lesson=Lesson.objects.get(key="quiz"))


@pytest.mark.django_db(transaction=True)
def test_two_last_parts_at_once_make_one_completion(company: Company, publish: Publish, begin: Begin):
    revision = publish(readings=2)
    lesson, block = quiz_of(revision)
    enrolment = begin(company.ling, revision)
    hand_in(enrolment, lesson, block, ALL_RIGHT)
    both_here = threading.Barrier(2)
    told: list[object] = []

    def read(key: str) -> None:
        try:
            both_here.wait(10)
            told.append(mark_read(enrolment=enrolment, lesson=Lesson(key=key)).done_parts)
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=[key]) for key in ("read-1", "read-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == [2, 3]  # type: ignore[type-var]
    assert Completion.objects.count() == AuditEvent.objects.filter(did="completed").count() == 1
    assert Enrolment.objects.get().state == EnrolmentState.DONE


def test_publishing_leaves_those_who_started_where_they_are(
    company: Company, publish: Publish, draft: Publish, begin: Begin
):
    old = publish(title="Old")
    enrolment = begin(company.ling, old)
    new = publish_revision(by=company.aisha, revision=draft(title="New", readings=3))
    enrolment.refresh_from_db()
    assert (enrolment.revision, enrolment.all_parts) == (old, 2)
    assert Course.objects.get().published == new
    assert new.published_by == company.aisha
    assert AuditEvent.objects.filter(did="published", actor=company.aisha).count() == 1


def test_publishing_is_refused_with_a_reason(company: Company, publish: Publish, draft: Publish):
    first, second = draft(title="One"), draft(title="Two")
    with pytest.raises(Conflict, match="Revision 2 is newer than 1"):
        publish_revision(by=company.aisha, revision=first)
    publish_revision(by=company.aisha, revision=second)
    with pytest.raises(Conflict, match="Revision 2 is already published"):
        publish_revision(by=company.dana, revision=second)
    with pytest.raises(Denied, match="Only authors"):
        publish_revision(by=company.ling, revision=draft(title="Three"))
