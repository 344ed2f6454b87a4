"""The states of a run and the one table of moves between them; docs/architecture.md shows the diagram made from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("queued")
    STARTING = "starting", _("starting")
    RUNNING = "running", _("running")
    PAUSING = "pausing", _("pausing")
    PAUSED = "paused", _("paused")
    STOPPING = "stopping", _("stopping")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


S = State
MOVES: dict[State, frozenset[State]] = {
    S.QUEUED: frozenset({S.STARTING, S.PAUSED, S.CANCELLED, S.FAILED}),
    S.STARTING: frozenset({S.RUNNING, S.PAUSING, S.PAUSED, S.STOPPING, S.QUEUED, S.FAILED, S.CANCELLED}),
    S.RUNNING: frozenset({S.PAUSING, S.PAUSED, S.STOPPING, S.QUEUED, S.FINISHED, S.FAILED, S.CANCELLED}),
    S.PAUSING: frozenset({S.PAUSED, S.STOPPING, S.FINISHED, S.FAILED, S.CANCELLED}),
    S.PAUSED: frozenset({S.QUEUED, S.CANCELLED}),
    S.STOPPING: frozenset({S.PAUSED, S.FINISHED, S.FAILED, S.CANCELLED, S.QUEUED}),
    S.FINISHED: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}
LIVE = frozenset({S.STARTING, S.RUNNING, S.PAUSING, S.STOPPING})
OPEN = LIVE | {S.QUEUED, S.PAUSED}
ENDED = frozenset({S.FINISHED, S.FAILED, S.CANCELLED})
