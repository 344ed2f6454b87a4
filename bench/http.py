"""HTTP on bare TCP, one request at a time on a connection that stays open: a full client would measure the client."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = "b" * 32  # Django takes any token that the form and the cookie agree on


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Connection:
    """A signed-in person's, by their cookie; `""` for nobody's."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, f"{cookie}; csrftoken={TOKEN}" if cookie else ""

    async def open(self) -> "Connection":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        return self

    def close(self) -> None:
        self.writer.close()

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, "", {})

    async def post(self, path: str, form: Mapping[str, str | list[str]]) -> Answer:
        """As htmx sends a form."""
        content = urlencode({**form, "csrfmiddlewaretoken": TOKEN}, doseq=True)
        return await self._ask(
            "POST", path, content, {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        )

    async def _ask(self, method: str, path: str, content: str, more: Mapping[str, str]) -> Answer:
        headers = {"Host": f"127.0.0.1:{self.port}", "Content-Length": str(len(content)), **more}
        if self.cookie:
            headers["Cookie"] = self.cookie
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self.writer.write("\r\n".join([*lines, "", content]).encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, *told = head.decode("latin-1").split("\r\n")
        fields = {
            name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in told)
        }
        return Answer(int(status.split()[1]), await self._body(fields))

    async def _body(self, fields: Mapping[str, str]) -> bytes:
        if fields.get("transfer-encoding") != "chunked":
            return await self.reader.readexactly(int(fields.get("content-length", 0)))
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readline()
        return body
