"""What a person may still ask of a run: pause, go on, stop and keep, cancel. Asking twice is as good as once.

A run that waits is moved at once. A run at work is told (`wish`) and says *pausing* or *stopping* until its process
is gone; which state follows is decided in `endings`.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from people.audit import Did, record
from people.models import User
from training_jobs.access import (
    check_can_cancel,
    check_can_pause,
    check_can_resume,
    check_can_stop,
    check_may_steer,
)
from training_jobs.contract.failures import Failure
from training_jobs.doorbell import ring_on_commit
from training_jobs.endings import give_back
from training_jobs.leftovers import clear_away
from training_jobs.models import Run, Wish
from training_jobs.moves import move, tell_state
from training_jobs.states import LIVE, State


@transaction.atomic
def pause_run(*, by: User, run: Run) -> Run:
    """Free the worker: the run saves a checkpoint and waits until somebody resumes it."""
    here = _steered(by, run)
    if here.state in (State.PAUSING, State.PAUSED):
        return here
    check_can_pause(by, here)
    record(by=by, did=Did.PAUSED, to=here)
    if here.state == State.QUEUED:
        return move(here, State.PAUSED, wish=Wish.NOTHING)
    return move(here, State.PAUSING, wish=Wish.PAUSE)


@transaction.atomic
def resume_run(*, by: User, run: Run) -> Run:
    """Put a paused run back into the queue; it goes on from its newest whole checkpoint."""
    here = _steered(by, run)
    if here.state in LIVE - {State.PAUSING, State.STOPPING} or here.state == State.QUEUED:
        return here
    check_can_resume(by, here)
    record(by=by, did=Did.RESUMED, to=here)
    return _queued_again(here, wish=Wish.NOTHING)


@transaction.atomic
def stop_run(*, by: User, run: Run) -> Run:
    """End the training here and keep what it has learned: evaluation, report and model."""
    here = _steered(by, run)
    if here.wish == Wish.KEEP:
        return here
    check_can_stop(by, here)
    record(by=by, did=Did.STOPPED, to=here)
    if here.state == State.PAUSED:  # only a worker can evaluate and export
        return _queued_again(here, wish=Wish.KEEP)
    if here.state == State.QUEUED:
        return _wished(here, Wish.KEEP)
    return move(here, State.STOPPING, wish=Wish.KEEP)


@transaction.atomic
def cancel_run(*, by: User, run: Run) -> Run:
    """End a run and keep nothing but its curve: at once while it waits, else as soon as its process is gone."""
    here = _steered(by, run)
    if here.state == State.CANCELLED or here.wish == Wish.CANCEL:
        return here
    check_can_cancel(by, here)
    record(by=by, did=Did.CANCELLED, to=here)
    asked: dict[str, Any] = {"wish": Wish.CANCEL, "cancel_requested_at": Now()}
    if here.state == State.STOPPING:
        return _wished(here, Wish.CANCEL, cancel_requested_at=Now())
    if here.state in LIVE:
        return move(here, State.STOPPING, **asked)
    give_back(here)
    clear_away(here)
    asked |= {"failure": Failure.CANCELLED, "failure_detail": ""}
    return move(here, State.CANCELLED, ended_at=Now(), **asked)


STEERING = {"pause": pause_run, "resume": resume_run, "stop": stop_run, "cancel": cancel_run}


def locked(run: Run) -> Run:
    """The run as it is now, its row locked until the transaction ends."""
    return Run.objects.select_for_update(of=("self",)).select_related("experiment__owner").get(pk=run.pk)


def _steered(by: User, run: Run) -> Run:
    here = locked(run)
    check_may_steer(by, here)
    return here


def _queued_again(run: Run, **fields: Any) -> Run:
    """Back into the queue by a person's wish, so that what befell it before counts no longer."""
    ring_on_commit()
    begun_anew: dict[str, Any] = {
        "failure": "",
        "failure_detail": "",
        "losses_from": run.attempt,
        "queued_at": Now(),
    }
    return move(run, State.QUEUED, **begun_anew, **fields)


def _wished(run: Run, wish: Wish, **fields: Any) -> Run:
    """Another wish in the same state, told in the stream so that every reader hears of it."""
    Run.objects.filter(pk=run.pk).update(wish=wish, last_seq=F("last_seq") + 1, updated_at=Now(), **fields)
    run.refresh_from_db()
    tell_state(run, wish=wish)
    return run
