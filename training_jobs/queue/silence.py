"""What is told of a run at work whose worker says nothing, before its lease is over and anybody knows it as lost."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from lms.kit.templatetags.texts import duration
from training_jobs.leftovers import resume_step
from training_jobs.losses import may_be_lost_again
from training_jobs.models import Kind, Run, Wish
from training_jobs.states import LIVE, State

QUIET = 0.5  # of the lease; a worker renews it after a quarter


def patience() -> float:
    """Seconds that a worker may say nothing before anybody is told."""
    return QUIET * settings.LEASE_SECONDS


def with_lease_left(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Let `silent_for` know without a query of its own how long each lease holds, by the database's clock."""
    return runs.annotate(lease_left=F("lease_until") - Now())


def silent_for(run: Run) -> float | None:
    """Seconds since the worker last renewed its lease, once that is longer than it should be; else None."""
    left = _lease_left(run) if run.state in LIVE else None
    silent = None if left is None else settings.LEASE_SECONDS - left.total_seconds()
    return silent if silent is not None and silent > patience() else None


def silence(run: Run) -> str:
    """How long its worker has been silent and what happens next, in words; "" while the worker answers."""
    silent = silent_for(run)
    if silent is None:
        return ""
    left = settings.LEASE_SECONDS - silent
    said = {"silent": duration(silent), "left": duration(max(1.0, left)), "then": _then(run)}
    if left > 0:
        return (
            _("The worker has said nothing for %(silent)s. If it stays silent for %(left)s more, %(then)s")
            % said
        )
    return _("The worker has said nothing for %(silent)s and counts as lost. In a moment %(then)s") % said


def _lease_left(run: Run) -> timedelta | None:
    if hasattr(run, "lease_left"):
        return run.lease_left
    held = with_lease_left(Run.objects.filter(pk=run.pk, attempt=run.attempt, state__in=LIVE)).first()
    return held.lease_left if held else None  # type: ignore[attr-defined]


def _then(run: Run) -> str:
    """What `endings.lose` will make of it."""
    if run.state == State.STOPPING and run.wish != Wish.KEEP:
        return _("the run counts as cancelled.")
    if run.state == State.PAUSING and not resume_step(run):
        return _("the run is paused; when it is resumed it starts again at step 0.")
    if run.state == State.PAUSING:
        return _("the run is paused at its newest checkpoint.")
    if not may_be_lost_again(run):
        return _("the run is set aside, since too many workers were lost under it.")
    if run.kind != Kind.TRAIN or not resume_step(run):
        return _("the run goes back into the queue and starts again on another worker.")
    return _("the run goes back into the queue and goes on from its newest checkpoint.")
