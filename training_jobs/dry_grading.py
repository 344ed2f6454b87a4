"""A dry run is scored on the hidden test by itself, as a learner's run would be on request."""

from training_jobs.enqueue import enqueue
from training_jobs.models import DryRun, Kind, Run


def grade_dry_run(run: Run) -> Run | None:
    """The grading of a finished dry run whose lab is graded; None for any other run. It counts as nobody's try."""
    if run.kind != Kind.TRAIN or not DryRun.objects.filter(run=run, rules__isnull=False).exists():
        return None
    return enqueue(run.experiment, Kind.GRADE, graded_run=run)
