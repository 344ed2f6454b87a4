"""Tells one socket: hello, then every event once and in order.

It takes the next frame only when the socket has room for it. So a slow one gets more events in fewer frames, and what
waits for it lies in memory that all share, or in Postgres.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from django.db import Error as DatabaseAway

from training_jobs.live.tailer import Frame, Tailer
from training_jobs.models import Run
from training_jobs.watching import Viewer

TOO_FAR = 2_000  # events
TRY_AGAIN = 1013
STUCK = 60.0  # seconds in which a socket takes nothing
GOODBYE = 20.0
PING = '{"type":"ping"}'


class Stuck(Exception):
    """The other end reads no more."""


class Fallen(Exception):
    """Nobody follows the run any more."""


class Watcher:
    """One socket of one viewer on one run."""

    def __init__(self, viewer: Viewer, run: Run, after: int, send: Callable[[str], Awaitable[None]]) -> None:
        self.viewer, self.run, self.seen, self._send = viewer, run, after, send
        self.owner_id: int = run.experiment.owner_id
        self.news = asyncio.Event()
        self.said_at = time.monotonic()
        self.wants_ping = False

    async def tell(self, tailer: Tailer) -> None:
        """Until the task is cancelled, or the socket is so far behind that a snapshot serves it better."""
        run = self.run
        await self._say_all(type="hello", run=str(run.public_id), seq=run.last_seq, state=run.state)
        while tailer.seq - self.seen <= TOO_FAR:
            if tailer.fallen:
                raise Fallen
            self.news.clear()
            await self._catch_up(tailer)
            if self.wants_ping:
                self.wants_ping = False
                await self._say(PING)
            if tailer.seq <= self.seen:
                await self.news.wait()
        await self._say_all(type="behind", seq=tailer.seq)
        await asyncio.sleep(GOODBYE)

    async def _catch_up(self, tailer: Tailer) -> None:
        while self.seen < tailer.seq and tailer.seq - self.seen <= TOO_FAR:
            frame = tailer.frame_at_hand(self.seen) or await self._stored(tailer)
            if frame is None:
                return
            await self._say(frame.text)
            self.seen = frame.last

    async def _stored(self, tailer: Tailer) -> Frame | None:
        """None while Postgres is away."""
        with suppress(DatabaseAway):
            if frame := await tailer.frame_stored(self.seen):
                return frame
        await asyncio.sleep(1)
        return None

    async def _say_all(self, **message: Any) -> None:
        await self._say(json.dumps(message, separators=(",", ":")))

    async def _say(self, text: str) -> None:
        try:
            async with asyncio.timeout(STUCK):
                await self._send(text)
        except TimeoutError:
            raise Stuck from None
        self.said_at = time.monotonic()
