"""How a run stands that waits or is at work, as its page shows it."""

from typing import Any

from people.models import User
from training_jobs import queue
from training_jobs.models import Run
from training_jobs.states import LIVE, State


def waiting_context(run: Run, reader: User) -> dict[str, Any]:
    """What `_waiting.html` shows; nothing for a run that rests, or whose worker answers."""
    standing = queue.waiting(run, reader=reader)
    waits = run.state == State.QUEUED
    return {
        "waits": waits,
        "at_work": run.state in LIVE,
        "position": standing.position,
        "waiting_reason": standing.reason,
        "starts_in": standing.starts_in,
        "seconds_expected": run.expected_seconds if waits else None,
        "silence": queue.silence(run),
    }
