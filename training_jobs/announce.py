"""Tells open sockets that a run has news. Losing an announcement costs seconds, never an event."""

import asyncio
import os
import threading
import uuid
from functools import partial

import structlog
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import transaction
from redis import RedisError

PATIENCE = 2.0

log = structlog.get_logger("training_jobs.announce")


def group_of(public_id: uuid.UUID) -> str:
    return f"run.{public_id.hex}"


def announce_on_commit(public_id: uuid.UUID, seq: int) -> None:
    """Once this transaction stands, say that the run's stream has reached `seq`."""
    transaction.on_commit(
        partial(_announcer.say, group_of(public_id), {"type": "run.told", "seq": seq}), robust=True
    )


class Announcer:
    """One thread with one event loop per process, so that no writer ever waits for Redis."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()

    def say(self, group: str, message: dict[str, object]) -> None:
        asyncio.run_coroutine_threadsafe(_send(group, message), self._running_loop())

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="announcer", daemon=True).start()
            return self._loop


async def _send(group: str, message: dict[str, object]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await get_channel_layer().group_send(group, message)
    except (RedisError, OSError, TimeoutError, ChannelFull) as error:
        log.info("announcement lost", group=group, error=type(error).__name__)


_announcer = Announcer()
