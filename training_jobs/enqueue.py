"""Putting a run into the queue; whoever does it has asked whether it may be."""

from training_jobs import estimates
from training_jobs.doorbell import ring_on_commit
from training_jobs.models import Experiment, Kind, Run
from training_jobs.moves import tell_state


def enqueue(experiment: Experiment, kind: Kind, graded_run: Run | None = None) -> Run:
    """A run of the experiment, waiting; the bell rings on commit."""
    run = Run(experiment=experiment, kind=kind, graded_run=graded_run, last_seq=1)
    estimates.fill(run)
    run.save()
    run.refresh_from_db()
    tell_state(run)
    ring_on_commit()
    return run
