"""A path is due on a day of the site: the same one for everybody who looks at a moment, wherever they live."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import PathEnrolment
from courses.paths.access import path_enrolments
from courses.paths.progress import read_progress
from tests.courses.paths import on_path, published_path
from tests.reporting.stories import tiny_course

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)
ZONES = ["Pacific/Kiritimati", "UTC", "Etc/GMT+12"]
"""On three days of the calendar at that moment."""


@pytest.fixture(autouse=True)
def frozen(monkeypatch):
    monkeypatch.setattr("courses.clock.database_now", lambda: datetime(2026, 11, 28, 11, 30, tzinfo=UTC))


@pytest.fixture
def path(db):
    tiny_course()
    return published_path("month", "tiny", due={"days": 30})


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_due_today_is_in_time_until_the_site_s_day_is_over(company, path, zone):
    on_path(company.ling, path, due_on=TODAY)
    with timezone.override(zone):
        (row,) = read_progress(path_enrolments())
    assert (row.days_left, row.is_overdue, row.was_due) == (0, False, False)


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_of_a_path_are_counted_from_the_site_s_day(company, path, zone):
    with timezone.override(zone):
        assert on_path(company.ling, path).due_on == date(2026, 12, 28)


@pytest.mark.parametrize("zone", ZONES)
def test_managers_anywhere_give_the_same_days_and_see_the_same(client, company, path, zone):
    company.marco.time_zone = zone
    company.marco.save()
    client.force_login(company.marco)
    page = reverse("courses:path_people", args=["month"])
    asked = {"people": "ling@example.org"}
    assert client.post(page, {**asked, "due_on": "2026-11-27"}).status_code == 422
    assert client.post(page, {**asked, "due_on": "2026-11-28"}).status_code == 302
    assert PathEnrolment.objects.get().due_on == TODAY
    assert "overdue" not in client.get(page).content.decode()
    assert "due today" in client.get(reverse("reporting:team")).content.decode()


@pytest.mark.parametrize(("day", "due_on"), [("2026-11-27", None), ("2026-11-28", TODAY)])
def test_who_comes_after_the_day_of_a_path_is_not_late_from_the_start(company, day, due_on):
    tiny_course()
    here = on_path(company.ling, published_path("month", "tiny", due={"on": day}))
    assert here.due_on == due_on
