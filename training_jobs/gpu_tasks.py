"""The only door to the engine: a doorbell rings, and this worker takes runs until none is left.

The pool process keeps a warm engine host beside it. The parent of the pool never touches torch, and tells its
children through one shared byte that the worker is about to leave.
"""

import mmap
import os
from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_process_init, worker_process_shutdown, worker_shutting_down

from lms.env import ROOT
from training_jobs import endings, heartbeat
from training_jobs.contract.failures import Failure
from training_jobs.moves import Fenced
from training_jobs.queue import Claimed, claim
from training_jobs.worker.host import Host
from training_jobs.worker.supervise import supervise

QUEUE = "gpu"

log = structlog.get_logger("training_jobs.worker")
_leaving = mmap.mmap(-1, 1)
_host = Host(ROOT)


@shared_task(name="training_jobs.gpu_tasks.work")
def work() -> None:
    """One ring, any number of runs. More rings than runs do no harm."""
    while not leaving():
        _host.ensure()
        claimed = claim(f"{heartbeat.name_of(QUEUE)}:{os.getpid()}")
        if claimed is None:
            return
        take(claimed)


def leaving() -> bool:
    """Whether this worker was asked to go. (If its parent is killed outright, so is it: Celery sees to that.)"""
    return _leaving[0] == 1


def take(claimed: Claimed) -> None:
    """Supervise one run; a mistake of ours ends it with a reason instead of leaving it to the reaper."""
    try:
        supervise(claimed, _host, leaving)
    except Exception as error:
        log.exception("supervisor failed", run=str(claimed.public_id))
        fence = {"run_id": claimed.run_id, "attempt": claimed.attempt}
        try:
            endings.fail(**fence, failure=Failure.ENGINE_ERROR, detail=type(error).__name__)
        except Fenced:
            return


@worker_process_init.connect
def warm_up(**_kwargs: object) -> None:
    if heartbeat.name_of(QUEUE):
        _host.ensure()


@worker_process_shutdown.connect
def cool_down(**_kwargs: object) -> None:
    _host.close()


@worker_shutting_down.connect
def say_we_leave(**_kwargs: object) -> None:
    _leaving[0] = 1


def _about_host() -> dict[str, Any]:
    """What heartbeats tell of the GPU worker; a host that fell while idle is started again here."""
    _host.ensure()
    return {"ready": _host.ready, "device": str(_host.about.get("device", ""))[:120]}


heartbeat.say_of(QUEUE, _about_host)
