from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from training_jobs.thinning import Rows, thin

NUMBERS = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False))
NAMES = ("loss", "gradient_norm", "load")


@st.composite
def curves(draw) -> list[tuple[int, dict[str, float | None]]]:
    """Ascending steps; each tells some metrics, some of which were no number, in stretches as gaps are."""
    count = draw(st.integers(1, 900))
    columns = {}
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)):
        stretches = draw(st.lists(st.tuples(NUMBERS, st.integers(1, 200)), min_size=1, max_size=40))
        values = [value for value, length in stretches for _each in range(length)]
        columns[name] = (values * (count // len(values) + 1))[:count]
    steps = draw(st.integers(1, 50))
    return [(steps + 3 * n, {name: column[n] for name, column in columns.items()}) for n in range(count)]


def gaps_of(points, name) -> list[set[int]]:
    """Each gap of a metric as the steps in it."""
    runs = groupby(points, key=lambda point: point[1][name] is None)
    return [{step for step, _metrics in stretch} for is_gap, stretch in runs if is_gap]


@settings(max_examples=150, deadline=None)
@given(curves(), st.integers(50, 1500))
def test_what_stands_out_stays_within_the_limit(points, limit):
    thinned = thin(Rows.of(points), limit)
    assert len(thinned.steps) == len(set(thinned.steps)) <= limit
    assert (thinned.steps[0], thinned.steps[-1]) == (points[0][0], points[-1][0])
    every_gap = [gap for name in points[0][1] for gap in gaps_of(points, name)]
    if len(every_gap) <= limit // 3:
        assert all(gap & set(thinned.steps) for gap in every_gap)
    told = dict(points)
    for name, column in thinned.values.items():
        known = [metrics[name] for _step, metrics in points if metrics[name] is not None]
        kept = [value for value in column if value is not None]
        assert [told[step][name] for step in thinned.steps] == column
        assert not known or (min(kept), max(kept)) == (min(known), max(known))


@settings(max_examples=60, deadline=None)
@given(curves(), st.integers(1, 8))
def test_parts_joined_are_the_whole(points, parts):
    size = max(1, len(points) // parts)
    cut = [Rows.of(points[start : start + size]) for start in range(0, len(points), size)]
    joined, whole = Rows.joined(cut), Rows.of(points)
    assert (joined.steps, joined.values, joined.count) == (whole.steps, whole.values, whole.count)


def test_a_curve_with_more_gaps_than_room_keeps_to_the_limit():
    points = [(step, {"loss": None if step % 2 else 1.0 * step}) for step in range(1, 2001)]
    thinned = thin(Rows.of(points), 100)
    assert len(thinned.steps) <= 100
    assert thinned.values["loss"].count(None) >= 30


def test_a_metric_that_is_told_now_and_then_has_no_gaps():
    points = [(step, {"loss": 1.0} | ({"load": 0.5} if step % 10 == 0 else {})) for step in range(1, 101)]
    assert Rows.of(points).gaps == set()


def test_a_short_curve_is_shown_whole():
    rows = Rows.of([(step, {"loss": 1.0}) for step in range(1, 50)])
    assert thin(rows, 50) is rows
