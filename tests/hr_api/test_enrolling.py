"""An HR system puts people on courses, as often as it likes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from courses.actions import complete_part, issue_certificate
from courses.models import Certificate, Course, Enrolment, PartKind
from people.models import AuditEvent, User
from people.tokens import HR_WORK
from tests.hr_api.programs import PROBLEM, Program, assert_problem, pointers
from tests.reporting.stories import PARTS, on_course, tiny_course


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["public_id", "email"])
def test_the_first_call_makes_the_enrolment_and_the_second_finds_it(hr, course, company, name):
    asked = {"user": str(getattr(company.ling, name)), "course": "tiny", "external_id": "HR-1"}
    first, second = hr.post("enrolments", asked), hr.post("enrolments", asked)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["external_id"] == "HR-1"
    assert first.json()["state"] == "not_started"
    assert Enrolment.objects.count() == 1
    assert AuditEvent.objects.filter(did="enrolled", actor=company.hr).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["/user", "/course"]),
        ({"user": "ling@example.org"}, ["/course"]),
        ({"user": "nobody@example.org", "course": "tiny"}, ["/user"]),
        ({"user": "not an id", "course": "tiny"}, ["/user"]),
        ({"user": "ling@example.org", "course": "none"}, ["/course"]),
        ({"user": "ling@example.org", "course": "draft"}, ["/course"]),
        ({"user": "ling@example.org", "course": "tiny", "extern_id": "1"}, ["/extern_id"]),
        ({"user": "ling@example.org", "course": "tiny", "a/b~c": 1}, ["/a~1b~0c"]),
        ({"user": ["ling@example.org"], "course": "tiny"}, ["/user"]),
        ({"user": None, "course": "tiny"}, ["/user"]),
        ({"user": 5, "course": ["a"]}, ["/user", "/course"]),
        ({"user": "ling@example.org", "course": "tiny", "external_id": "x" * 121}, ["/external_id"]),
        ([], [""]),
        ("text", [""]),
        (7, [""]),
    ],
)
def test_what_cannot_be_used_is_pointed_at(hr, course, company, body, where):
    Course.objects.create(key="draft")
    problem = assert_problem(hr.post("enrolments", body), 422, "invalid-input")
    assert pointers(problem) == where
    assert Enrolment.objects.count() == 0


@pytest.mark.django_db
def test_another_id_for_the_same_enrolment_is_refused_and_a_first_one_is_taken_over(hr, course, company):
    asked = {"user": "ling@example.org", "course": "tiny"}
    assert hr.post("enrolments", asked).json()["external_id"] == ""
    first = hr.post("enrolments", {**asked, "external_id": "HR-1"})
    assert (first.status_code, first.json()["external_id"]) == (200, "HR-1")
    assert hr.post("enrolments", {**asked, "external_id": "HR-1"}).status_code == 200
    assert hr.post("enrolments", asked).json()["external_id"] == "HR-1"
    problem = assert_problem(hr.post("enrolments", {**asked, "external_id": "HR-2"}), 409, "conflict")
    assert "“HR-1”" in problem["detail"]
    assert Enrolment.objects.get().external_id == "HR-1"


@pytest.mark.django_db
def test_people_who_left_are_not_enrolled(hr, course, company):
    User.objects.filter(pk=company.ling.pk).update(is_active=False)
    answer = hr.post("enrolments", {"user": "ling@example.org", "course": "tiny"})
    assert pointers(assert_problem(answer, 422, "invalid-input")) == ["/user"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"nonsense",
        b'{"user": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
    ],
)
def test_a_body_that_is_not_json_is_malformed(hr, course, raw):
    answer = hr.client.post("/api/v1/enrolments", raw, content_type="application/json")
    assert_problem(answer, 400, "malformed-request")


@pytest.mark.django_db
def test_other_media_types_and_endless_bodies_are_refused(hr, course, settings):
    form = hr.client.post("/api/v1/enrolments", {"user": "ling@example.org"})
    assert_problem(form, 415, "unsupported-media-type")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert_problem(hr.post("enrolments", {"user": "x" * 2000}), 413, "too-large")


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_make_one_enrolment_and_one_of_them_says_so(company):
    tiny_course()
    hr = Program(company.hr, *HR_WORK)

    def call(_number: int) -> int:
        try:
            answer = hr.post("enrolments", {"user": "ling@example.org", "course": "tiny"})
            assert answer["Content-Type"] != PROBLEM, answer.content
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(call, range(4))) == [200, 200, 200, 201]
    assert Enrolment.objects.count() == 1


@pytest.mark.django_db
def test_who_has_an_expired_certificate_is_put_on_the_course_again(hr, course, company):
    enrolment = on_course(company.ling, course, done=3)
    certificate = issue_certificate(completion=enrolment.completion)
    asked = {"user": "ling@example.org", "course": "tiny"}
    for ends in (timedelta(days=1), timedelta(days=-1)):
        Certificate.objects.filter(pk=certificate.pk).update(expires_at=timezone.now() + ends)
        first, repeated = hr.post("enrolments", asked), hr.post("enrolments", asked)
        is_over = ends < timedelta()
        assert (first.status_code, repeated.status_code) == (201 if is_over else 200, 200)
        told = first.json()
        assert (told["cycle"], told["state"]) == ((2, "in_progress") if is_over else (1, "done"))
        assert told == repeated.json()
    enrolment.refresh_from_db()
    for lesson, kind, key in PARTS:
        complete_part(enrolment=enrolment, lesson_key=lesson, kind=PartKind(kind), key=key, score=1.0)
    completions = hr.get("completions").json()["results"]
    assert [(one["score"], one["certificate"]["state"]) for one in completions] == [
        (0.9, "expired"),
        (1.0, "valid"),
    ]
    assert hr.post("enrolments", asked).json()["cycle"] == 2
