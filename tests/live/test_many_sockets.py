"""Many sockets, slow ones, broken ones: each hears everything once and in order, or is told that it is behind."""

import asyncio
import json
import random
import socket as sockets
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.live.conftest import events_until, hear
from tests.training_jobs.told import begun, line, steps
from training_jobs import curve
from training_jobs.models import Run
from training_jobs.stream import append

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(queued_run) -> Run:
    return queued_run(state="running", attempt=1)


def written(run: Run, last: int, *, at_once: int, pause: float = 0.0) -> threading.Thread:
    """A writer at work in a thread of its own."""

    def write() -> None:
        try:
            for first in range(1, last + 1, at_once):
                append(run_id=run.pk, attempt=1, events=steps(first, min(last, first + at_once - 1)))
                time.sleep(pause)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def code_of_the_end(socket: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        hear_all(socket)
    return closed.value.rcvd.code


def hear_all(socket: ClientConnection) -> None:
    while True:
        hear(socket, 6)


def broken_off(serving, run: Run, headers, last: int, chance: random.Random) -> Iterator[dict]:
    """Every event, by a socket that breaks at a random moment and comes back with the last seq it has."""
    seen = 0
    while seen < last:
        until = seen + chance.randint(1, 2 * last // 200)
        with serving.socket(run, seen, headers=headers) as socket:
            hear(socket)
            while seen < min(until, last):
                frame = hear(socket)
                for event in frame.get("events", []):
                    if event["seq"] <= min(until, last):
                        assert event["seq"] == seen + 1
                        seen = event["seq"]
                        yield event


def test_a_socket_that_breaks_two_hundred_times_ends_with_the_servers_curve(
    serving, signed_in, company, live
):
    last = 2_000
    writer = written(live, last, at_once=20, pause=0.02)
    points = {
        event["data"]["step"]: event["data"]["metrics"]["loss"]
        for event in broken_off(serving, live, signed_in(company.ling), last, random.Random(11))
    }
    writer.join()
    live.refresh_from_db()
    drawn = curve.snapshot(live, points=1_500, start=1, stop=1_400)
    assert drawn["seq"] == last
    assert len(points) == last
    assert [points[step] for step in drawn["steps"]["step"]] == drawn["steps"]["loss"]


def test_one_that_never_reads_holds_nobody_back(serving, signed_in, company, live):
    headers = signed_in(company.ling)
    mute = sockets.create_connection(("127.0.0.1", serving.port))
    mute.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
    ask = [f"GET /ws/runs/{live.public_id}/ HTTP/1.1", f"Host: {serving.host}", "Upgrade: websocket"]
    ask += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    ask += [f"Origin: http://{serving.host}", f"Cookie: {headers['Cookie']}"]
    mute.sendall(("\r\n".join(ask) + "\r\n\r\n").encode())
    big = [
        line(n, "log", message="x" * 2_000, level="info") for n in range(1, 1_501)
    ]  # 3 MB: no buffer takes it
    with ExitStack() as stack:
        stack.callback(mute.close)
        readers = [stack.enter_context(serving.socket(live, headers=headers)) for _each in range(50)]
        for first in range(0, 1_500, 50):
            append(run_id=live.pk, attempt=1, events=big[first : first + 50])
        for reader in readers:
            hear(reader)
            assert events_until(reader, 1_500) == list(range(1, 1_501))


def test_a_frame_is_never_larger_than_a_socket_may_hold(serving, signed_in, company, live):
    big = [line(n, "log", message="x" * 5_000, level="info") for n in range(1, 101)]
    append(run_id=live.pk, attempt=1, events=big)
    with serving.socket(live, headers=signed_in(company.ling)) as socket:
        hear(socket)
        seen = 0
        while seen < 100:
            text = socket.recv(timeout=8)
            assert len(text) < 128_000
            seen = json.loads(text)["events"][-1]["seq"]


def test_who_is_too_far_behind_is_sent_to_the_snapshot(serving, signed_in, company, live):
    append(run_id=live.pk, attempt=1, events=[begun(1), *steps(2, 2_500)])
    live.refresh_from_db()
    headers = signed_in(company.ling)
    with serving.socket(live, headers=headers) as socket:
        assert hear(socket)["type"] == "hello"
        assert hear(socket) == {"type": "behind", "seq": 2_500}
    drawn = curve.snapshot(live)
    with serving.socket(live, drawn["seq"], headers=headers) as socket:
        hear(socket)
        append(run_id=live.pk, attempt=1, events=steps(2_501, 2_501))
        assert [event["seq"] for event in hear(socket)["events"]] == [2_501]


def test_a_socket_hears_a_heartbeat_when_nothing_happens(serving, signed_in, company, live):
    append(run_id=live.pk, attempt=1, events=steps(1, 1))
    with serving.socket(live, headers=signed_in(company.ling)) as socket:
        hear(socket)
        assert events_until(socket, 1) == [1]
        assert hear(socket, 24) == {"type": "ping"}


def test_news_that_come_at_once_are_announced_together_and_the_last_is_not_lost():
    from training_jobs.announce import Announcer

    said: list[int] = []

    async def main() -> None:
        announcer = Announcer()
        announcer._loop = asyncio.get_running_loop()
        for seq in range(1, 101):
            announcer.say("run.a", seq)
        announcer.say("run.b", 7)
        while 100 not in said:
            await asyncio.sleep(0.01)

    async def send(group: str, message: dict) -> None:
        if group == "run.a":
            said.append(message["seq"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training_jobs.announce._send", send)
        asyncio.run(asyncio.wait_for(main(), 5))
    assert said == [1, 100]


@pytest.mark.parametrize("how", ["led no more", "moved away", "password changed", "role taken"])
def test_access_that_is_gone_closes_the_socket_within_five_seconds(serving, signed_in, company, live, how):
    watcher = {"password changed": company.ling, "role taken": company.dana}.get(how, company.marco)
    with serving.socket(live, headers=signed_in(watcher)) as socket:
        hear(socket)
        taken_at = time.monotonic()
        if how == "led no more":
            company.marco.positions.update(leads=False)
        elif how == "moved away":
            company.ling.positions.update(unit=company.sales)
        elif how == "password changed":
            company.ling.set_password("another one")
            company.ling.save()
        else:
            company.dana.roles = []
            company.dana.save()
        assert code_of_the_end(socket) == 4403
        assert time.monotonic() - taken_at < 5
