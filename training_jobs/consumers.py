"""The door of the live wire: who may watch which run, from which event on."""

import asyncio
import uuid
from contextlib import suppress
from urllib.parse import parse_qs

import structlog
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error as DatabaseAway

from training_jobs.live.hub import hub
from training_jobs.live.tailer import ask
from training_jobs.live.watcher import TRY_AGAIN, Watcher
from training_jobs.watching import run_in_view, viewer_of

log = structlog.get_logger("training_jobs.socket")


class RunSocket(AsyncWebsocketConsumer):
    """`/ws/runs/{id}/?after=SEQ`: hello, then every event after SEQ once and in order, for as long as it is open.

    `{"type": "behind"}` says that so much is missing that the run's snapshot is the shorter way; no event follows.
    """

    channel_layer_alias = "none"  # channels would end the socket when Redis goes; see live/tailer.py
    task: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        await self.accept()
        if self.scope["refused"]:
            await self.close(code=self.scope["refused"])
            return
        viewer = viewer_of(self.scope)
        try:
            run = await ask(run_in_view, viewer, self._public_id())
        except DatabaseAway:
            run = TRY_AGAIN
        if isinstance(run, int):
            await self.close(code=run)
            return
        self.task = asyncio.create_task(self._serve(Watcher(viewer, run, self._after(), self._send)))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is asked over this wire."""

    async def disconnect(self, code: int) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def _serve(self, watcher: Watcher) -> None:
        """A socket that can tell no more is closed, so that its reader comes back for the rest."""
        try:
            await hub.serve(watcher, self._close)
        except Exception as error:
            log.warning("socket fell", error=type(error).__name__)
        with suppress(Exception):
            async with asyncio.timeout(1):
                await self._close(TRY_AGAIN)

    def _public_id(self) -> uuid.UUID:
        public_id: uuid.UUID = self.scope["url_route"]["kwargs"]["public_id"]
        return public_id

    def _after(self) -> int:
        given = parse_qs(self.scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
        return int(given) if given.isdecimal() and len(given) < 19 else 0

    async def _send(self, text: str) -> None:
        await self.base_send({"type": "websocket.send", "text": text})

    async def _close(self, code: int) -> None:
        await self.close(code=code)


class NoSuchSocket(AsyncWebsocketConsumer):
    """Any other address answers like an absent run."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=4404)
