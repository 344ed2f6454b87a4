"""An HR system puts people on learning paths, as often as it likes, and reads how far they are."""

from datetime import date, timedelta
from unittest.mock import ANY

import pytest
from django.utils import timezone

from courses.actions import publish_path, write_version
from courses.clock import database_now
from courses.models import Course, Enrolment, PathEnrolment
from courses.progress import complete_part
from people.models import AuditEvent
from tests.courses.paths import on_path, published_path, small_path
from tests.hr_api.programs import assert_problem, everything, pointers
from tests.reporting.stories import PARTS, on_course, tiny_course

pytestmark = pytest.mark.django_db


def in_days(days):
    return (timezone.localdate(database_now()) + timedelta(days=days)).isoformat()


@pytest.fixture
def path(db):
    tiny_course()
    return published_path("month", "tiny")


def test_the_first_call_puts_somebody_on_the_path_and_the_second_finds_them(hr, path, company):
    asked = {"user": "ling@example.org", "path": "month", "due_on": in_days(30), "external_id": "HR-1"}
    first, second = hr.post("path-enrolments", asked), hr.post("path-enrolments", asked)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    told = {"state": "not_started", "courses_done": 0, "courses_needed": 1, "due_on": in_days(30)}
    assert first.json() | told == first.json()
    assert AuditEvent.objects.filter(did="assigned path", actor=company.hr).count() == 1


def test_another_id_for_the_same_row_is_refused_and_changes_nothing(hr, path, company):
    asked = {"user": "ling@example.org", "path": "month", "external_id": "HR-1"}
    hr.post("path-enrolments", asked)
    again = {**asked, "external_id": "HR-2", "due_on": in_days(60)}
    assert "“HR-1”" in assert_problem(hr.post("path-enrolments", again), 409, "conflict")["detail"]
    assert PathEnrolment.objects.get().due_on is None


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["/user", "/path"]),
        ({"user": "ling@example.org", "path": "none"}, ["/path"]),
        ({"user": "nobody@example.org", "path": "month"}, ["/user"]),
        ({"user": "ling@example.org", "path": "month", "due_on": "soon"}, ["/due_on"]),
        ({"user": "ling@example.org", "path": "month", "due": "2026-12-31"}, ["/due"]),
    ],
)
def test_what_cannot_be_used_is_pointed_at(hr, path, company, body, where):
    assert pointers(assert_problem(hr.post("path-enrolments", body), 422, "invalid-input")) == where
    assert PathEnrolment.objects.count() == 0


def test_a_course_that_gets_done_moves_the_row_in_the_list(hr, path, company):
    on_path(company.ling, path)
    enrolment = on_course(company.ling, Course.objects.get(key="tiny"), done=2)
    before = everything(hr, "path-enrolments")[0]
    assert (before["state"], before["percent"]) == ("in_progress", 0)
    complete_part(enrolment=enrolment, lesson_key="train", kind="lab", key=PARTS[2][2], score=0.9)
    after = hr.client.get("/api/v1/path-enrolments?path=month").json()["results"][0]
    assert (after["state"], after["percent"], after["courses_done"]) == ("done", 100, 1)
    assert after["updated_at"] > before["updated_at"]
    assert Enrolment.objects.get().state == "done"


@pytest.mark.parametrize("size", [1, 10])
def test_the_list_costs_the_same_for_any_number(hr, path, company, size, django_assert_max_num_queries):
    for user in (company.ling, company.sven, company.omar)[:size]:
        on_path(user, path)
    with django_assert_max_num_queries(9):
        hr.get("path-enrolments")


def test_the_list_of_paths_tells_the_keys_that_somebody_can_be_put_on(hr, path, company):
    write_version(by=None, source=small_path("draft", "tiny"))
    (row,) = everything(hr, "paths")
    told = {"id": "month", "title": {"en": "Your first month", "zh-hans": "中文 Your first month"}}
    assert row == {**row, **told, "version": 1, "courses": ["tiny"]}
    assert hr.post("path-enrolments", {"user": "ling@example.org", "path": row["id"]}).status_code == 201


