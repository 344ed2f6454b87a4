"""HR systems read people, courses, enrolments and completions, page by page and change by change."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from courses.actions import issue_certificate, reissue_certificate, revoke_certificate
from courses.certificates.numbers import grouped
from courses.models import (
    Certificate,
    Completion,
    Course,
    Enrolment,
    KnownByPlacement,
    QuizAttempt,
    Revision,
)
from people.models import Position, User
from tests.courses.paths import published_path
from tests.hr_api.programs import assert_problem, everything
from tests.reporting.stories import colleague, on_course, tiny_course

pytestmark = pytest.mark.django_db
LISTS = ["users", "courses", "enrolments", "completions"]


def touch(user, moment):
    User.objects.filter(pk=user.pk).update(updated_at=moment)


def test_users_have_stable_ids_numbers_and_the_units_of_today(hr, company):
    User.objects.filter(pk=company.ling.pk).update(employee_number="E-7")
    Position.objects.create(
        user=company.ling, unit=company.sales, starts_on="2025-01-01", ends_on="2025-12-31", title="Trainee"
    )
    row = next(row for row in everything(hr, "users") if row["email"] == "ling@example.org")
    assert row["id"] == str(company.ling.public_id)
    assert (row["employee_number"], row["active"], row["name"]) == ("E-7", True, "Ling")
    assert [unit["name"] for unit in row["units"]] == ["Claims North"]


def test_people_who_left_stay_in_the_list_as_inactive(hr, company):
    User.objects.filter(pk=company.ling.pk).update(is_active=False)
    assert {row["email"]: row["active"] for row in everything(hr, "users")}["ling@example.org"] is False
    assert [row["email"] for row in everything(hr, "users", active="false")] == ["ling@example.org"]


def test_nothing_secret_is_among_the_fields(hr, company):
    text = hr.get("users").content.decode()
    assert "password" not in text
    assert company.ling.password not in text


def test_courses_name_their_published_revision(hr):
    tiny_course()
    Course.objects.create(key="draft")
    rows = everything(hr, "courses")
    assert [row["id"] for row in rows] == ["tiny"]
    assert rows[0]["title"]["zh-hans"] == "小课程"
    assert (rows[0]["revision"], rows[0]["minutes"]) == (1, 20)


def test_enrolments_tell_state_percent_and_score(hr, company):
    course = tiny_course()
    on_course(company.ling, course, done=2)
    on_course(company.sven, course, started=False)
    on_course(company.marco, course, done=3)
    rows = {row["user"]: row for row in everything(hr, "enrolments")}
    facts = {
        name: tuple(rows[str(getattr(company, name).public_id)][key] for key in ("state", "percent", "score"))
        for name in ("ling", "sven", "marco")
    }
    assert facts == {
        "ling": ("in_progress", 66, 0.9),
        "sven": ("not_started", 0, None),
        "marco": ("done", 100, 0.9),
    }


def test_completions_carry_score_content_date_and_certificate(hr, company):
    course = tiny_course()
    on_course(company.ling, course, done=3)
    completion = Completion.objects.get()
    row = everything(hr, "completions")[0]
    assert (row["user"], row["course"], row["score"]) == (str(company.ling.public_id), "tiny", 0.9)
    assert row["revision"]["number"] == 1
    assert row["revision"]["content_date"].startswith(
        course.published.published_at.strftime("%Y-%m-%dT%H:%M")
    )
    path = reverse("courses:certificate", args=[completion.public_id])
    assert row["certificate_url"] == settings.SITE_URL + path


def test_completions_tell_the_certificate_that_counts_and_its_state(hr, company):
    on_course(company.ling, tiny_course(), done=3)
    completion = Completion.objects.get()
    assert everything(hr, "completions")[0]["certificate"] is None, "it is not issued yet"
    since = completion.updated_at + timedelta(microseconds=1)
    first = issue_certificate(completion=completion)
    row = everything(hr, "completions", updated_since=since.isoformat())[0]
    assert row["certificate"] == {
        "number": grouped(first.number),
        "url": settings.SITE_URL + reverse("courses:verify_number", args=[grouped(first.number)]),
        "issued_at": row["certificate"]["issued_at"],
        "expires_at": None,
        "state": "valid",
    }
    newer = reissue_certificate(
        by=company.dana, certificate=first, holder="Ling Weber", language="en", reason="Married"
    )
    assert everything(hr, "completions")[0]["certificate"]["number"] == grouped(newer.number)
    Certificate.objects.filter(pk=newer.pk).update(expires_at=timezone.now() - timedelta(days=1))
    expired = everything(hr, "completions")[0]["certificate"]
    assert (expired["state"], expired["expires_at"][:4]) == ("expired", str(timezone.now().year))
    since = Completion.objects.get().updated_at + timedelta(microseconds=1)
    revoke_certificate(by=company.hr, certificate=newer, reason="Secret reason")
    answer = hr.get("completions", updated_since=since.isoformat())
    assert answer.json()["results"][0]["certificate"]["state"] == "revoked"
    assert "Secret reason" not in answer.content.decode()


def test_a_course_without_certificates_has_none_in_its_completions(hr, company):
    course = tiny_course()
    Revision.objects.update(certified=False)
    on_course(company.ling, course, done=3)
    row = everything(hr, "completions")[0]
    assert (row["certificate"], row["certificate_url"]) == (None, None)


def test_pages_follow_one_another_without_gap_or_repeat(hr, company):
    for number in range(7):
        colleague(f"Person {number}", company.north)
    rows = everything(hr, "users", limit=3)
    assert len(rows) == len({row["id"] for row in rows}) == User.objects.count()


def test_rows_of_one_moment_are_not_lost_between_pages(hr, company):
    moment = timezone.now()
    for number in range(5):
        touch(colleague(f"Person {number}", company.north), moment)
    assert len(everything(hr, "users", limit=2)) == User.objects.count()


def test_rows_that_change_between_pages_come_again_and_none_is_missed(hr, company):
    first = hr.get("users", limit=3).json()
    seen = [row["id"] for row in first["results"]]
    company.ling.save()
    touch(User.objects.order_by("updated_at", "pk")[1], timezone.now())
    colleague("Newcomer", company.north)
    following = hr.client.get(first["next"])
    rest = [row["id"] for row in following.json()["results"]]
    while following.json()["next"]:
        following = hr.client.get(following.json()["next"])
        rest += [row["id"] for row in following.json()["results"]]
    assert {str(key) for key in User.objects.values_list("public_id", flat=True)} == {*seen, *rest}
    assert len(rest) == len(set(rest))


def test_updated_since_answers_with_what_changed_then_or_later(hr, company):
    User.objects.update(updated_at=timezone.now() - timedelta(days=3))
    moment = timezone.now()
    touch(company.ling, moment)
    assert [row["email"] for row in everything(hr, "users", updated_since=moment.isoformat())] == [
        "ling@example.org"
    ]
    later = (moment + timedelta(seconds=1)).isoformat()
    assert everything(hr, "users", updated_since=later) == []


def test_a_plus_that_was_not_encoded_is_understood(hr, company):
    answer = hr.client.get("/api/v1/users?updated_since=2026-01-01T00:00:00+00:00")
    assert answer.status_code == 200


def test_updated_until_is_a_safe_next_updated_since(hr, company):
    until = hr.get("users").json()["updated_until"]
    company.ling.save()
    assert "ling@example.org" in [row["email"] for row in everything(hr, "users", updated_since=until)]
    pages = hr.get("users", limit=2).json()
    assert hr.client.get(pages["next"]).json()["updated_until"] == pages["updated_until"]


def test_a_person_made_progress_and_the_enrolment_is_in_the_next_round(hr, company):
    from courses.actions import mark_read

    enrolment = on_course(company.ling, tiny_course())
    Enrolment.objects.update(updated_at=timezone.now() - timedelta(days=3))
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert everything(hr, "enrolments", updated_since=since) == []
    mark_read(enrolment=enrolment, lesson=enrolment.revision.lessons.get(key="start"))
    assert [row["percent"] for row in everything(hr, "enrolments", updated_since=since)] == [33]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"updated_since": "9999-12-31T23:59:59-23:00"}, "updated_since"),
        ({"updated_since": "0001-01-01T00:00:00+23:00"}, "updated_since"),
        ({"updated_sinse": "2026-01-01T00:00:00Z"}, "updated_sinse"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(hr, path, query, parameter):
    body = assert_problem(hr.get(path, **query), 400, "invalid-input")
    assert [error["parameter"] for error in body["errors"]] == [parameter]


@pytest.mark.parametrize("odd", ["perhaps", "1", "2", "none", "\x00"])
def test_active_is_true_or_false_and_anything_else_is_refused_with_its_reason(hr, company, odd):
    body = assert_problem(hr.get("users", active=odd), 400, "invalid-input")
    assert [error["parameter"] for error in body["errors"]] == ["active"]
    assert "true or false" in body["errors"][0]["detail"]
    assert len(everything(hr, "users", active="True")) == len(everything(hr, "users"))


def test_a_cursor_of_another_list_is_refused(hr, company):
    cursor = hr.get("users", limit=1).json()["next"].partition("cursor=")[2].partition("&")[0]
    assert_problem(hr.get("courses", cursor=cursor), 400, "invalid-input")


@pytest.mark.parametrize("query", [{"email": "a\x00b"}, {"active": "\x00"}, {"employee_number": "\x00"}])
def test_nul_characters_are_no_server_error(hr, query):
    assert hr.get("users", **query).status_code in (200, 400)


def test_lists_can_be_narrowed(hr, company):
    course, other = tiny_course(), tiny_course("other")
    on_course(company.ling, course, done=1)
    on_course(company.ling, other, done=3)
    on_course(company.sven, course)
    mine = everything(hr, "enrolments", user=str(company.ling.public_id))
    assert {row["course"] for row in mine} == {"tiny", "other"}
    assert len(everything(hr, "enrolments", course="tiny")) == 2
    assert len(everything(hr, "enrolments", state="done")) == 1
    assert len(everything(hr, "completions", course="tiny")) == 0
    assert [row["email"] for row in everything(hr, "users", email="LING@example.org")] == ["ling@example.org"]


@pytest.mark.parametrize("size", [2, 20])
@pytest.mark.parametrize("path", LISTS)
def test_a_page_costs_the_same_for_any_number_of_rows(hr, company, path, size, django_assert_max_num_queries):
    for number in range(size):
        on_course(colleague(f"Person {number}", company.north), tiny_course(f"course-{number}"), done=3)
    with django_assert_max_num_queries(4):
        assert len(hr.get(path).json()["results"]) >= size


def test_a_person_is_found_by_their_e_mail_as_by_their_id(hr, company):
    course = tiny_course()
    for person in (company.ling, company.sven):
        on_course(person, course, started=False)
    for named in (company.ling.email.upper(), str(company.ling.public_id)):
        (row,) = everything(hr, "enrolments", user=named)
        assert row["user"] == str(company.ling.public_id)


def test_a_course_that_a_placement_test_spared_is_told_beside_its_state(hr, company):
    course = tiny_course()
    enrolment = on_course(company.ling, course, started=False)
    attempt = QuizAttempt.objects.create(
        enrolment=enrolment, lesson_key="quiz", quiz_key="check", revision=course.published, number=1
    )
    path = published_path("month", "tiny")
    KnownByPlacement.objects.create(user=company.ling, course=course, attempt=attempt, version=path.published)
    (row,) = everything(hr, "enrolments")
    assert (row["state"], row["known_by_placement"]) == ("not_started", True)
