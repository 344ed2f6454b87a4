"""Waiting for what becomes of runs."""

import time

from tests.faults.processes import children_of
from tests.faults.promises import Points, check_curve, weights_digest
from tests.training_jobs.workers import until
from training_jobs.models import Run
from training_jobs.states import ENDED, State


def ended(run: Run) -> bool:
    run.refresh_from_db()
    return run.state in ENDED


def set_aside(run: Run) -> bool:
    """Whether it was lost too often and waits for a person."""
    run.refresh_from_db()
    return run.state == State.PAUSED and bool(run.failure)


def is_at_work(run: Run, attempt: int) -> bool:
    """Whether this attempt has its process, or all is over."""
    return ended(run) or (run.attempt == attempt and bool(children_of(run, attempt)))


def end_of(run: Run, seconds: float = 60) -> Run:
    """Wait until it has finished."""
    until(lambda: ended(run), seconds)
    assert run.state == State.FINISHED, (run.state, run.failure, run.failure_detail)
    return run


def unkilled(asked, **changes) -> tuple[Points, str, float]:
    """The curve, the weights and the seconds of a run that nothing befell."""
    run, begun_at = asked(title="control", **changes), time.monotonic()
    end_of(run)
    return check_curve(run), weights_digest(run), time.monotonic() - begun_at
