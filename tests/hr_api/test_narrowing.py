"""A list that is narrowed by what is not there, or by two answers at once, says so instead of answering something else."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Course
from people.models import User
from tests.courses.paths import on_path, published_path
from tests.hr_api.programs import assert_problem, everything
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db
ON_COURSES = ["enrolments", "completions"]
OF_PEOPLE = [*ON_COURSES, "path-enrolments"]
LISTS = ["users", "courses", "paths", *OF_PEOPLE]


def refused(answer):
    """What the answer says of each parameter that it refuses."""
    errors = assert_problem(answer, 400, "invalid-input")["errors"]
    return {error["parameter"]: error["detail"] for error in errors}


@pytest.mark.parametrize("path", ON_COURSES)
@pytest.mark.parametrize("key", ["tinny", "TINY", "\x00", "x" * 500])
def test_a_key_that_no_course_has_is_refused(hr, path, key):
    tiny_course()
    assert list(refused(hr.get(path, course=key))) == ["course"]
    assert refused(hr.get(path, course="tinny")) == {"course": "No course has this key."}


@pytest.mark.parametrize("key", ["mouth", "\x00"])
def test_a_key_that_no_path_has_is_refused(hr, company, key):
    tiny_course()
    on_path(company.ling, published_path("month", "tiny"))

    def on(key):
        return hr.client.get("/api/v1/path-enrolments", query_params={"path": key})

    assert len(on("month").json()["results"]) == 1
    assert list(refused(on(key))) == ["path"]
    assert refused(on("mouth")) == {"path": "No learning path has this key."}


@pytest.mark.parametrize("path", OF_PEOPLE)
@pytest.mark.parametrize("person", ["nobody", "nobody@example.com", str(uuid.UUID(int=7)), "a\x00@b.org"])
def test_a_person_who_is_nobody_is_refused(hr, path, person):
    assert list(refused(hr.get(path, user=person))) == ["user"]


def test_a_choice_that_there_is_not_names_those_there_are(hr):
    said = "Choose one of these: not_started, in_progress, done."
    assert refused(hr.get("enrolments", state="completed")) == {"state": said}


@pytest.mark.parametrize("path", LISTS)
def test_no_moment_is_not_taken_for_the_beginning_of_time(hr, path):
    assert "leave this parameter out" in refused(hr.get(path, updated_since=""))["updated_since"]
    assert list(refused(hr.get(path, updated_since=" "))) == ["updated_since"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("users", "email"),
        ("users", "employee_number"),
        ("users", "active"),
        ("enrolments", "state"),
        *((path, name) for path in ON_COURSES for name in ("user", "course", "external_id")),
        *(("path-enrolments", name) for name in ("user", "external_id")),
    ],
)
def test_a_variable_that_was_not_filled_does_not_ask_for_everybody(hr, company, path, name):
    for value in ("", " "):
        assert list(refused(hr.get(path, **{name: value}))) == [name]
    assert refused(hr.get(path, **{name: ""}))[name] == "Give a value, or leave this parameter out."


def test_a_course_that_nobody_is_on_or_may_begin_any_more_is_an_empty_list(hr, company):
    course = tiny_course()
    assert everything(hr, "enrolments", course="tiny") == []
    on_course(company.ling, course)
    Course.objects.update(archived_at=timezone.now())
    assert len(everything(hr, "enrolments", course="tiny")) == 1


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("name", ["updated_since", "limit", "cursor"])
def test_what_is_given_twice_is_named(hr, path, name):
    assert "once" in refused(hr.get(path, **{name: ["1", "2"]}))[name]


def test_no_filter_is_taken_for_one_of_two(hr, company):
    on_course(company.ling, tiny_course(), done=3)
    for state in (["done", "not_started"], ["not_started", "done"], ["done", "done"]):
        assert list(refused(hr.get("enrolments", state=state))) == ["state"]
    both = hr.get("enrolments", course=["tiny", "tiny"], state=["done", "done"])
    assert set(refused(both)) == {"course", "state"}


def test_an_unknown_parameter_is_named_before_one_that_is_given_twice(hr):
    answer = hr.get("users", emial=["a@example.org", "b@example.org"])
    assert "no such parameter" in refused(answer)["emial"]


def test_a_moment_without_a_zone_is_in_utc_whoever_is_signed_in(hr, company):
    moment = timezone.now()
    User.objects.update(updated_at=moment)
    User.objects.filter(pk=company.dana.pk).update(time_zone="Asia/Shanghai")
    hr.client.force_login(company.dana)
    later = (moment + timedelta(hours=1)).replace(tzinfo=None).isoformat()
    assert everything(hr, "users", updated_since=later) == []
    earlier = (moment - timedelta(hours=1)).replace(tzinfo=None).isoformat()
    assert len(everything(hr, "users", updated_since=earlier)) == User.objects.count()
