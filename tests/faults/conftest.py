"""Faults on real processes. Unmarked tests belong to `make test`; those marked `faults` are the long set."""

import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from people.tokens import OWN_WORK
from tests.faults.sites import Web
from tests.live.conftest import bearer, signed_in
from tests.training_jobs.conftest import labs, no_old_bells, own_folders, queued_run, scripted
from training_jobs.actions import submit_experiment
from training_jobs.contract.spec import parse_spec
from training_jobs.models import Run

__all__ = ["bearer", "labs", "no_old_bells", "own_folders", "queued_run", "scripted", "signed_in"]
LINE = "scenario"
LIMIT = 900  # seconds for a scenario that names no limit of its own; most take a few

# A real model learns from real text: small batches of short rows, so that a run takes a second or two.
TINY: dict[str, Any] = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
    "learning_rate": 0.005,
    "max_steps": 30,
    "batch_size": 2,
    "max_length": 8,
    "seed": 7,
}


@pytest.fixture(autouse=True)
def in_time(request: pytest.FixtureRequest) -> Iterator[None]:
    """No scenario hangs: `@pytest.mark.limit(seconds)` changes how long it may take."""
    marker = request.node.get_closest_marker("limit")
    seconds = marker.args[0] if marker else LIMIT

    def over(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[str, str, str], None]:
    """`say(done, promised, measured)`: the line that `make faults` prints of this scenario."""

    def line(done: str, promised: str, measured: str) -> None:
        record_property(LINE, f"{done} | {promised} | {measured}")

    return line


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """One line per scenario instead of a dot."""
    if "tests/faults/" not in report.nodeid or report.when != "call" or not report.passed:
        return None
    name = report.nodeid.partition("::")[2]
    said = [str(value) for key, value in report.user_properties if key == LINE]
    told = "".join(f"\n  {one}" for one in said)
    return "passed", f"\n{name} ({report.duration:.1f} s){told}", f"({report.duration:.1f} s){told}"


@pytest.fixture(autouse=True)
def fresh_bells(no_old_bells: None) -> None:
    """No scenario hears a doorbell of the one before."""


@pytest.fixture
def asked(company: Any) -> Callable[..., Run]:
    """A run that Ling, or whoever is named, has asked for: `asked(max_steps=3)`."""

    def submit(by: Any = None, title: str = "", **changes: Any) -> Run:
        spec = parse_spec({**TINY, **changes})
        return submit_experiment(by=by or company.ling, spec=spec, title=title)

    return submit


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as site:
        yield site


@pytest.fixture
def token(company: Any, bearer: Callable[..., dict[str, str]]) -> dict[str, str]:
    """Headers with which Ling's programs ask."""
    return bearer(company.ling, *OWN_WORK)
