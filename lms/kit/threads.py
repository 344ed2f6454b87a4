"""HTTP through Django's WSGI handler in threads, which is several times as fast as Django's own ASGI path.

a2wsgi makes the thread wait for the loop at each step: once for what was sent, and for the answer's head, its body and
its end. Nearly all that a browser sends and gets is small, so here it is there before the thread begins, and goes
back in one step when the thread is done. Large bodies and streams go piece by piece, as the other side takes them.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from a2wsgi.wsgi import Body, build_environ

SMALL = 64 * 1024  # bytes of a request that are taken before it has a thread
WHOLE = 1024 * 1024  # bytes of an answer that are held until all of it is there

Message = Mapping[str, Any]
Headers = list[tuple[str, str]]


class Threads:
    """An ASGI application for HTTP around one for WSGI, which runs in as many threads."""

    def __init__(self, app: Callable[..., Iterable[bytes]], *, threads: int) -> None:
        self.app = app
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="http")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        body = await small_body(receive) if is_small(scope) else Body(loop, receive)
        if body is None:
            return
        answer = Answer(loop, send)
        run = contextvars.copy_context().run
        told = await loop.run_in_executor(
            self.executor, run, answer.made, self.app, build_environ(scope, body)
        )
        for message in told:
            await send(message)


class Answer:
    """What the application says, held until it is whole or known to be too long for that."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Any) -> None:
        self.loop, self.send = loop, send
        self.held: list[Message] = []
        self.is_held = False

    def made(self, app: Callable[..., Iterable[bytes]], environ: Any) -> list[Message]:
        """Run the application in this thread: the messages that are left to send."""
        pieces = app(environ, self.start)
        try:
            for piece in pieces:
                self.tell({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            getattr(pieces, "close", lambda: None)()
        return [*self.held, {"type": "http.response.body", "body": b""}]

    def start(self, status: str, headers: Headers, _error: Any = None) -> Callable[[bytes], None]:
        length = next((value for name, value in headers if name.lower() == "content-length"), "")
        self.is_held = bool(length) and int(length) <= WHOLE
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.tell({"type": "http.response.start", "status": int(status[:3]), "headers": raw})
        return lambda piece: self.tell({"type": "http.response.body", "body": piece, "more_body": True})

    def tell(self, message: Message) -> None:
        """Hold it, or wait until the other side has room for it."""
        if self.is_held:
            self.held.append(message)
        else:
            asyncio.run_coroutine_threadsafe(self.send(message), self.loop).result()


def is_small(scope: Any) -> bool:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return length.isdigit() and int(length) <= SMALL


async def small_body(receive: Any) -> BytesIO | None:
    """All that was sent; None where whoever sent it went away before its end, for half a form is no form."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return BytesIO(body)
