"""From a stored step to open sockets: a real server, its sockets in another process, a scripted writer here."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bench import world
from bench.figures import Figure, figure, percentile

PER_SECOND = 20
SETTINGS = "bench.settings"


@dataclass(frozen=True)
class Heard:
    """What came of one scene: delays in milliseconds, events nobody missed, and questions put to PostgreSQL."""

    delays: list[float]
    missed: int
    wrong: int
    asked_per_second: float


@contextmanager
def server(processes: int = 1) -> Iterator[int]:
    """The web part as the product starts it, on the benchmark's database. One process counts its questions to it."""
    from lms.up.parts import web
    from lms.up.services import free_port, stop

    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "KEEP_CONNECTIONS": "1",
        "LOG_LEVEL": "WARNING",
    }
    environment["WEB_CONCURRENCY"] = str(processes)
    process = subprocess.Popen(web("127.0.0.1", port).command, env=environment)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz/live").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield port
    finally:
        stop(process)


def cookie(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from people.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def asked(port: int) -> int:
    return int(httpx.get(f"http://127.0.0.1:{port}/bench/asked/").text)


def scene(port: int, *, runs: int, sockets: int, seconds: int) -> Heard:
    """So many runs, each told at PER_SECOND for so long and watched by so many sockets."""
    owner = world.learner()
    watched = [world.live_run(owner) for _each in range(runs)]
    last = seconds * PER_SECOND
    for run in watched:
        run.refresh_from_db()
    told = {"port": port, "cookie": cookie(owner)}
    told["watched"] = [[str(run.public_id), sockets, last] for run in watched]
    client = subprocess.Popen(
        [sys.executable, "-m", "bench.sockets"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert client.stdin
    assert client.stdout
    try:
        client.stdin.write(json.dumps(told) + "\n")
        client.stdin.flush()
        assert client.stdout.readline() == "ready\n"
        before, began = asked(port), time.perf_counter()
        write(watched, last)
        rate = (asked(port) - before) / (time.perf_counter() - began)
        heard = json.loads(client.stdout.readline())
    finally:
        client.kill()
        client.wait()
    return Heard(heard["delays"], heard["missed"], heard["wrong"], rate)


def write(runs: Sequence[Any], last: int) -> None:
    """The runs take turns; each event says when it was made."""
    from training_jobs.stream import append

    with world.rate(PER_SECOND * len(runs)) as due:
        for number in range(1, last + 1):
            for run in runs:
                due()
                append(run_id=run.pk, attempt=1, events=[world.line(number, time.time())])


def figures() -> Iterator[Figure]:
    world.prepare()
    with server() as port:
        alone = scene(port, runs=1, sockets=1, seconds=5)
        yield figure(
            "live.step_to_socket_p95",
            alone.delays,
            "ms",
            control="the limit of 100 ms",
            controls=[100.0],
            share=0.95,
        )
        few = scene(port, runs=10, sockets=1, seconds=8)
        many = scene(port, runs=10, sockets=30, seconds=8)
        yield figure(
            "live.300_watchers_of_10_runs_p95",
            many.delays,
            "ms",
            control="one watcher of each",
            controls=few.delays,
            share=0.95,
        )
        yield _plain("live.queries_of_300_watchers", many.asked_per_second, few.asked_per_second)
        all_of_one = scene(port, runs=1, sockets=1000, seconds=8)
        yield figure(
            "live.1000_watchers_of_one_run_p95",
            all_of_one.delays,
            "ms",
            control="one watcher",
            controls=alone.delays,
            share=0.95,
        )
        lost = float(all_of_one.missed + all_of_one.wrong)
        yield Figure(
            "live.missed_by_1000", lost, "events", "events told", 8.0 * PER_SECOND * 1000, 1, (lost, lost)
        )
        yield _plain("live.queries_of_1000_watchers", all_of_one.asked_per_second, alone.asked_per_second)
        assert percentile(all_of_one.delays, 0.5) > 0


def _plain(name: str, value: float, control: float) -> Figure:
    return Figure(name, value, "queries/s", "one watcher of each run", control, 1, (value, value))
