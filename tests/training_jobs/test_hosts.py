"""The client of the warm host: worn ones are replaced between runs, leaky seals start none, nothing stays behind."""

import fcntl
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from lms.env import ROOT
from tests.training_jobs.workers import until
from training_jobs.engine.escapes import WORDS
from training_jobs.worker.homes import LOCK, PREFIX, Home, remove_stale
from training_jobs.worker.host import Ended, Host, Wear

SCRIPTED = [sys.executable, str(Path(__file__).parent / "scripted_host.py")]


@pytest.fixture
def hosts(monkeypatch):
    monkeypatch.setattr("training_jobs.worker.host.BACK_OFF", 0.0)
    made = []

    def make(*words: str, **options) -> Host:
        host = Host(ROOT, [*SCRIPTED, *words], **options)
        made.append(host)
        host.ensure()
        until(lambda: host.ready)
        return host

    yield make
    for host in made:
        host.close()


@pytest.fixture
def script(tmp_path):
    """Command lines of runs that play a script."""

    def write(key: str, *acts: list) -> list[str]:
        out = tmp_path / key
        out.mkdir()
        (out / "spec.json").write_text(json.dumps({"script": acts}))
        return [str(out / "spec.json"), "--out", str(out)]

    return write


def run(host: Host, key: str, argv: list[str]) -> Ended:
    host.start(key, argv, seconds=60)
    until(lambda: host.ended(key))
    return host.ended(key)


def test_a_host_that_served_its_number_of_runs_is_replaced_between_two(hosts, script):
    host = hosts(wear=Wear(runs=2))
    first = host._now
    for key in ("one", "two"):
        assert run(host, key, script(key, ["exit", 0])).exit == 0
        assert host._now is first
    until(lambda: host.ensure() or host._now is not first)
    assert host.ready, "the new one took over when it was ready, not before"
    until(lambda: not first.alive)
    assert run(host, "three", script("three", ["exit", 0])).exit == 0


def test_a_host_that_leaks_is_replaced(hosts, script):
    host = hosts("--leaks", "30", wear=Wear(share=0.25, mb=20))
    first = host._now
    run(host, "one", script("one", ["exit", 0]))
    host.ensure()
    assert host._next is None, "130 MB are within 100 · 1.25 + 20"
    run(host, "two", script("two", ["exit", 0]))
    until(lambda: host.ensure() or host._now is not first)


def test_a_run_at_work_keeps_its_worn_host_and_is_not_disturbed(hosts, script, tmp_path):
    host, go = hosts(wear=Wear(runs=1)), tmp_path / "go"
    first = host._now
    host.start("long", script("long", ["wait", str(go)], ["exit", 0]), seconds=60)
    until(lambda: host.ensure() or (host._next and host._next.ready))
    host.ensure()
    assert host._now is first
    go.touch()
    until(lambda: host.ended("long"))
    assert host.ended("long") == Ended(0, None)
    assert run(host, "next", script("next", ["exit", 0])).exit == 0, "the next run need not wait for anything"
    assert host._now is not first
    assert host.ended("long") == Ended(0, None), "what the old host told is still known"


def test_a_worn_host_that_dies_is_followed_by_its_successor(hosts, script):
    host = hosts(wear=Wear(runs=1))
    first = host._now
    host.start("long", script("long", ["wait", "/never"]), seconds=60)
    until(lambda: host.ensure() or host._next)
    os.kill(first.pid, 9)
    until(lambda: host.ended("long"))
    assert host.ended("long").host_lost
    until(lambda: host.ensure() or host.ready)
    assert run(host, "next", script("next", ["exit", 0])).exit == 0


def test_a_host_whose_seal_leaks_starts_no_run_and_says_why(hosts, script):
    host = hosts("read", "network")
    assert host.trouble.splitlines() == [WORDS["read"], WORDS["network"]]
    assert run(host, "one", script("one", ["exit", 0])) == Ended(13, None)
    assert not host._now.children


def test_a_host_that_did_not_test_its_seal_starts_no_run(hosts):
    silent = Host(ROOT, ["sh", "-c", "echo '{\"ready\": true}'; cat"])
    silent.ensure()
    until(lambda: silent.ready)
    assert silent.trouble == WORDS["unfinished"]
    silent.close()


def test_an_operator_may_allow_a_leaky_seal(hosts, script):
    host = hosts("read", unsealed=True)
    assert not host.trouble
    assert host.escapes == [WORDS["read"]]
    assert run(host, "one", script("one", ["exit", 0])).exit == 0


def test_a_run_writes_where_its_command_line_says(hosts, script, tmp_path):
    with pytest.raises(ValueError, match="--out"):
        hosts().start("one", script("one", ["exit", 0]), seconds=60, out=tmp_path / "elsewhere")


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_folders_of_killed_workers_are_removed_and_others_stay(temporary):
    mine, left, young = Home(), temporary / f"{PREFIX}left", temporary / f"{PREFIX}young"
    for folder in (left, young):
        folder.mkdir()
    (left / LOCK).touch()
    (left / "huge").write_text("x")
    (temporary / f"{PREFIX}link").symlink_to("/")
    remove_stale()
    assert {entry.name for entry in temporary.iterdir()} == {mine.path.name, young.name, f"{PREFIX}link"}
    os.utime(young, (0, 0))
    remove_stale()
    assert not young.exists()
    mine.close()
    assert not mine.path.exists()


def test_a_folder_is_held_until_its_worker_is_gone(temporary):
    home = Home()
    with (home.path / LOCK).open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    home.close()
