"""A day and a time by the clock of a place: what people mean by it, also when clocks are changed."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.moments import NoSuchMoment, moment_in

LOCAL = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01"))
ZONES = ("UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")


def test_a_time_is_read_by_the_clock_of_its_place():
    assert moment_in("Europe/Berlin", "2026-12-01T09:00") == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert moment_in("Asia/Shanghai", "2026-12-01T09:00") == datetime(2026, 12, 1, 1, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first():
    assert moment_in("Europe/Berlin", "2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "typed", "why"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", "skipped"),
        ("Middle/Earth", "2026-03-29T12:30", "zone"),
        ("", "2026-03-29T12:30", "zone"),
        ("../etc/passwd", "2026-03-29T12:30", "zone"),
        ("UTC", "", "form"),
        ("UTC", "tomorrow", "form"),
        ("UTC", "2026-12-01T09:00+01:00", "form"),
        ("Asia/Shanghai", "0001-01-01T00:00", "form"),
    ],
)
def test_what_is_no_moment_is_refused_with_the_reason(zone: str, typed: str, why: str):
    with pytest.raises(NoSuchMoment) as refused:
        moment_in(zone, typed)
    assert refused.value.why == why


@given(LOCAL, st.sampled_from(ZONES))
def test_every_moment_reads_the_same_on_its_own_clock(local: datetime, zone: str):
    typed = local.replace(second=0, microsecond=0).isoformat(timespec="minutes")
    with suppress(NoSuchMoment):  # where clocks jump over it
        moment = moment_in(zone, typed)
        assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes") == typed
