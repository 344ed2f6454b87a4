"""How a waiting run stands, as the page of the run shows it."""

from typing import Any

from training_jobs import queue
from training_jobs.models import Run


def waiting_context(run: Run) -> dict[str, Any]:
    """What `_waiting.html` shows; nothing for a run that does not wait."""
    standing = queue.waiting(run)
    return {
        "position": standing.position,
        "waiting_reason": standing.reason,
        "starts_in": standing.starts_in,
        "seconds_expected": run.expected_seconds if standing.position else None,
    }
