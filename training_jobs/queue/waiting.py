"""What a waiting run is told: its place, when it will start, and why it has not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import User
from training_jobs import quotas
from training_jobs.models import Run
from training_jobs.queue.board import Board, Entry, board
from training_jobs.queue.places import fits, gigabytes, misfit
from training_jobs.states import State


@dataclass(frozen=True)
class Waiting:
    """`position` is 1 for the run that starts next, None where something holds the run, which `reason` then names.

    All three are empty for a run that does not wait.
    """

    position: int | None
    reason: str
    starts_in: float | None


def waiting(run: Run, seen: Board | None = None, *, reader: User | None = None) -> Waiting:
    """How a run stands in the queue. With `seen`, a board for many runs, reasons leave out whose quota it is.

    `reader` is who reads the reason: an owner is told of their own limit as theirs.
    """
    if run.state != State.QUEUED:
        return Waiting(None, "", None)
    now = seen or board()
    entry = now.by_id.get(run.pk)
    place = now.positions[run.pk] if entry and not entry.held else None
    own = reader is not None and entry is not None and entry.owner == reader.pk
    reason = misfit(run, now.nodes) or _why(run, entry, place, now, brief=seen is not None, own=own)
    can_start = now.nodes and entry is not None and not entry.spent
    return Waiting(place, reason, now.starts.get(run.pk) if can_start else None)


def position(run: Run) -> int | None:
    """1 for the run that starts next; None for one that does not wait, or that something holds."""
    return waiting(run).position


def waiting_reason(run: Run) -> str:
    """Why a queued run has not started, in words; "" for a run that does not wait."""
    return waiting(run).reason


def starts_in(run: Run) -> float | None:
    """Seconds until it starts as far as that can be told; None when it cannot, or when it does not wait."""
    return waiting(run).starts_in


def _why(run: Run, entry: Entry | None, place: int | None, now: Board, *, brief: bool, own: bool) -> str:
    if entry is not None and entry.spent:
        return _used_up(run, brief=brief)
    if entry is not None and entry.too_many:
        return _your_limit(entry) if own else _owners_limit(entry)
    if place is not None and place > 1:
        return ngettext(
            "%(count)d run is ahead of this one.", "%(count)d runs are ahead of this one.", place - 1
        ) % {"count": place - 1}
    return _next(run, now)


def _next(run: Run, now: Board) -> str:
    room = [now.free(node) for node in now.nodes if node.ready and fits(node, run)]
    if any(slots and (memory is None or run.memory_mb <= memory) for slots, memory in room):
        return _("This run starts in a moment.")
    if any(slots for slots, _memory in room):
        return _(
            "This run is next. It needs about %(need)s of memory, which comes free when a run at work has ended."
        ) % {"need": gigabytes(run.memory_mb)}
    if not now.at_work:
        return _("This run starts in a moment.")
    return _("This run is next. It starts when a run before it has ended.")


def _your_limit(entry: Entry) -> str:
    if entry.at_once == 0:
        return _("Your limit lets no run start. An administrator can raise it.")
    return ngettext(
        "You may have one run at work at a time. This one starts when that has ended.",
        "You may have %(count)d runs at work at a time. This one starts when it is its turn.",
        entry.at_once or 0,
    ) % {"count": entry.at_once}


def _owners_limit(entry: Entry) -> str:
    if entry.at_once == 0:
        return _("The limit of its owner lets no run start. An administrator can raise it.")
    return ngettext(
        "Its owner may have one run at work at a time. This one starts when that has ended.",
        "Its owner may have %(count)d runs at work at a time. This one starts when it is its turn.",
        entry.at_once or 0,
    ) % {"count": entry.at_once}


def _used_up(run: Run, *, brief: bool) -> str:
    if not brief:
        enrolment = run.experiment.enrolment
        for one in quotas.allowances(run.experiment.owner, [enrolment.course] if enrolment else []):
            if one.used_up:
                return quotas.refusal(one)
            if one.whose != "person" and one.full:
                return _(
                    "As many runs of “%(name)s” are at work as may be at a time. This one keeps its place."
                ) % {"name": one.name}
    return _("A limit on computing is used up. This run keeps its place.")
