"""Moves a run from state to state: compare-and-set by the table, told in the run's stream, announced on commit."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from training_jobs import chunks, compaction
from training_jobs.announce import announce_on_commit
from training_jobs.contract.events import Logged
from training_jobs.models import Run
from training_jobs.states import ENDED, LIVE, MOVES, State

AT_REST = ENDED | {State.PAUSED}


class IllegalMove(Exception):
    """The table of moves has no such move."""


class LostRace(Exception):
    """The run changed hands or state before the move."""


class Fenced(Exception):
    """The attempt is over: another one took the run, or it has ended. Nothing was written."""


@transaction.atomic
def move(run: Run, to: State, *, told: dict[str, Any] | None = None, **fields: Any) -> Run:
    """Put `run` from the state it is known in into `to`, with `fields`; `told` goes into its state event."""
    if to not in MOVES[State(run.state)]:
        raise IllegalMove(f"A {run.state} run cannot become {to}.")
    here = Run.objects.filter(pk=run.pk, state=run.state, attempt=run.attempt)
    if not here.update(state=to, last_seq=F("last_seq") + 1, updated_at=Now(), **fields):
        raise LostRace(f"Run {run.public_id} changed before it became {to}.")
    run.refresh_from_db()
    tell_state(run, **(told or {}))
    if to in AT_REST:
        compaction.ask_on_commit(run.pk)
    return run


def tell_state(run: Run, **told: Any) -> None:
    """Write the run's state as event number `last_seq`, which the caller has just taken under the row's lock."""
    data = {"state": run.state, "attempt": run.attempt} | {
        k: v for k, v in told.items() if v not in ("", None)
    }
    event = {"seq": run.last_seq, "kind": "state", "data": data, "at": run.updated_at.isoformat()}
    chunks.write(run.pk, run.attempt, [event])
    announce_on_commit(run.public_id, run.last_seq)


def tell_log(run: Run, line: Logged) -> None:
    """Write a line of the platform's into the run's log; the caller holds the row's lock."""
    Run.objects.filter(pk=run.pk).update(last_seq=F("last_seq") + 1, updated_at=Now())
    run.refresh_from_db()
    event = {"kind": line.kind, "data": line.data(), "at": run.updated_at.isoformat()}
    chunks.write(run.pk, run.attempt, [{"seq": run.last_seq, **event}])
    announce_on_commit(run.public_id, run.last_seq)


def held(run_id: int, attempt: int) -> Run:
    """The live run of this very attempt, its row locked until the transaction ends; raises Fenced."""
    run = Run.objects.select_for_update().filter(pk=run_id, attempt=attempt, state__in=LIVE).first()
    if run is None:
        raise Fenced(f"Attempt {attempt} of run {run_id} is over.")
    return run
