"""Moments that no clock reckons: refused where they are written, and harmless where they were stored before."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.db import connection

from courses.models import Block, Revision
from tests.conftest import Company
from tests.courses.paths import on_path, published_path
from tests.courses.quiz_pages import LESSON, OVERRIDES, START

pytestmark = pytest.mark.django_db
WITHIN = import_module("courses.migrations.0030_moments_that_can_be_read").WITHIN


def stored(**terms: str) -> None:
    """As it was accepted before such years were refused."""
    block = Block.objects.get(kind="quiz")
    block.content["quiz"] |= terms
    block.save()
    revision = Revision.objects.get()
    (quiz,) = (one for one in revision.source["lessons"][-1]["blocks"] if one["kind"] == "quiz")
    quiz["quiz"] |= terms
    revision.save()


@pytest.mark.parametrize(
    "terms", [{"closes": "9999-12-31T23:59:00-05:00"}, {"opens": "0001-01-01T00:00:00+01:00"}]
)
def test_a_published_quiz_with_such_a_moment_is_taken_as_any(taking, company: Company, terms):
    ling = taking(time_limit=20)
    stored(**terms)
    assert ling.get(LESSON).status_code == 200
    assert ling.post(START, {"number": "1"}).status_code == 302
    ling.force_login(company.dana)
    assert [ling.get(page).status_code for page in ("/authoring/small/", OVERRIDES)] == [200, 200]


def test_what_python_cannot_read_is_brought_within_by_the_migration(taking):
    taking()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_block SET opens_at = '0001-12-31 23:00Z BC' WHERE kind = 'quiz'")
        cursor.execute(WITHIN)
    assert Block.objects.get(kind="quiz").opens_at == datetime(2000, 1, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_block SET opens_at = '10000-01-01 04:59Z' WHERE kind = 'quiz'")
        cursor.execute(WITHIN)
    assert Block.objects.get(kind="quiz").opens_at == datetime(9000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_path_may_be_due_on_any_day_that_there_is(taking, company: Company, day: date):
    ling = taking()
    on_path(company.ling, published_path("month", "small"), due_on=day)
    for page in ("/", "/paths/month/"):
        assert ling.get(page).status_code == 200
    ling.force_login(company.marco)
    for page in ("/team/", f"/team/{company.ling.public_id}/"):
        assert ling.get(page).status_code == 200
