"""One next step of many: always something possible while there is any, always something while anything is left."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from reporting.ordering import SOON_DAYS, Candidate, Reason, by_due, clock_text, due_text, first, paused_text

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "courses.md"
candidates = st.lists(
    st.builds(
        Candidate,
        reason=st.sampled_from(Reason),
        what=st.text(min_size=1, max_size=3),
        urgency=st.floats(-10, 10),
    )
)


@given(candidates)
def test_something_is_named_as_long_as_anything_is_left(listed):
    assert (first(listed) is None) == (not listed)


@given(candidates)
def test_what_is_not_possible_now_is_named_only_when_nothing_else_is_left(listed):
    chosen = first(listed)
    if any(one.reason.is_possible for one in listed):
        assert chosen.reason.is_possible


@given(candidates, st.randoms())
def test_the_order_of_the_list_decides_only_between_equal_ones(listed, random):
    shuffled = random.sample(listed, len(listed))
    one, other = first(listed), first(shuffled)
    assert (one and (one.reason, one.urgency)) == (other and (other.reason, other.urgency))


@given(st.none() | st.integers(-1000, 1000), st.sampled_from([Reason.PAUSED, Reason.PATH, Reason.PLACEMENT]))
def test_a_near_due_date_never_moves_anything_down(days, reason):
    assert by_due(days, reason) <= reason
    assert (by_due(days, reason) == reason) == (days is None or days > SOON_DAYS)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (-3, "“First month” is overdue since"),
        (0, "“First month” is due today."),
        (1, "“First month” is due tomorrow."),
        (3, "“First month” is due in 3 days."),
    ],
)
def test_a_due_date_is_said_as_people_say_it(days, says):
    assert due_text("First month", date(2026, 11, 24), days).startswith(says)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (-1, ""),
        (0, ""),
        (1, "You paused here yesterday."),
        (2, "You paused here on Tuesday."),
        (6, "You paused here on Friday."),
        (7, "You paused here on November 19."),
    ],
)
def test_a_pause_is_said_as_people_say_it(days, says):
    today = date(2026, 11, 26)
    assert paused_text(today - timedelta(days=days), today) == says


def test_a_clock_is_said_in_minutes():
    assert clock_text(59).endswith("less than a minute is left.")
    assert clock_text(60).endswith("1 minute is left.")
    assert clock_text(754).endswith("12 minutes are left.")


def test_the_documentation_lists_every_reason_in_its_order():
    rows = [line.split("|")[1].strip() for line in DOCS.read_text().splitlines() if line.startswith("| `")]
    assert [row.strip("`").upper() for row in rows if row.strip("`").upper() in Reason.__members__] == [
        reason.name for reason in Reason
    ]


@pytest.mark.parametrize(
    ("language", "this_year", "another"),
    [("en", "since November 1.", "since Jan. 1, 2020."), ("zh-hans", "11月1日", "2020年1月1日")],
)
def test_a_day_of_another_year_is_said_with_its_year(language, this_year, another):
    today = date(2026, 11, 28)
    with override(language):
        for day, said in ((date(2026, 11, 1), this_year), (date(2020, 1, 1), another)):
            text = due_text("First month", day, (day - today).days)
            assert said in text
            assert ("2026" in text, "2020" in text) == (False, day.year == 2020)
    assert paused_text(date(2025, 12, 30), date(2026, 1, 30)) == "You paused here on Dec. 30, 2025."
