"""A certificate comes into being with its completion: once, whole, and as the course and the person say then."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from courses.actions import issue_certificate, mark_read, publish_revision
from courses.certificates.issuing import issue_missing
from courses.models import Certificate, Completion, Revision, ScorePolicy
from people.models import AuditEvent, User
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import TWO_THIRDS, Begin, Complete, Publish
from tests.courses.paths import placement, published_path
from tests.courses.racing import at_once


def only() -> Certificate:
    return Certificate.objects.with_state().get()


def test_it_holds_what_is_printed(company: Company, complete: Complete):
    completion = complete(company.ling)
    printed = only()
    assert (printed.holder, printed.course_title, printed.percent) == ("Ling", "Small course", 67)
    assert printed.completed_at == completion.completed_at <= printed.issued_at
    assert printed.content_of == completion.revision.published_at
    assert (printed.state, printed.expires_at, printed.issued_by) == ("valid", None, None)
    assert AuditEvent.objects.get(did="issued certificate").detail["number"] == printed.number


def test_it_is_undone_with_its_completion(company: Company, publish: Publish, begin: Begin, monkeypatch):
    revision = publish()
    enrolment = begin(company.ling, revision)
    block = revision.lessons.get(key="quiz").blocks.select_related("lesson").get(kind="quiz")
    hand_in(enrolment, block.lesson, block, TWO_THIRDS)

    def fails(**_of: object) -> None:
        raise RuntimeError("no certificate")

    monkeypatch.setattr("courses.progress.issue_certificate", fails)
    with pytest.raises(RuntimeError, match="no certificate"), transaction.atomic():
        mark_read(enrolment=enrolment, lesson=revision.lessons.get(key="read-1"))
    assert not Completion.objects.exists()


def test_issuing_again_changes_nothing(company: Company, complete: Complete):
    completion = complete(company.ling)
    again = issue_certificate(completion=completion)
    assert again == only()
    assert AuditEvent.objects.filter(did="issued certificate").count() == 1


def test_the_course_says_for_how_long(company: Company, complete: Complete):
    User.objects.filter(pk=company.ling.pk).update(time_zone="Asia/Shanghai")
    company.ling.refresh_from_db()
    complete(company.ling, certificate={"valid_months": 12})
    printed = only()
    assert printed.valid_until is not None
    assert (printed.valid_until.year, printed.valid_until.month) == (
        printed.completed_on.year + 1,
        printed.completed_on.month,
    )
    assert printed.time_zone == "Asia/Shanghai"


def test_a_later_edition_changes_no_earlier_promise(company: Company, complete: Complete, draft: Publish):
    complete(company.ling, certificate="forever")
    publish_revision(by=None, revision=draft(certificate={"valid_months": 1}))
    assert only().expires_at is None


def test_it_is_written_in_the_persons_language(company: Company, complete: Complete):
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    company.ling.refresh_from_db()
    complete(company.ling)
    assert (only().language, only().course_title) == ("zh-hans", "中文 Small course")


def test_without_a_chosen_language_it_is_that_in_which_they_read_not_of_who_marks(
    company: Company, complete: Complete
):
    User.objects.filter(pk=company.ling.pk).update(read_in="zh-hans")
    company.ling.refresh_from_db()
    with translation.override("en"):
        complete(company.ling)
    assert only().language == "zh-hans"


def test_without_a_chosen_language_it_is_that_of_the_page(company: Company, complete: Complete):
    with translation.override("zh-hans"):
        complete(company.ling)
    assert only().language == "zh-hans"


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd"])
def test_an_unknown_time_zone_is_utc(company: Company, complete: Complete, zone: str):
    User.objects.filter(pk=company.ling.pk).update(time_zone=zone)
    company.ling.refresh_from_db()
    complete(company.ling)
    assert only().time_zone == "UTC"


def test_a_person_without_a_name_is_not_named_by_their_address(company: Company, complete: Complete):
    User.objects.filter(pk=company.ling.pk).update(name=" ")
    company.ling.refresh_from_db()
    complete(company.ling)
    assert only().holder == "–"


def test_a_course_where_nothing_is_marked_prints_no_score(company: Company, complete: Complete):
    completion = complete(company.ling)
    Certificate.objects.all().delete()
    Revision.objects.update(parts=[["read-1", "read", "read-1"]])
    completion.refresh_from_db()
    issue_certificate(completion=completion)
    assert (only().score, only().score_policy) == (None, ScorePolicy.UNSCORED)


def test_the_database_takes_one_first_certificate_per_completion(company: Company, complete: Complete):
    complete(company.ling)
    twin = only()
    twin.pk, twin.number = None, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_hr_sees_the_completion_change_with_its_certificate(company: Company, complete: Complete):
    completion = complete(company.ling)
    Certificate.objects.all().delete()
    Completion.objects.update(updated_at=completion.updated_at - timedelta(days=3))
    issue_certificate(completion=completion)
    assert Completion.objects.get().updated_at >= completion.updated_at


def test_completions_of_an_older_version_get_theirs_in_batches(
    company: Company, publish: Publish, complete: Complete, monkeypatch
):
    monkeypatch.setattr("courses.certificates.issuing.BATCH", 2)
    revision = publish()
    for user in (company.ling, company.sven, company.marco, company.omar, company.aisha):
        complete(user, revision)
    kept = Certificate.objects.get(completion__user=company.sven)
    Certificate.objects.exclude(pk=kept.pk).delete()
    assert issue_missing() == 4
    assert issue_missing() == 0
    assert Certificate.objects.count() == 5
    assert Certificate.objects.get(completion__user=company.sven) == kept


def test_those_of_a_placement_test_cost_a_start_nothing(
    company: Company, publish: Publish, complete: Complete, django_assert_num_queries
):
    teaching, test = publish(key="one"), publish(key="placement", readings=0)
    published_path("month", "one", placement=placement((["loss"], ["one"])))
    for user in (company.ling, company.sven, company.marco):
        complete(user, test)
    assert Completion.objects.count() == 3
    with django_assert_num_queries(3):
        assert issue_missing() == 0
    complete(company.omar, teaching)
    Certificate.objects.all().delete()
    assert issue_missing() == 1
    assert only().completion.course == teaching.course


def test_the_upgrade_issues_them(company: Company, complete: Complete, settings, tmp_path, capsys):
    settings.DATA, settings.COURSE_LIBRARY = tmp_path, tmp_path
    complete(company.ling)
    Certificate.objects.all().delete()
    call_command("prepare")
    assert "issued 1 certificates" in capsys.readouterr().out
    assert Certificate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_last_parts_and_two_late_issues_at_once_make_one(
    company: Company, publish: Publish, begin: Begin
):
    revision = publish(readings=2)
    enrolment = begin(company.ling, revision)
    block = revision.lessons.get(key="quiz").blocks.select_related("lesson").get(kind="quiz")
    hand_in(enrolment, block.lesson, block, TWO_THIRDS)
    lessons = [revision.lessons.get(key=f"read-{number}") for number in (1, 2)]
    at_once(*(lambda lesson=lesson: mark_read(enrolment=enrolment, lesson=lesson) for lesson in lessons))
    assert Certificate.objects.count() == 1
    Certificate.objects.all().delete()
    completion = Completion.objects.get()
    issued = at_once(*[lambda: issue_certificate(completion=completion).number] * 4)
    assert {only().number} == set(issued)
