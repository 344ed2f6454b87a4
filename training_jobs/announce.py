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
CALM = 0.05  # seconds between two announcements of one run by one process

log = structlog.get_logger("training_jobs.announce")


def group_of(public_id: uuid.UUID) -> str:
    return f"run.{public_id.hex}"


def announce_on_commit(public_id: uuid.UUID, seq: int) -> None:
    """Once this transaction stands, say that the run's stream has reached `seq`."""
    transaction.on_commit(partial(_announcer.say, group_of(public_id), seq), robust=True)


class Announcer:
    """One thread with one event loop per process, so that no writer ever waits for Redis.

    The first news of a run goes out at once. What comes within CALM goes out together at its end, so that the last
    is never lost.
    """

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()
        self._waiting: dict[str, int] = {}
        self._sending: set[asyncio.Task[None]] = set()

    def say(self, group: str, seq: int) -> None:
        self._running_loop().call_soon_threadsafe(self._heard, group, seq)

    def _heard(self, group: str, seq: int) -> None:
        """A group in `_waiting` has been told within CALM; its value is what to tell next, 0 for nothing."""
        if group in self._waiting:
            self._waiting[group] = max(seq, self._waiting[group])
        else:
            self._tell(group, seq)

    def _tell(self, group: str, seq: int) -> None:
        self._waiting[group] = 0
        loop = asyncio.get_running_loop()
        sending = loop.create_task(_send(group, {"type": "run.told", "seq": seq}))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)
        loop.call_later(CALM, self._calm_is_over, group)

    def _calm_is_over(self, group: str) -> None:
        if seq := self._waiting.pop(group):
            self._tell(group, seq)

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
