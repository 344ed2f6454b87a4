"""Rolling back, duplicating, archiving: nothing that people did is lost by any of it."""

import pytest
from django.test import Client

from courses.actions import enrol, mark_read, publish_revision, start
from courses.drafts.drafting import check_draft, make_revision
from courses.lifecycle import archive_course, duplicate_course, unarchive_course
from courses.models import (
    Completion,
    Course,
    CourseMember,
    CourseRole,
    Draft,
    Enrolment,
    Lesson,
    Policy,
    Publication,
    Revision,
)
from courses.publishing.acts import Plan
from courses.publishing.renewals import move_everywhere
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent, Role
from tests.conftest import Company, person
from tests.courses.deskwork import DESK, INTRO, Desk


def second_of(desk: Desk) -> Revision:
    desk.write("Second words.\n")
    made = make_revision(by=desk.company.aisha, draft=desk.draft)
    assert isinstance(made, Revision)
    return publish_revision(by=desk.company.aisha, revision=made)


def test_an_earlier_revision_is_published_again(client: Client, desk: Desk):
    first = desk.course.published
    assert first is not None
    day = first.published_at
    second = second_of(desk)
    client.force_login(desk.company.aisha)
    page = client.get(f"/authoring/revisions/{first.public_id}/").content.decode()
    assert "Roll back to revision 1" in page
    client.post(f"/authoring/revisions/{first.public_id}/publish/")
    desk.course.refresh_from_db()
    first.refresh_from_db()
    assert (desk.course.published, first.published_at) == (first, day)
    log = Publication.objects.filter(course=desk.course)
    assert [one.revision.number for one in log] == [1, 2, 1]
    assert log[0].earlier == second


def test_people_are_rolled_back_as_their_author_decides(desk: Desk):
    first = desk.course.published
    assert first is not None
    second_of(desk)
    enrolment = start(enrolment=enrol(by=None, user=desk.company.ling, course=desk.course))
    lesson = Lesson.objects.get(revision=enrolment.revision, key="read-1")
    mark_read(enrolment=enrolment, lesson=lesson)
    publish_revision(by=desk.company.aisha, revision=first, plan=Plan(started=Policy.DELTA))
    move_everywhere()
    enrolment.refresh_from_db()
    assert (enrolment.revision, enrolment.done_parts) == (first, 1), "what she read still counts"


def test_a_draft_that_was_overtaken_is_not_published(desk: Desk):
    desk.write("Second.\n")
    second = make_revision(by=desk.company.aisha, draft=desk.draft)
    desk.write("Third.\n")
    make_revision(by=desk.company.aisha, draft=desk.draft)
    assert isinstance(second, Revision)
    with pytest.raises(Conflict, match="Revision 3 is newer"):
        publish_revision(by=desk.company.aisha, revision=second)


def test_a_copy_has_the_content_of_the_draft_and_nothing_of_people(desk: Desk):
    enrol(by=None, user=desk.company.ling, course=desk.course)
    desk.write("Only in the draft.\n")
    draft = duplicate_course(by=desk.company.aisha, course=desk.course, title="Small course for Sales")
    course = check_draft(draft).course
    assert course is not None
    assert (course.key, dict(course.title.texts)) == (
        "small-course-for-sales",
        {"en": "Small course for Sales"},
    )
    assert draft.files.get(path=INTRO).text == "Only in the draft.\n"
    assert [lesson.key for lesson in course.lessons] == ["read-1", "quiz"]
    copy = draft.course
    assert not Enrolment.objects.filter(course=copy).exists()
    members = CourseMember.objects.filter(course=copy).values_list("user", "role")
    assert list(members) == [(desk.company.aisha.pk, CourseRole.AUTHOR)]
    assert copy.published is None
    assert AuditEvent.objects.get(did="duplicated course").detail == {"of": "small"}


def test_two_copies_of_one_title_have_keys_of_their_own(desk: Desk):
    keys = [
        duplicate_course(by=desk.company.aisha, course=desk.course, title="Copy").course.key
        for _twice in range(2)
    ]
    assert keys == ["copy", "copy-2"]


def test_a_course_that_nobody_edits_is_not_in_the_editor_after_it_was_copied(desk: Desk):
    desk.draft.delete()
    copy = duplicate_course(by=desk.company.aisha, course=desk.course, title="Copy")
    assert copy.files.get(path=INTRO).text
    assert not Draft.objects.filter(course=desk.course).exists()


def test_only_who_writes_the_course_and_may_begin_one_copies_it(desk: Desk):
    ines = person("Ines", roles=[Role.AUTHOR])
    for somebody in (desk.company.omar, ines):
        with pytest.raises(Denied):
            duplicate_course(by=somebody, course=desk.course, title="Mine")
    assert Course.objects.count() == 1


def test_an_archived_course_is_for_those_who_are_on_it(client: Client, company: Company, desk: Desk):
    enrolment = start(enrolment=enrol(by=None, user=company.ling, course=desk.course))
    archive_course(by=company.aisha, course=desk.course)
    archive_course(by=company.aisha, course=desk.course)
    with pytest.raises(Conflict, match="archived"):
        enrol(by=None, user=company.marco, course=Course.objects.get(pk=desk.course.pk))
    again = enrol(by=None, user=company.ling, course=Course.objects.get(pk=desk.course.pk))
    assert again == enrolment, "a system that asks twice gets the same answer"
    client.force_login(company.ling)
    assert client.get("/courses/small/read-1/").status_code == 200
    mark_read(enrolment=enrolment, lesson=Lesson.objects.get(key="read-1"))
    assert "Small course" not in client.get("/courses/").content.decode()
    client.force_login(company.omar)
    page = client.get("/courses/small/").content.decode()
    assert "This course is archived" in page
    assert client.post("/courses/small/enrol/").status_code == 409
    assert AuditEvent.objects.filter(did="archived").count() == 1


def test_managers_and_authors_see_that_it_is_archived(client: Client, company: Company, desk: Desk):
    start(enrolment=enrol(by=None, user=company.ling, course=desk.course))
    archive_course(by=company.aisha, course=desk.course)
    client.force_login(company.marco)
    assert "archived" in client.get("/team/").content.decode()
    assert "archived" in client.get(f"/team/{company.ling.public_id}/").content.decode()
    client.force_login(company.aisha)
    assert "archived" in client.get("/authoring/").content.decode()
    assert "nobody new can be enrolled" in client.get(DESK).content.decode()


def test_it_comes_out_of_the_archive_as_it_went_in(client: Client, company: Company, desk: Desk):
    archive_course(by=company.aisha, course=desk.course)
    unarchive_course(by=company.aisha, course=desk.course)
    client.force_login(company.ling)
    assert "Small course" in client.get("/courses/").content.decode()
    assert enrol(by=company.ling, user=company.ling, course=Course.objects.get(pk=desk.course.pk))


def test_nothing_is_published_into_the_archive(desk: Desk):
    archive_course(by=desk.company.aisha, course=desk.course)
    desk.write("Second.\n")
    made = make_revision(by=desk.company.aisha, draft=desk.draft)
    assert isinstance(made, Revision)
    with pytest.raises(Conflict, match="archived"):
        publish_revision(by=desk.company.aisha, revision=made)
    assert not Completion.objects.exists()
