"""When a row last changed is the database's moment, however it is written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from courses.clock import database_now
from courses.models import Course

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def before(db, monkeypatch):
    """The database's moment before a test on a machine whose clock is years behind."""
    monkeypatch.setattr(timezone, "now", lambda: LONG_AGO)
    return database_now()


def stored(course):
    return Course.objects.get(pk=course.pk).updated_at


def test_an_instance_that_was_inserted_holds_the_moment_without_being_read_again(
    before, django_assert_num_queries
):
    with django_assert_num_queries(1):
        course = Course.objects.create(key="one")
        assert before < course.updated_at < before + timedelta(minutes=1)
    assert stored(course) == course.updated_at


def test_a_save_moves_it_and_leaves_a_moment_in_the_instance(before, django_assert_num_queries):
    course = Course.objects.create(key="one")
    first = course.updated_at
    with django_assert_num_queries(1):
        course.save()
    assert (course.updated_at, stored(course) > first) == (first, True)
    Course.objects.update(updated_at=LONG_AGO)
    course.save(update_fields=["updated_at"])
    assert stored(course) > first


def test_a_save_of_other_fields_leaves_it(before):
    course = Course.objects.create(key="one")
    Course.objects.update(updated_at=LONG_AGO)
    course.save(update_fields=["needs_approval"])
    assert stored(course) == LONG_AGO


def test_many_at_once_have_it(before, django_assert_num_queries):
    with django_assert_num_queries(1):
        made = Course.objects.bulk_create(Course(key=f"course-{number}") for number in range(3))
        assert all(course.updated_at > before for course in made)
    assert all(course.updated_at > before for course in Course.objects.all())


def test_no_table_takes_the_time_of_a_change_from_a_machine():
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    assert [str(field) for field in fields if getattr(field, "auto_now", False)] == []
