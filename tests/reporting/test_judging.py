"""Who needs their manager is decided from facts alone, and the reason is said in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reporting.judging import CourseFact, Facts, Need, ago, days_since, judge
from reporting.shut import Shut

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGUN = CourseFact("Tiny", "in_progress", percent=40, enrolled_on=date(2026, 11, 1))
IDLE = CourseFact("Tiny", "not_started", enrolled_on=date(2026, 11, 10))
SHUT = CourseFact("Small", "in_progress", percent=20, shut=Shut("Check", "/grant/", tries=2))
DONE = CourseFact("Tiny", "done", percent=100, score=0.9, done_on=date(2026, 11, 3))


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "need", "because"),
    [
        (Facts(), Need.NO_COURSE, "not enrolled in any course"),
        (Facts((DONE,), days_ago(20)), Need.DONE, "finished on November 3"),
        (Facts((BEGUN,), days_ago(1)), Need.ON_TRACK, "“Tiny”: 40 % done, last active yesterday"),
        (Facts((BEGUN,), days_ago(9)), Need.ON_TRACK, "“Tiny”: 40 % done, last active 9 days ago"),
        (
            Facts((BEGUN, DONE), days_ago(1)),
            Need.ON_TRACK,
            "1 of 2 courses done; “Tiny”: 40 % done, last active yesterday",
        ),
        (Facts((BEGUN,), days_ago(12)), Need.WAITING, "no activity for 12 days"),
        (Facts((BEGUN, DONE), days_ago(12)), Need.WAITING, "no activity for 12 days"),
        (Facts((IDLE,)), Need.WAITING, "enrolled 13 days ago, not started"),
        (
            Facts((CourseFact("T", "not_started", enrolled_on=NOW.date()),)),
            Need.ON_TRACK,
            "enrolled in “T” today",
        ),
        (Facts((BEGUN,), days_ago(0), failed_in_a_row=3), Need.STUCK, "3 failed runs in a row"),
        (Facts((BEGUN,), days_ago(30), failed_in_a_row=3), Need.STUCK, "3 failed runs in a row"),
        (
            Facts((BEGUN,), days_ago(0), failed_in_a_row=2),
            Need.ON_TRACK,
            "“Tiny”: 40 % done, last active today",
        ),
        (Facts((BEGUN,), days_ago(0), failed_gradings=3), Need.STUCK, "3 gradings below the threshold"),
        (
            Facts((BEGUN, SHUT), days_ago(0), failed_in_a_row=3),
            Need.STUCK,
            "“Small”: all 2 tries at “Check” are used",
        ),
        (Facts((DONE,), days_ago(0), failed_in_a_row=5), Need.DONE, "finished on November 3"),
    ],
)
def test_the_most_pressing_truth_is_said(facts, need, because):
    said = judge(facts, NOW)
    assert (said.need, said.because) == (need, because)


def test_the_reason_is_said_in_the_readers_language_of_dates():
    with translation.override("zh-hans"):
        assert "11月3日" in judge(Facts((DONE,)), NOW).because


def test_days_are_counted_in_the_readers_zone():
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert days_since(late, NOW) == 1
    assert days_since(late, NOW.astimezone(ZoneInfo("Asia/Shanghai"))) == 0


def test_a_clock_that_runs_ahead_is_today():
    assert ago(NOW + timedelta(minutes=5), NOW) == "today"


courses = st.lists(
    st.builds(
        CourseFact,
        title=st.just("T"),
        state=st.sampled_from(["not_started", "in_progress", "done"]),
        percent=st.integers(0, 100),
        enrolled_on=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    ),
    max_size=4,
).map(tuple)
moments = st.none() | st.timedeltas(timedelta(days=-9), timedelta(days=2000)).map(lambda past: NOW - past)


@given(courses=courses, seen=moments, failed=st.integers(0, 9), graded=st.integers(0, 9))
def test_everybody_gets_a_judgement_with_a_reason(courses, seen, failed, graded):
    said = judge(Facts(courses, seen, failed, graded), NOW)
    assert said.because
    assert said.need.label
    assert said.need.needs_you == (said.need.tone in ("bad", "warn"))
