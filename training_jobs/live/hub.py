"""What the sockets of one process share: a tailer for each run that is watched, and one look at everybody's access."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from django.db import Error as DatabaseAway

from training_jobs.live.tailer import Tailer, ask
from training_jobs.live.watcher import Watcher
from training_jobs.watching import REFUSED, refused

LOOK_AT_ACCESS = 3.5
PING = 20.0
CLOSE_PATIENCE = 5.0
CALM = 0.03  # the shortest pause between two reads of a run
CALM_EACH, CALMEST = 0.0002, 0.25  # and how it grows with the sockets that each read feeds

Close = Callable[[int], Awaitable[None]]
log = structlog.get_logger("training_jobs.live")


class Hub:
    """Lives as long as the process; holds nothing while nobody watches."""

    def __init__(self) -> None:
        self._tailers: dict[int, Tailer] = {}
        self._sockets: dict[Watcher, Close] = {}
        self._guard: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[Any]] = set()

    async def serve(self, watcher: Watcher, close: Close) -> None:
        """Tell a socket until it is cancelled; `close` is called when its viewer may watch no longer."""
        tailer = self._joined(watcher)
        self._sockets[watcher] = close
        if self._guard is None:
            self._guard = asyncio.create_task(self._look_at_access())
        try:
            await watcher.tell(tailer)
        finally:
            await self._leave(watcher, tailer)

    def _joined(self, watcher: Watcher) -> Tailer:
        run = watcher.run
        tailer = self._tailers.get(run.pk)
        if tailer is None:
            tailer = self._tailers[run.pk] = Tailer(run.pk, run.public_id, run.last_seq, self._calm)
        tailer.watchers.add(watcher)
        return tailer

    async def _leave(self, watcher: Watcher, tailer: Tailer) -> None:
        self._sockets.pop(watcher, None)
        tailer.watchers.discard(watcher)
        if not self._sockets and self._guard is not None:
            self._guard.cancel()
            self._guard = None
        if not tailer.watchers and self._tailers.get(tailer.run_id) is tailer:
            del self._tailers[tailer.run_id]
            await tailer.end()

    def _calm(self) -> float:
        return min(CALMEST, CALM + CALM_EACH * len(self._sockets))

    async def _look_at_access(self) -> None:
        """One look for all sockets together, in as many queries for a thousand as for one."""
        while True:
            await asyncio.sleep(LOOK_AT_ACCESS)
            self._ping()
            watchers = list(self._sockets)
            try:
                lost = await ask(refused, [(watcher.viewer, watcher.owner_id) for watcher in watchers])
            except DatabaseAway as error:
                log.info("access waits for Postgres", error=type(error).__name__)
                continue
            for watcher, is_refused in zip(watchers, lost, strict=True):
                if is_refused and watcher in self._sockets:
                    self._in_background(_close(self._sockets.pop(watcher)))

    def _ping(self) -> None:
        quiet_since = time.monotonic() - PING + LOOK_AT_ACCESS
        for watcher in self._sockets:
            if watcher.said_at < quiet_since:
                watcher.wants_ping = True
                watcher.news.set()

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _close(close: Close) -> None:
    """A socket that takes nothing may not keep the others waiting."""
    try:
        async with asyncio.timeout(CLOSE_PATIENCE):
            await close(REFUSED)
    except TimeoutError:
        log.info("a refused socket does not read")


hub = Hub()
