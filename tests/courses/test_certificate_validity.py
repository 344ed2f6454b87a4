"""How long a certificate is valid: months on the calendar of its holder."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.certificates.validity import expiry, last_valid_day


@pytest.mark.parametrize(
    ("completed", "months", "last"),
    [
        ("2026-11-26", 12, "2027-11-26"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-01-31", 13, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-08-31", 6, "2027-02-28"),
    ],
)
def test_it_ends_on_the_same_day_or_on_the_last_of_a_shorter_month(completed: str, months: int, last: str):
    assert last_valid_day(date.fromisoformat(completed), months) == date.fromisoformat(last)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_more_months_never_end_earlier(completed: date, months: int):
    last = last_valid_day(completed, months)
    assert completed < last < last_valid_day(completed, months + 1)
    assert (last.year - completed.year) * 12 + last.month - completed.month == months


def test_the_last_day_is_whole_where_the_holder_lives():
    evening = datetime(2026, 11, 26, 20, tzinfo=UTC)  # the 27th in Shanghai
    zone = ZoneInfo("Asia/Shanghai")
    end = expiry(evening, 12, zone)
    assert end is not None
    assert (end - timedelta(microseconds=1)).astimezone(zone).isoformat()[:16] == "2027-11-27T23:59"


def test_without_months_it_never_ends():
    assert expiry(datetime(2026, 11, 26, tzinfo=UTC), None, ZoneInfo("UTC")) is None
