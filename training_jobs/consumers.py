"""The live wire of a run. The channel layer only says that there is news; every event is read from Postgres."""

import asyncio
import json
import time
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from django.db import Error as DatabaseAway
from redis import RedisError

from training_jobs.models import Run
from training_jobs.stream import group_of
from training_jobs.watching import REFUSED, Viewer, rest, run_in_view, viewer_of

LOOK_AGAIN = 4.0  # seconds between looks at access and at Postgres when nothing is announced
PING = 20.0
TRY_AGAIN = 1013
CALM = 0.03  # the shortest pause between two frames
LAYER_AWAY = (RedisError, OSError, TimeoutError)

log = structlog.get_logger("training_jobs.socket")


class RunSocket(AsyncWebsocketConsumer):
    """`/ws/runs/{id}/?after=SEQ`: hello, then every event after SEQ once and in order, for as long as it is open."""

    channel_layer_alias = "none"  # channels would end the socket when Redis goes; see _listen

    async def connect(self) -> None:
        await self.accept()
        self.tasks: list[asyncio.Task[None]] = []
        if self.scope["refused"]:
            await self.close(code=self.scope["refused"])
            return
        self.viewer = viewer_of(self.scope)
        try:
            run = await _ask(run_in_view, self.viewer, self._public_id())
        except DatabaseAway:
            run = TRY_AGAIN
        if isinstance(run, int):
            await self.close(code=run)
            return
        self.seen, self.news = self._after(), asyncio.Event()
        self.joined = asyncio.Event()
        self.tasks = [
            asyncio.create_task(self._guarded(work)) for work in (self._listen(run), self._tell(run))
        ]

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is asked over this wire."""

    async def disconnect(self, code: int) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """A socket that can tell no more is closed, so that its reader comes back for the rest."""
        try:
            await work
        except Exception as error:
            log.warning("socket fell", error=type(error).__name__)
            with suppress(Exception):
                await self.close(code=TRY_AGAIN)

    def _public_id(self) -> uuid.UUID:
        public_id: uuid.UUID = self.scope["url_route"]["kwargs"]["public_id"]
        return public_id

    def _after(self) -> int:
        given = parse_qs(self.scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
        return int(given) if given.isdecimal() and len(given) < 19 else 0

    async def _listen(self, run: Run) -> None:
        """Turn announcements into `news`. Redis may go and come back: then we join again."""
        layer, group = get_channel_layer(), group_of(run.public_id)
        channel = await layer.new_channel()
        try:
            while True:
                try:
                    await layer.group_add(group, channel)
                    self.joined.set()
                    async with asyncio.timeout(LOOK_AGAIN):
                        await layer.receive(channel)
                    self.news.set()
                except TimeoutError:
                    continue  # a flushed Redis has forgotten us: join again
                except LAYER_AWAY:
                    self.joined.set()
                    await asyncio.sleep(1)
        finally:
            await _leave(layer, group, channel)

    async def _tell(self, run: Run) -> None:
        await asyncio.wait([asyncio.create_task(self.joined.wait())], timeout=2)
        await self._send(
            {"type": "hello", "run": str(run.public_id), "seq": run.last_seq, "state": run.state}
        )
        looked = pinged = time.monotonic()
        while True:
            self.news.clear()
            try:
                await self._send_rest(run)
                if time.monotonic() - looked >= LOOK_AGAIN:
                    looked = time.monotonic()
                    if not await self._may_stay(self.viewer, run):
                        return
            except DatabaseAway:
                await asyncio.sleep(1)
            if time.monotonic() - pinged >= PING:
                pinged = time.monotonic()
                await self._send({"type": "ping"})
            await self._news_or_time()

    async def _send_rest(self, run: Run) -> None:
        while events := await _ask(rest, run, self.seen):
            await self._send({"type": "events", "events": events})
            self.seen = events[-1]["seq"]
            await asyncio.sleep(CALM)

    async def _may_stay(self, viewer: Viewer, run: Run) -> bool:
        still = await _ask(run_in_view, viewer, run.public_id)
        if isinstance(still, int):
            await self.close(code=REFUSED)
            return False
        return True

    async def _news_or_time(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self.news.wait()
        except TimeoutError:
            return

    async def _send(self, message: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(message, separators=(",", ":")))


async def _ask(question: Any, *about: Any) -> Any:
    """Ask Postgres in any free thread: a slow answer to one socket keeps no other waiting."""
    return await database_sync_to_async(question, thread_sensitive=False)(*about)


async def _leave(layer: Any, group: str, channel: str) -> None:
    try:
        async with asyncio.timeout(1):
            await layer.group_discard(group, channel)
    except LAYER_AWAY:
        return


class NoSuchSocket(AsyncWebsocketConsumer):
    """Any other address answers like an absent run."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=4404)
