"""What a machine writes whose clock is a minute behind reaches HR systems with the round that follows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.clock import database_now
from courses.models import Completion, PathEnrolment
from courses.progress import complete_part
from people.models import Position
from tests.conftest import person
from tests.courses.paths import on_path, published_path
from tests.hr_api.programs import everything
from tests.reporting.stories import PARTS, on_course, tiny_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind(monkeypatch):
    """From now on this machine is a minute behind; returns the database's moment before that."""

    def fall_back():
        before, real = database_now(), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() - timedelta(minutes=1))
        return before.isoformat()

    return fall_back


def test_of_a_completion_with_its_enrolment(hr, company, behind):
    enrolment = on_course(company.ling, tiny_course(), done=2)
    since = behind()
    complete_part(enrolment=enrolment, lesson_key="train", kind="lab", key=PARTS[2][2], score=0.9)
    assert Completion.objects.count() == 1
    assert [row["state"] for row in everything(hr, "enrolments", updated_since=since)] == ["done"]
    assert len(everything(hr, "completions", updated_since=since)) == 1


def test_of_somebody_new_and_of_somebody_who_moves(hr, company, behind):
    since = behind()
    person("Grace")
    Position.objects.create(user=company.sven, unit=company.north, starts_on="2026-01-01")
    told = [row["name"] for row in everything(hr, "users", updated_since=since)]
    assert told == ["Grace", "Sven"]


def test_of_a_course_that_is_published(hr, company, behind):
    course = tiny_course()
    since = behind()
    assert everything(hr, "courses", updated_since=since) == []
    course.save(update_fields=["published", "updated_at"])
    assert [row["id"] for row in everything(hr, "courses", updated_since=since)] == ["tiny"]


def test_of_an_enrolment_by_a_call(hr, company, behind):
    tiny_course()
    since = behind()
    made = hr.post("enrolments", {"user": "ling@example.org", "course": "tiny"}).json()
    assert everything(hr, "enrolments", updated_since=since) == [made]


def test_of_somebody_on_a_path(hr, company, behind):
    tiny_course()
    path = published_path("month", "tiny")
    on_path(company.ling, path)
    since = behind()
    PathEnrolment.objects.get().save()
    assert len(everything(hr, "path-enrolments", updated_since=since)) == 1
