"""HTTP in threads, on a real server: what is small in one step, what is long piece by piece, and who goes away."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from queue import Queue
from typing import Any

import httpx
import pytest
import uvicorn

from lms.kit.threads import SMALL, WHOLE, Threads

App = Callable[..., Iterable[bytes]]
PATIENCE = 20


@contextmanager
def serving(app: App, threads: int = 2) -> Iterator[int]:
    told = uvicorn.Config(Threads(app, threads=threads), lifespan="off", log_level="critical")
    server = uvicorn.Server(told)
    place = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]})
    thread.start()
    try:
        yield place.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        place.close()


def says(*pieces: bytes, **headers: str) -> App:
    def app(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [(name.replace("_", "-"), value) for name, value in headers.items()])
        return pieces

    return app


def echo(environ: Any, start: Any) -> Iterable[bytes]:
    heard = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("201 Created", [("Content-Length", str(len(heard))), ("X-Asked", environ["REQUEST_METHOD"])])
    return [heard]


@pytest.mark.parametrize("size", [0, 1, SMALL, SMALL + 1, 3 * WHOLE])
def test_what_is_sent_comes_back_whatever_its_size(size: int) -> None:
    sent = bytes(number % 251 for number in range(1000)) * (size // 1000 + 1)
    with serving(echo) as port:
        answer = httpx.post(f"http://127.0.0.1:{port}/", content=sent[:size], timeout=PATIENCE)
    assert (answer.status_code, answer.headers["x-asked"]) == (201, "POST")
    assert answer.content == sent[:size]


def test_an_answer_in_pieces_is_one_when_it_tells_its_length() -> None:
    with serving(says(b"one ", b"and ", b"two", Content_Length="11")) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/").content == b"one and two"
        assert httpx.head(f"http://127.0.0.1:{port}/").content == b""


def test_a_stream_is_heard_while_it_is_still_made() -> None:
    heard = threading.Event()

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        yield b"first"
        yield b"second" if heard.wait(PATIENCE) else b"nobody heard"

    with serving(app) as port, httpx.stream("GET", f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b"first"
        heard.set()
        assert b"".join(pieces) == b"second"


def test_what_fails_is_an_error_and_closes_what_it_began() -> None:
    closed = threading.Event()

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            raise RuntimeError("no more")

        def close(self) -> None:
            closed.set()

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "5")])
        return Pieces()

    with serving(app) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 500
    assert closed.is_set()


def test_half_a_form_is_no_form() -> None:
    """Whoever goes away in the middle of a small form has sent nothing; the next one is served as ever."""
    asked: Queue[bytes] = Queue()

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        asked.put(environ["wsgi.input"].read())
        return echo(environ, start)

    with serving(app) as port:
        with socket.create_connection(("127.0.0.1", port)) as person:
            person.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\n\r\nq=a")
        httpx.post(f"http://127.0.0.1:{port}/", content=b"q=b")
    assert list(asked.queue) == [b"q=b"]


def test_who_sends_slowly_keeps_no_thread() -> None:
    with serving(echo, threads=1) as port, socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\n\r\nq=a")
        assert httpx.post(f"http://127.0.0.1:{port}/", content=b"q=b", timeout=PATIENCE).content == b"q=b"
        slow.sendall(b"&q=cd")
        answer = HTTPResponse(slow, method="POST")
        answer.begin()
        assert answer.read() == b"q=a&q=cd"


def test_a_large_body_is_judged_before_it_is_asked_for() -> None:
    """A browser that waits for leave to send is told of a refusal at once."""
    ask = f"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: {WHOLE}\r\nExpect: 100-continue\r\n\r\n"
    with (
        serving(says(b"too large", Content_Length="9")) as port,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as person,
    ):
        person.sendall(ask.encode())
        assert person.recv(4096).startswith(b"HTTP/1.1 200 OK")
