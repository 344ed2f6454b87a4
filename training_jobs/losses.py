"""How often the platform broke under a run, and how often it may."""

from training_jobs.contract.failures import Failure
from training_jobs.models import Run, RunAttempt

RETRIES = 2
LOST = (Failure.KILLED.value, Failure.WORKER_LOST.value)


def may_be_lost_again(run: Run) -> bool:
    """Whether it would go on by itself after one more loss. Losses from before a person let it go on are forgiven."""
    lost = RunAttempt.objects.filter(run=run, number__gt=run.losses_from, outcome__in=LOST)
    return lost.count() < RETRIES
