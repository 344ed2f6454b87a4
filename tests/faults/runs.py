"""Waiting for what becomes of runs."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.faults.processes import are_stopped, children_of, hit
from tests.faults.promises import Points, check_curve, weights_digest
from tests.training_jobs.workers import until
from training_jobs.access import run_folder
from training_jobs.engine.checkpoint import checkpoints, step_of
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


def end_of(run: Run) -> Run:
    """Wait until it has finished."""
    until(lambda: ended(run))
    assert run.state == State.FINISHED, (run.state, run.failure, run.failure_detail)
    return run


def unkilled(asked, **changes) -> tuple[Points, str, float]:
    """The curve, the weights and the seconds of a run that nothing befell."""
    run, begun_at = asked(title="control", **changes), time.monotonic()
    end_of(run)
    return check_curve(run), weights_digest(run), time.monotonic() - begun_at


@contextmanager
def held_between_saves(run: Run) -> Iterator[None]:
    """Its process stands still where it has told a step and saves nothing, so it neither takes room nor gives any."""
    pids: list[int] = []

    def held() -> bool:
        pids[:] = children_of(run)
        hit(pids, signal.SIGSTOP)
        until(lambda: are_stopped(pids), every=0.001)
        if pids and _is_between_saves(run):
            return True
        hit(pids, signal.SIGCONT)
        return False

    try:
        until(held)
        yield
    finally:
        hit(pids, signal.SIGCONT)


def _is_between_saves(run: Run) -> bool:
    """What a save makes superfluous is removed after it is told and before the next step is."""
    run.refresh_from_db()
    folder = run_folder(run)
    saved = [step_of(path) for path in checkpoints(folder / "checkpoints")]
    with suppress(OSError, ValueError, IndexError):
        last = json.loads((folder / "events.jsonl").read_text().splitlines()[-1])
        return (
            last["kind"] == "step"
            and last["data"]["step"] > max(saved, default=0)
            and not any(folder.glob("*/.*"))
        )
    return False
