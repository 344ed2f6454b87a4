"""The only door to the engine: a doorbell rings, and this worker takes runs until none is left.

Each pool process is one slot and keeps a warm engine host beside it. The parent of the pool never touches torch, and
tells its children through one shared byte that the worker is about to leave.
"""

import mmap
import os
import threading
from pathlib import Path
from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_process_init, worker_process_shutdown, worker_shutting_down
from django.conf import settings

from lms.env import ROOT
from training_jobs import endings, heartbeat, nodes
from training_jobs.contract.failures import Failure
from training_jobs.contract.version import CONTRACT
from training_jobs.moves import Fenced
from training_jobs.queue import Claimed, claim
from training_jobs.worker import facts
from training_jobs.worker.host import COMMAND, Host, Share
from training_jobs.worker.slots import Slots, slot_index, together
from training_jobs.worker.supervise import supervise
from training_jobs.worker.tuner import Tuner

QUEUE = "gpu"

log = structlog.get_logger("training_jobs.worker")
_leaving = mmap.mmap(-1, 1)
_slots = Slots()


def engine_command() -> list[str]:
    """The host's command line: where runs live, and what none of them may ever read (its probe tries)."""
    places = {"runs": settings.RUNS_DIR, "models": settings.MODELS_DIR, "datasets": settings.DATASETS_DIR}
    secrets = ("instance.env", "demo.json", "secrets/secret-key", "secrets/postgres", "secrets/valkey")
    words = [*places.items(), *(("secret", settings.DATA / name) for name in secrets)]
    return [*COMMAND, *(word for name, path in words for word in (f"--{name}", str(path)))]


_host = Host(ROOT, engine_command(), unsealed=settings.UNSEALED_WORKER)
_tuner = Tuner(ROOT, Path(settings.MODELS_DIR))
_at_work = threading.Event()


@shared_task(name="training_jobs.gpu_tasks.work")
def work() -> None:
    """One ring, any number of runs. More rings than runs do no harm."""
    heartbeat.introduce(QUEUE)
    while not leaving():
        _host.ensure()
        name = heartbeat.name_of(QUEUE)
        if trouble():
            return
        claimed = claim(f"{name}:{os.getpid()}", name, heartbeat.life())
        if claimed is None:
            return
        take(claimed)


def trouble() -> str:
    """Why this worker may take no run, an English sentence a line: its seal leaks, or it is of another edition."""
    lines = [_host.trouble, nodes.skew(CONTRACT, nodes.site_contract())]
    return "\n".join(line for line in lines if line)[:300]


def leaving() -> bool:
    """Whether this worker was asked to go. (If its parent is killed outright, so is it: Celery sees to that.)"""
    return _leaving[0] == 1


def take(claimed: Claimed) -> None:
    """Supervise one run; a mistake of ours ends it with a reason instead of leaving it to the reaper."""
    _at_work.set()
    try:
        _tuner.stop()
        supervise(claimed, _host, leaving)
    except Exception as error:
        log.exception("supervisor failed", run=str(claimed.public_id))
        fence = {"run_id": claimed.run_id, "attempt": claimed.attempt}
        try:
            endings.fail(**fence, failure=Failure.ENGINE_ERROR, detail=type(error).__name__)
        except Fenced:
            return
    finally:
        _at_work.clear()


@worker_process_init.connect
def warm_up(**_kwargs: object) -> None:
    if not heartbeat.name_of(QUEUE):
        return
    if settings.UNSEALED_WORKER:
        log.warning("UNSEALED_WORKER is set: runs start even where they could escape")
    slots = heartbeat.processes()
    cards = facts.gpus()
    gpu = 1 / slots if cards and slots > 1 else None
    _host.share = Share(facts.total_ram_mb() // slots, gpu, estimated=not cards)
    _host.ensure()


@worker_process_shutdown.connect
def cool_down(**_kwargs: object) -> None:
    _tuner.stop()
    _host.close()


@worker_shutting_down.connect
def say_we_leave(**_kwargs: object) -> None:
    _leaving[0] = 1


def _about_host() -> dict[str, Any]:
    """What heartbeats tell of the node, whichever slot speaks; a host that fell while idle is started again here."""
    _host.ensure()
    layers = _host.about.get("seal", {}).get("layers", {})
    allowed = _host.escapes if settings.UNSEALED_WORKER else []
    isolation = {"layers": layers, "allowed": allowed} if layers or allowed else {}
    at_work = _at_work.is_set()
    _slots.tell(slot_index(), ready=_host.ready, trouble=trouble(), isolation=isolation, at_work=at_work)
    told = together(_slots.all())
    at_work = told.pop("at_work")
    if slot_index() == 0:
        _tuner.look(idle=told["ready"] and not at_work)
    about = facts.facts(heartbeat.processes())
    if not layers.get("private_network", True):  # then a run has no loopback, over which devices would talk
        about["devices"] = 1
    tuning = {"measured": _tuner.known(), "isolation": told.pop("isolation")}
    return {**about, **told, "tuning": tuning}


heartbeat.say_of(QUEUE, _about_host)