def test_a_newer_version_moves_the_path_in_the_list(hr, path):
    before = everything(hr, "paths")[0]["updated_at"]
    version = write_version(by=None, source=small_path("month", "tiny", title="Your first year"))
    assert everything(hr, "paths")[0]["updated_at"] == before
    publish_path(by=None, version=version)
    after = everything(hr, "paths")[0]
    assert (after["version"], after["updated_at"] > before) == (2, True)
    assert everything(hr, "paths", updated_since=after["updated_at"]) == [after]


def test_paths_come_in_pages_and_cost_the_same_for_any_number(hr, path, django_assert_max_num_queries):
    for number in range(4):
        published_path(f"path-{number}", "tiny")
    assert len({row["id"] for row in everything(hr, "paths", limit=2)}) == 5
    with django_assert_max_num_queries(5):
        hr.get("paths")


def test_a_call_takes_somebody_off_a_path_and_its_repetition_changes_nothing(hr, path, company):
    asked = {"user": "ling@example.org", "path": "month"}
    row = hr.post("path-enrolments", asked).json()
    address = f"/api/v1/path-enrolments/{row['id']}"
    first, second = hr.client.delete(address), hr.client.delete(address)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert first.json()["withdrawn_at"] is not None
    assert AuditEvent.objects.filter(did="withdrew path", actor=company.hr).count() == 1
    assert hr.post("path-enrolments", asked).json() == {**row, "updated_at": ANY}
    assert_problem(hr.client.delete("/api/v1/path-enrolments/" + "0" * 8 + row["id"][8:]), 404, "not-found")


@pytest.mark.parametrize("named", [{}, {"external_id": "HR-1"}])
def test_an_id_stays_when_somebody_is_put_on_again(hr, path, company, named):
    asked = {"user": "ling@example.org", "path": "month"}
    row = hr.post("path-enrolments", {**asked, "external_id": "HR-1"}).json()
    hr.client.delete(f"/api/v1/path-enrolments/{row['id']}")
    again = hr.post("path-enrolments", {**asked, **named})
    assert (again.status_code, again.json()["external_id"]) == (201, "HR-1")


def test_another_id_is_refused_also_for_somebody_who_was_taken_off(hr, path, company):
    asked = {"user": "ling@example.org", "path": "month"}
    row = hr.post("path-enrolments", {**asked, "external_id": "HR-1"}).json()
    off = hr.client.delete(f"/api/v1/path-enrolments/{row['id']}").json()
    refused = assert_problem(hr.post("path-enrolments", {**asked, "external_id": "HR-2"}), 409, "conflict")
    assert "“HR-1”" in refused["detail"]
    assert everything(hr, "path-enrolments") == [off], "nothing was changed"


def test_an_id_is_taken_over_where_there_was_none(hr, path, company):
    asked = {"user": "ling@example.org", "path": "month"}
    row = hr.post("path-enrolments", asked).json()
    hr.client.delete(f"/api/v1/path-enrolments/{row['id']}")
    again = hr.post("path-enrolments", {**asked, "external_id": "HR-1"})
    assert (again.status_code, again.json()["external_id"]) == (201, "HR-1")


def test_a_day_that_has_passed_is_refused_in_words_and_changes_nothing(hr, path, company):
    asked = {"user": "ling@example.org", "path": "month"}
    refused = assert_problem(
        hr.post("path-enrolments", {**asked, "due_on": "2020-01-01"}), 422, "invalid-input"
    )
    assert refused["errors"] == [
        {"pointer": "/due_on", "detail": "This day has passed. Choose today or a later one."}
    ]
    assert not PathEnrolment.objects.exists()
    assert hr.post("path-enrolments", {**asked, "due_on": in_days(0)}).status_code == 201
    assert pointers(
        assert_problem(hr.post("path-enrolments", {**asked, "due_on": in_days(-1)}), 422, "invalid-input")
    ) == ["/due_on"]
    assert PathEnrolment.objects.get().due_on.isoformat() == in_days(0)


def test_a_request_that_is_sent_again_after_its_day_still_succeeds(hr, path, company):
    on_path(company.ling, path, due_on=date(2020, 1, 1))
    asked = {"user": "ling@example.org", "path": "month", "due_on": "2020-01-01"}
    again = hr.post("path-enrolments", asked)
    assert (again.status_code, again.json()["due_on"]) == (200, "2020-01-01")
