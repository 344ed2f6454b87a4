"""A start or a command that cannot go on says in one line what to set, shows no password and leaves nothing behind."""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lms.up.services import free_port
from tests.product import FROM_OUTSIDE, ROOT

KEY = "k" * 40
WRONG = {
    "foo://ling:hunter2@127.0.0.1/x": "It must begin with postgresql://",
    "nonsense": "It must begin with postgresql://",
    "postgresql://127.0.0.1:1": "It names no database",
    "postgresql://ling:hunter2@127.0.0.1/": "It names no database",
    "postgresql://ling:hun/ter2@127.0.0.1:5432/x": "Its host or port cannot be read",
    "postgresql://ling:hun[ter2@127.0.0.1/x": "Its host or port cannot be read",
}
COMMANDS = [["up"], ["nodes"], ["prepare"]]
Started = Callable[..., tuple[int, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "parent" / "data"


@pytest.fixture
def start(data: Path) -> Started:
    """`manage.py` with these settings; its exit code and all it says."""

    def run(*arguments: str, **settings: str) -> tuple[int, str]:
        environment = {name: value for name, value in os.environ.items() if name in FROM_OUTSIDE}
        environment |= {"DATA": str(data), "PORT": str(free_port()), **settings}
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stdout
        return done.returncode, done.stdout.strip()

    return run


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("command", COMMANDS[:2], ids=" ".join)
@pytest.mark.parametrize("url", WRONG)
def test_a_database_url_that_cannot_be_used_is_a_wrong_setting(start: Started, data: Path, command, url):
    code, said = start(*command, DATABASE_URL=url, SECRET_KEY=KEY, REDIS_URL="redis://127.0.0.1/0")
    head, line = said.splitlines()
    assert (code, head) == (1, "Settings are missing or wrong:")
    assert line.strip().startswith(f"DATABASE_URL: {WRONG[url]}")
    assert "postgresql://user:password@host:5432/name" in line
    assert "hun" not in said
    assert not data.parent.exists()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_server_that_does_not_answer_is_told_with_host_and_port(start: Started, data: Path, command):
    port = free_port()
    url = f"postgresql://ling:hunter2@127.0.0.1:{port}/x"
    code, said = start(*command, DATABASE_URL=url, SECRET_KEY=KEY, REDIS_URL="redis://127.0.0.1/0")
    assert code == 1
    assert said.startswith(f"DATABASE_URL: no PostgreSQL answers at 127.0.0.1:{port} (Connection refused).")
    assert len(said.splitlines()) == 1
    assert "hunter2" not in said
    assert not data.parent.exists()


@pytest.mark.parametrize("command", COMMANDS[:2], ids=" ".join)
def test_a_server_that_lets_nobody_in_is_told_with_its_reason(start: Started, command):
    own = os.environ["DATABASE_URL"].rpartition("/")[0]
    code, said = start(
        *command, DATABASE_URL=f"{own}/nowhere", SECRET_KEY=KEY, REDIS_URL="redis://127.0.0.1/0"
    )
    assert code == 1
    assert said.endswith('lets nobody in: database "nowhere" does not exist.')
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("name", ["REDIS_URL", "LEASE_SECONDS", "SECRET_KEY"])
def test_any_other_wrong_setting_stops_before_anything_is_started(start: Started, data: Path, name):
    code, said = start("up", **{name: "nonsense"})
    assert (code, said.splitlines()[1].strip().partition(":")[0]) == (1, name)
    assert not data.parent.exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_leaves_no_folder(start: Started, data: Path, port):
    assert start("up", PORT=port) == (2, f"PORT must be a number from 1 to 65535, not '{port}'.")
    assert not data.parent.exists()


def test_a_taken_port_leaves_no_folder(start: Started, data: Path, taken_port: int):
    code, said = start("up", PORT=str(taken_port))
    assert (code, said.partition(" is taken")[0]) == (1, f"Port {taken_port}")
    assert not data.parent.exists()


def test_a_folder_that_another_start_holds_is_told_before_its_port(
    start: Started, data: Path, taken_port: int
):
    data.mkdir(parents=True)
    with (data / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = start("up", PORT=str(taken_port))
    assert (code, said.partition(" on ")[0]) == (1, "Learning Curve already runs")
    assert [path.name for path in data.iterdir()] == ["up.lock"]


def test_a_data_that_is_no_folder_is_told(start: Started, data: Path):
    data.parent.mkdir()
    data.write_text("a file")
    code, said = start("up")
    assert (code, said.startswith(f"DATA: {data} cannot be used")) == (1, True)
