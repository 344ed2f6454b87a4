"""Goes on with a regrade, batch by batch: for a moment while its author waits, then in a worker that a doorbell wakes.

Whoever works holds the regrade's row for one batch; where that is taken, somebody else is at work. A killed worker leaves
whole batches, and the next one, or beat, goes on from there.
"""

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.doorbells import ring
from courses.models import Regrade
from courses.regrades.carrying import APPLY, UNDO, carry_next
from courses.regrades.comparing import compare_next
from courses.regrades.versions import Versions
from courses.states import AT_WORK, REGRADE_MOVES, RegradeState
from courses.turns import A_TURN, AT_ONCE, each_alone, step_by_step
from lms.kit.refusals import Conflict

TASK = "courses.tasks.go_on_with_regrades"

log = structlog.get_logger("courses.regrades")


def begin(pk: int) -> None:
    """Do what can be done while somebody waits; the rest, and what another's lock kept from it, is left to a worker."""
    go_on(pk, seconds=AT_ONCE)
    if Regrade.objects.filter(pk=pk, state__in=sorted(AT_WORK)).exists():
        ring(TASK)


def go_on_with_all() -> None:
    """A turn for each that is at work."""
    at_work = Regrade.objects.filter(state__in=sorted(AT_WORK)).order_by("pk").values_list("pk", flat=True)
    if each_alone(at_work, lambda pk: go_on(pk, seconds=A_TURN), failed="regrade cannot go on"):
        ring(TASK)


def go_on(pk: int, *, seconds: float | None = None) -> bool:
    """Batch after batch; whether something is left that nobody else is at."""
    versions: dict[int, Versions] = {}
    return step_by_step(lambda: step(pk, versions), seconds=seconds)


@transaction.atomic
def step(pk: int, versions: dict[int, Versions]) -> bool:
    """One batch; False when it was the last one, or when somebody else is at it."""
    # Who hands in meanwhile notes what the regrade gave them, and must be able to name its row.
    rows = Regrade.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    regrade = rows.select_related("revision", "applied_by").defer("revision__source").filter(pk=pk).first()
    if regrade is None or not regrade.is_at_work:
        return False
    if regrade.state == RegradeState.COMPARING:
        named = versions.setdefault(pk, Versions(regrade.lesson_key, regrade.quiz_key))
        return compare_next(regrade, named) or _end(regrade, RegradeState.COMPARED)
    applying = regrade.state == RegradeState.APPLYING
    if carry_next(regrade, APPLY if applying else UNDO):
        return True
    return _end(regrade, RegradeState.APPLIED if applying else RegradeState.UNDONE)


def move(regrade: Regrade, to: RegradeState, **fields: object) -> None:
    """Compare-and-set on the state of the table; whoever comes second is told."""
    here = Regrade.objects.filter(pk=regrade.pk, state=regrade.state)
    may = to in REGRADE_MOVES[RegradeState(regrade.state)]
    if not may or not here.update(state=to, moved_at=Now(), **fields):
        raise Conflict(_("This regrade has moved on meanwhile. Open its page again to see where it is."))
    regrade.state = to


def _end(regrade: Regrade, to: RegradeState) -> bool:
    move(regrade, to)
    log.info("regrade moved", regrade=str(regrade.public_id), state=to)
    return False
