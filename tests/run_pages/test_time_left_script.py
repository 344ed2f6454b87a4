"""The time left, held against real runs: three methods, as the engine recorded them on a machine with other work."""

import math
from pathlib import Path

import pytest

from tests.run_pages.conftest import FIXTURES
from tests.run_pages.test_run_state_script import wire
from training_jobs.contract.events import decode
from training_jobs.recordings import FOLDER

RECORDED = {
    "lora": FOLDER / "sort-messages.jsonl",
    "full": FIXTURES / "full.jsonl",
    "head": FIXTURES / "head_only.jsonl",
}
LEFT = """async ([events, batch]) => {
    const { emptyState, reduce } = await import('/js/run_state.js');
    const { secondsLeft } = await import('/js/run_left.js');
    return secondsLeft(reduce(emptyState(), events), { batch });
}"""


def told(path: Path, share: float):
    """The lines up to a share of the steps, and how long the run really took from there to its very end."""
    lines = [decode(line) for line in path.read_text().splitlines()]
    total = next(line.data["total_steps"] for line in lines if line.data.get("total_steps"))
    until = next(
        n for n, line in enumerate(lines, 1) if line.kind == "step" and line.data["step"] >= total * share
    )
    return lines[:until], lines[-1].at - lines[until - 1].at


@pytest.mark.parametrize("method", RECORDED)
def test_after_a_tenth_of_a_run_the_time_left_is_right_within_a_fifth(page, method):
    lines, took = told(RECORDED[method], 0.1)
    assert page.evaluate(LEFT, [wire(lines), 16]) == pytest.approx(took, rel=0.2)


def test_a_page_that_came_late_judges_by_the_speed_the_engine_tells(page):
    snapshot = {
        "steps": [{"step": n, "loss": 1, "examples_per_second": 32} for n in range(1, 51)],
        "evals": [{"step": 0, "loss": 1}, {"step": 20, "loss": 1}, {"step": 40, "loss": 1}],
        "span": {"first": 100, "last": 100 + 49 * 0.5 + 3 * 2, "firstStep": 1, "lastStep": 50},
        "totalSteps": 200,
    }
    left = page.evaluate(
        "(state) => import('/js/run_left.js').then((m) => m.secondsLeft(state, { batch: 16 }))", snapshot
    )
    assert left == pytest.approx(150 * 0.5 + 8 * 2, rel=0.01)


@pytest.mark.parametrize("steps", [0, 1])
def test_without_a_pace_nothing_is_promised(page, steps):
    lines, _took = told(RECORDED["lora"], 0.1)
    first = [line for line in lines if line.kind == "step"][:steps]
    assert page.evaluate(LEFT, [wire(first), 16]) is None
    assert math.isfinite(_took)
