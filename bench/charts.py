"""How long the browser takes to draw a curve anew."""

from collections.abc import Iterator

from bench.figures import Figure, figure
from tests.run_pages.scripts import scripts_page
from tests.run_pages.test_curve_script import MAKE

POINTS, FEW, ROUNDS = 5_000, 50, 60
DRAW = """(points) => {
    const from = performance.now();
    chart.show({ lines, right: points });
    return performance.now() - from;
}"""


def figures() -> Iterator[Figure]:
    """Two lines of so many points each, one of them smoothed, against two short ones."""
    found: dict[int, list[float]] = {}
    with scripts_page() as page:
        for points in (FEW, POINTS):
            page.evaluate(MAKE, {"width": 900, "lines": 2, "points": points})
            found[points] = [page.evaluate(DRAW, points) for _round in range(ROUNDS)]
    yield figure("charts.redraw_5000_points", found[POINTS], "ms", control="50 points", controls=found[FEW])
