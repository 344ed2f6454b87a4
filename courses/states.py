"""The states of an attempt and the one table of moves between them; docs/architecture.md shows the diagram made from it."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptState(models.TextChoices):
    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    OVERDUE = "overdue", _("overdue")
    SUBMITTED = "submitted", _("submitted")
    GRADED = "graded", _("graded")
    ABANDONED = "abandoned", _("abandoned")


S = AttemptState
MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    S.NOT_STARTED: frozenset({S.IN_PROGRESS, S.ABANDONED}),
    S.IN_PROGRESS: frozenset({S.OVERDUE, S.SUBMITTED, S.ABANDONED}),
    S.OVERDUE: frozenset({S.IN_PROGRESS, S.SUBMITTED, S.ABANDONED}),
    S.SUBMITTED: frozenset({S.GRADED}),
    S.GRADED: frozenset(),
    S.ABANDONED: frozenset(),
}
OPEN = frozenset({S.NOT_STARTED, S.IN_PROGRESS, S.OVERDUE})
ENDED = frozenset(AttemptState) - OPEN
GRACE = timedelta(seconds=30)
"""What is sent at the last second may be so long on its way."""


class RegradeState(models.TextChoices):
    COMPARING = "comparing", _("comparing")
    COMPARED = "compared", _("ready to apply")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")


R = RegradeState
REGRADE_MOVES: dict[RegradeState, frozenset[RegradeState]] = {
    R.COMPARING: frozenset({R.COMPARED}),
    R.COMPARED: frozenset({R.APPLYING}),
    R.APPLYING: frozenset({R.APPLIED, R.UNDOING}),
    R.APPLIED: frozenset({R.UNDOING}),
    R.UNDOING: frozenset({R.UNDONE}),
    R.UNDONE: frozenset(),
}
AT_WORK = frozenset({R.COMPARING, R.APPLYING, R.UNDOING})
"""A worker goes on with these."""
HOLDS = frozenset({R.APPLYING, R.APPLIED})
"""The keys of these mark whatever is marked from then on."""
