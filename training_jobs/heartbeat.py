"""Each worker says every few seconds, in Postgres, that it is here and what it can do: one row a node."""

import mmap
import threading
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from celery.signals import celeryd_after_setup, worker_process_init, worker_process_shutdown
from django.db import Error, connection

from training_jobs import nodes
from training_jobs.editions import editions
from training_jobs.rebirths import begin_life

BEAT = 8.0
LAST_WORDS = 2.0

log = structlog.get_logger("training_jobs.heartbeat")
_queues: dict[str, str] = {}  # queue -> the name this worker goes by; filled before the pool forks
_about: dict[str, Callable[[], dict[str, Any]]] = {}
_ready: set[str] = set()
_known: set[str] = set()  # queues on which Postgres has heard of this process
_begun: dict[
    str, mmap.mmap
] = {}  # queue -> a byte that all processes of this worker share: 1 once it has its name
_life = ""  # which start of the worker this is; made before the pool forks
_processes = 1
_over = threading.Event()
_beating: threading.Thread | None = None


def say_of(queue: str, about: Callable[[], dict[str, Any]]) -> None:
    """Let `about` tell, at each beat, what `nodes.announce` should be told of this process."""
    _about[queue] = about


def name_of(queue: str) -> str:
    """The name of this worker on `queue`, "" when it does not serve that queue."""
    return _queues.get(queue, "")


def life() -> str:
    """Which start of this worker it is."""
    return _life


def processes() -> int:
    """How many processes the pool of this worker has."""
    return _processes


@celeryd_after_setup.connect
def know_the_queues(sender: str, instance: Any, **_kwargs: object) -> None:
    global _life, _processes
    _life = uuid.uuid4().hex
    served = list(instance.app.amqp.queues.consume_from)
    _queues.update({queue: sender if len(served) == 1 else f"{sender}/{queue}" for queue in served})
    _begun.update({queue: mmap.mmap(-1, 1) for queue in served})
    _processes = instance.concurrency or 1


@worker_process_init.connect
def begin(**_kwargs: object) -> None:
    global _beating
    _beating = threading.Thread(target=_beat, name="heartbeat", daemon=True)
    _beating.start()


@worker_process_shutdown.connect
def end(**_kwargs: object) -> None:
    _over.set()
    if _beating is not None:
        _beating.join(LAST_WORDS)  # a beat under way would announce again who has just retired
    for name in _queues.values():
        _in_postgres(lambda name=name: nodes.retire(name, _life))  # type: ignore[misc]


def _beat() -> None:
    pause = 0.0
    while not _over.wait(pause):
        for queue, name in _queues.items():
            _in_postgres(lambda name=name, queue=queue: _announce(name, queue))  # type: ignore[misc]
        pause = BEAT if _ready >= _queues.keys() else 1.0


def introduce(queue: str) -> None:
    """Announce this process on `queue` if it never did: a node that Postgres does not know would be given any run."""
    if queue in _queues and queue not in _known:
        _announce(_queues[queue], queue)


def _announce(name: str, queue: str) -> None:
    if not _begun[queue][0]:
        begin_life(name=name, queue=queue, life=_life)
        _begun[queue][0] = 1
    told = _told(queue)
    (_ready.add if told["ready"] else _ready.discard)(queue)
    nodes.announce(name=name, queue=queue, life=_life, **told)
    _known.add(queue)


def _told(queue: str) -> dict[str, Any]:
    return {"ready": True, "slots": _processes, **editions(), **(_about[queue]() if queue in _about else {})}


def _in_postgres(act: Callable[[], None]) -> None:
    try:
        act()
    except Error as error:
        log.warning("heartbeat lost", error=type(error).__name__)
    except nodes.Displaced as taken:
        log.error("another worker has started under this name: this one takes no more runs", node=str(taken))
    except Exception:  # a thread that ended here would leave a working node for dead
        log.exception("heartbeat failed")
    finally:
        connection.close()
