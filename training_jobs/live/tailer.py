"""Follows one run for all sockets of this process: one subscription, one read of each event, one encoding."""

import asyncio
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import Error as DatabaseAway
from redis import RedisError

from training_jobs.announce import group_of
from training_jobs.watching import events_between

LOOK_AGAIN = 4.0  # seconds between looks at Postgres when nothing is announced
JOIN_PATIENCE = 2.0
FRAME, FRAME_BYTES = 200, 64_000  # a frame has at most so many events, and ends when it has so many bytes
AT_ONCE = 1_000  # events of one read
KEPT, KEPT_BYTES = 2_000, 1_000_000  # what is held for sockets that are a little behind
PAGES = 16
LAYER_AWAY = (RedisError, OSError, TimeoutError)

log = structlog.get_logger("training_jobs.live")


class Waked(Protocol):
    """Whoever wants to know that a tailer has read more."""

    news: asyncio.Event


@dataclass(frozen=True)
class Frame:
    """A message as it goes out, and the number of its last event."""

    last: int
    text: str


class Tailer:
    """`seq` is how far it has read; the last of it is in memory, the rest in Postgres."""

    def __init__(self, run_id: int, public_id: uuid.UUID, seq: int, calm: Callable[[], float]) -> None:
        self.run_id, self.public_id, self.seq, self.calm = run_id, public_id, seq, calm
        self.watchers: set[Waked] = set()
        self.announced = 0
        self._kept: list[str] = []
        self._frames: dict[int, Frame] = {}
        self._pages: dict[int, asyncio.Future[Frame | None]] = {}
        self._news, self._joined = asyncio.Event(), asyncio.Event()
        self.fallen = False
        self._tasks = [asyncio.create_task(work) for work in (self._listen(), self._follow())]
        for task in self._tasks:
            task.add_done_callback(self._fell)

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _fell(self, task: asyncio.Task[None]) -> None:
        """Both tasks go on until they are cancelled: one that ends by itself leaves the sockets without news."""
        if task.cancelled():
            return
        log.error("nobody follows the run", run=str(self.public_id), error=repr(task.exception()))
        self.fallen = True
        for watcher in self.watchers:
            watcher.news.set()

    def frame_at_hand(self, after: int) -> Frame | None:
        """The next events after `after`, if they are in memory."""
        offset = after - self._before_kept
        if offset < 0 or after >= self.seq:
            return None
        if after not in self._frames:
            self._frames[after] = framed(self._kept[offset : offset + FRAME], after)
        return self._frames[after]

    async def frame_stored(self, after: int) -> Frame | None:
        """The same from Postgres; sockets that ask for the same at once share one read."""
        page = self._pages.get(after)
        if page is None:
            page = asyncio.ensure_future(self._page(after))
            self._pages[after] = page
            if len(self._pages) > PAGES:
                self._pages.pop(next(iter(self._pages)))
        try:
            return await asyncio.shield(page)
        except BaseException:
            self._pages.pop(after, None)
            raise

    async def _page(self, after: int) -> Frame | None:
        events = await ask(events_between, self.run_id, after, min(after + FRAME, self.seq))
        return framed([encoded(event) for event in events], after) if events else None

    @property
    def _before_kept(self) -> int:
        return self.seq - len(self._kept)

    async def _listen(self) -> None:
        """Turn announcements into news. Redis may go and come back: then we join again."""
        layer, group = get_channel_layer(), group_of(self.public_id)
        channel = await layer.new_channel()
        try:
            while True:
                try:
                    await layer.group_add(group, channel)
                    await self._hear(layer, channel)
                except TimeoutError:
                    self._news.set()  # a flushed Redis has forgotten us: look, and join again
                except LAYER_AWAY:
                    self._joined.set()
                    await asyncio.sleep(1)
        finally:
            await _leave(layer, group, channel)

    async def _hear(self, layer: Any, channel: str) -> None:
        """Listen until nothing is said for a while, which raises TimeoutError."""
        self._joined.set()
        self._news.set()
        while True:
            async with asyncio.timeout(LOOK_AGAIN):
                message = await layer.receive(channel)
            self.announced = max(self.announced, int(message.get("seq", 0)))
            self._news.set()

    async def _follow(self) -> None:
        await _at_most(JOIN_PATIENCE, self._joined)
        while True:
            self._news.clear()
            try:
                await self._read_on()
            except DatabaseAway as error:
                log.info("events wait for Postgres", run=str(self.public_id), error=type(error).__name__)
                await asyncio.sleep(1)
                continue
            await _at_most(LOOK_AGAIN, self._news)

    async def _read_on(self) -> None:
        """Read all there is. Each read is followed by a pause, so that what is told meanwhile goes out together."""
        while events := await ask(events_between, self.run_id, self.seq, self.seq + AT_ONCE):
            self._take([encoded(event) for event in events])
            for watcher in self.watchers:
                watcher.news.set()
            await asyncio.sleep(self.calm())
            if self.seq >= self.announced:
                return

    def _take(self, events: Sequence[str]) -> None:
        self._kept += events
        self.seq += len(events)
        self._frames.clear()
        spare = max(0, len(self._kept) - KEPT)
        size = sum(map(len, self._kept[spare:]))
        while size > KEPT_BYTES and spare < len(self._kept):
            size -= len(self._kept[spare])
            spare += 1
        del self._kept[:spare]


async def ask(question: Callable[..., Any], *about: Any) -> Any:
    """Ask Postgres in any free thread: a slow answer to one keeps no other waiting."""
    return await database_sync_to_async(question, thread_sensitive=False)(*about)


def encoded(event: dict[str, Any]) -> str:
    return json.dumps(event, separators=(",", ":"))


def framed(events: Sequence[str], after: int) -> Frame:
    """The first of these consecutive events, as many as fit into one message."""
    size = count = 0
    for text in events:
        size += len(text)
        if count and size > FRAME_BYTES:
            break
        count += 1
    return Frame(after + count, '{"type":"events","events":[' + ",".join(events[:count]) + "]}")


async def _at_most(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


async def _leave(layer: Any, group: str, channel: str) -> None:
    try:
        async with asyncio.timeout(1):
            await layer.group_discard(group, channel)
    except LAYER_AWAY:
        return
