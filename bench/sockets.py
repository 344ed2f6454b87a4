"""Many sockets in a process of their own: `python -m bench.sockets` reads from standard input what to watch.

`{"port", "cookie", "watched": [[run, sockets, last], …]}`: each socket reads until event `last` of its run. On standard
output: `ready` when all have been greeted, then `{"missed", "wrong", "delays"}` when all are done. Written on bare
TCP, because a thousand sockets of a full client would measure the client.
"""

import asyncio
import json
import os
import struct
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

GREETING = b'{"type":"hello"'
PATIENCE = 80.0


class Reader(asyncio.Protocol):
    """One socket. Equal frames are parsed once for all sockets."""

    parsed: dict[bytes, list[tuple[int, float]]] = {}

    def __init__(self, world: dict[str, Any], run: str, last: int) -> None:
        self.world, self.run, self.last = world, run, last
        self.buffer, self.upgraded, self.seen = b"", False, 0
        self.wrong, self.delays = 0, []  # type: int, list[float]
        self.greeted, self.done = asyncio.Event(), asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        host = f"127.0.0.1:{self.world['port']}"
        lines = [f"GET /ws/runs/{self.run}/?after=0 HTTP/1.1", f"Host: {host}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Origin: http://{host}"]
        lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Cookie: {self.world['cookie']}"]
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self.buffer += data
        if not self.upgraded:
            if b"\r\n\r\n" not in self.buffer:
                return
            self.buffer, self.upgraded = self.buffer.split(b"\r\n\r\n", 1)[1], True
        for kind, body in self.frames():
            if kind == 1:
                self.hear(body, now)
            elif kind == 9:
                self.transport.write(bytes([0x8A, 0x80 | len(body), 0, 0, 0, 0]) + body)

    def connection_lost(self, error: Exception | None) -> None:
        self.greeted.set()
        self.done.set()

    def frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self.buffer) >= 2:
            size, start = self.buffer[1] & 127, 2
            if size >= 126:
                start = 4 if size == 126 else 10
                if len(self.buffer) < start:
                    return
                size = struct.unpack(">H" if start == 4 else ">Q", self.buffer[2:start])[0]
            if len(self.buffer) < start + size:
                return
            yield self.buffer[0] & 15, self.buffer[start : start + size]
            self.buffer = self.buffer[start + size :]

    def hear(self, body: bytes, now: float) -> None:
        if body.startswith(GREETING):
            self.greeted.set()
            return
        if body not in self.parsed:
            events = json.loads(body).get("events", [])
            self.parsed[body] = [
                (event["seq"], datetime.fromisoformat(event["at"]).timestamp()) for event in events
            ]
        for seq, at in self.parsed[body]:
            self.wrong += seq != self.seen + 1
            self.seen = seq
            self.delays.append((now - at) * 1000)
        if self.seen >= self.last:
            self.done.set()


async def main() -> None:
    world = json.loads(sys.stdin.readline())
    loop = asyncio.get_running_loop()
    readers: list[Reader] = []
    for run, sockets, last in world["watched"]:
        for _each in range(sockets):
            reader = Reader(world, run, last)
            await loop.create_connection(lambda reader=reader: reader, "127.0.0.1", world["port"])  # type: ignore[misc]
            readers.append(reader)
            if len(readers) % 20 == 0:
                await asyncio.gather(*(one.greeted.wait() for one in readers[-20:]))
    await asyncio.gather(*(reader.greeted.wait() for reader in readers))
    print("ready", flush=True)
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(reader.done.wait() for reader in readers))
    except TimeoutError:
        print("not everybody heard everything", file=sys.stderr)
    delays = sorted(delay for reader in readers for delay in reader.delays)
    told = {
        "missed": sum(max(0, reader.last - reader.seen) for reader in readers),
        "wrong": sum(reader.wrong for reader in readers),
        "delays": delays[:: max(1, len(delays) // 20_000)],
    }
    print(json.dumps(told), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
