"""The real server on a free port, and real sockets to it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from websockets.sync.client import ClientConnection, connect

from lms.env import ROOT
from lms.up.services import free_port, stop
from people.models import User
from people.sessions import SessionStore
from people.tokens import Scope, issue_token
from tests.training_jobs.conftest import labs, own_folders, queued_run

__all__ = ["labs", "own_folders", "queued_run"]  # fixtures that live where runs are tested


def environment(**more: str) -> dict[str, str]:
    """That of the tests, but with the test database."""
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "LOG_LEVEL": "WARNING",
    }


class Site:
    """A running web server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"

    def socket(
        self, run: Any, after: int | None = None, *, headers: dict[str, str], origin: str | None = ""
    ) -> ClientConnection:
        query = "" if after is None else f"?after={after}"
        own = f"http://{self.host}" if origin == "" else origin
        url = f"ws://{self.host}/ws/runs/{getattr(run, 'public_id', run)}/{query}"
        return connect(url, additional_headers=headers, origin=own, max_size=None)


@pytest.fixture(scope="module")
def serving(django_db_setup, django_db_blocker) -> Iterator[Site]:
    with django_db_blocker.unblock(), web_server() as site:
        yield site


@contextmanager
def web_server(**more: str) -> Iterator[Site]:
    site = Site(free_port())
    command = [
        "uvicorn",
        "lms.asgi:application",
        "--port",
        str(site.port),
        "--lifespan",
        "off",
        "--log-level",
        "warning",
        "--timeout-graceful-shutdown",
        "1",
    ]
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment(**more))
    try:
        wait_for_answer(site, process)
        yield site
    finally:
        stop(process)


def wait_for_answer(site: Site, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            if httpx.get(f"http://{site.host}/healthz/live").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)


@pytest.fixture
def signed_in(transactional_db) -> Callable[[User], dict[str, str]]:
    """The headers a signed-in person's browser sends."""

    def headers(user: User) -> dict[str, str]:
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}

    return headers


@pytest.fixture
def bearer(transactional_db) -> Callable[..., dict[str, str]]:
    def headers(user: User, *scopes: Scope) -> dict[str, str]:
        secret = issue_token(by=None, user=user, scopes=set(scopes or {Scope.RUNS_READ}))
        return {"Authorization": f"Bearer {secret}"}

    return headers


def hear(socket: ClientConnection, seconds: float = 8) -> dict[str, Any]:
    return json.loads(socket.recv(timeout=seconds))


def events_until(socket: ClientConnection, last: int) -> list[int]:
    """The seqs of every event frame, up to the one with `last` in it."""
    seqs: list[int] = []
    while not seqs or seqs[-1] < last:
        frame = hear(socket)
        if frame["type"] == "events":
            assert len(frame["events"]) <= 200
            seqs += [event["seq"] for event in frame["events"]]
    return seqs
