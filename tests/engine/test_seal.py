"""A sealed child tries to get out, for real: each attempt fails in it and succeeds in a child that is not sealed."""

import json
import os
import resource
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training_jobs.engine import probing, seal
from training_jobs.engine.child import Order, run_child
from training_jobs.engine.escapes import ATTEMPTS, WORDS
from training_jobs.engine.probing import Places
from training_jobs.engine.seal import calls, namespaces
from training_jobs.engine.seal.limits import Limits

FOUND = seal.ways()
WITHOUT_NAMESPACES = seal.Ways(0, FOUND.landlock, FOUND.calls)  # as in an ordinary container

needs_namespaces = pytest.mark.skipif(not FOUND.namespaces, reason="this system grants no namespaces")


@pytest.fixture
def sealed(tmp_path: Path) -> Callable[..., Any]:
    """Calls something in a child that is sealed like a run, and gives what it returned or how it failed."""

    def call(work: Callable[[], Any], found: seal.Ways = FOUND, spec: Any = None, *words: str) -> Any:
        out, scratch = tmp_path / "out", tmp_path / "scratch"
        for folder in (out, scratch):
            folder.mkdir(exist_ok=True)
        (out / "spec.json").write_text(json.dumps(spec))
        argv = [str(out / "spec.json"), "--out", str(out), *words]
        order, host, pid = Order(argv, Limits(memory_mb=1024), scratch, found), os.getpid(), os.fork()
        if pid == 0:
            run_child(order, host=host, work=lambda _argv: _note(out / "answer", work))
        os.waitpid(pid, 0)
        return json.loads((out / "answer").read_text())

    return call


def _note(answer: Path, work: Callable[[], Any]) -> int:
    try:
        told = work()
    except BaseException as error:
        told = type(error).__name__
    answer.write_text(json.dumps(told))
    return 0


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(runs=tmp_path / "runs")


@pytest.mark.parametrize("found", [FOUND, WITHOUT_NAMESPACES], ids=["namespaces", "filter alone"])
def test_a_sealed_child_gets_nowhere(places, found):
    assert probing.probe(places, found).escapes == []


def test_the_same_child_gets_everywhere_without_the_seal(places):
    reached = set(probing.probe(places, seal.Ways()).escapes)
    assert {"network", "sockets", "read", "runs", "write"} <= reached
    assert reached <= set(ATTEMPTS)


def test_a_file_that_is_named_as_secret_is_tried(places, tmp_path):
    within_reach = places.datasets / "secret"  # runs may read data sets
    leaky = Places(runs=places.runs, secrets=(next(places.datasets.rglob("*.csv")),))
    assert probing.probe(leaky, FOUND).escapes == ["read"]
    assert probing.probe(Places(runs=places.runs, secrets=(within_reach,)), FOUND).escapes == []


def test_the_probe_leaves_nothing_behind_and_takes_old_bait_away(places):
    left = places.runs / ".probe-killed"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    probing.probe(places, FOUND)
    assert list(places.runs.iterdir()) == []


def test_every_attempt_has_words():
    assert set(ATTEMPTS) | {"unfinished"} == set(WORDS)


@needs_namespaces
def test_processes_of_one_run_can_talk_to_each_other(sealed):
    def talk() -> str:
        with socket.create_server(("127.0.0.1", 0)) as server:
            if os.fork() == 0:
                with socket.create_connection(server.getsockname()) as line:
                    line.sendall(b"gradients")
                os._exit(0)
            with server.accept()[0] as line:
                return line.recv(100).decode()

    assert sealed(talk) == "gradients"


@needs_namespaces
def test_two_runs_do_not_meet_in_shared_memory(sealed):
    mine = Path("/dev/shm") / f"test-{os.getpid()}"
    mine.write_text("ours")
    try:
        assert sealed(lambda: os.listdir("/dev/shm")) == []
        assert sealed(mine.read_text) == "FileNotFoundError"
        assert sealed(mine.read_text, WITHOUT_NAMESPACES) == "PermissionError"
    finally:
        mine.unlink()


def test_a_child_writes_in_its_own_two_folders_alone(sealed, tmp_path):
    assert sealed(lambda: (tmp_path / "out" / "weights").write_text("w")) == 1
    assert sealed(lambda: (tmp_path / "scratch" / "cache").write_text("c")) == 1
    assert sealed(lambda: (tmp_path / "elsewhere").write_text("e")) == "PermissionError"
    assert sealed(lambda: os.rename(tmp_path / "out" / "weights", tmp_path / "stolen")) == "PermissionError"
    assert sealed(lambda: os.environ["TMPDIR"]) == str(tmp_path / "scratch")


def test_a_grading_reads_the_weights_that_it_scores_and_a_training_does_not(sealed, tmp_path):
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "adapter").write_text("trained")
    read = (weights / "adapter").read_text
    assert sealed(read, FOUND, {"task": "grade", "weights": str(weights)}) == "trained"
    assert sealed(read, FOUND, {"task": "text-classification", "weights": str(weights)}) == "PermissionError"
    assert sealed(read, FOUND, None, "--resume", str(weights)) == "trained"
    assert sealed(lambda: (weights / "adapter").write_text("x"), FOUND, None, "--resume", str(weights)) == (
        "PermissionError"
    )


def test_models_may_be_links_to_another_disk(sealed, tmp_path):
    disk, models = tmp_path / "disk" / "tiny", tmp_path / "models"
    disk.mkdir(parents=True)
    models.mkdir()
    (disk / "config.json").write_text("{}")
    (models / "tiny").symlink_to(disk)
    assert sealed((models / "tiny" / "config.json").read_text, FOUND, None, "--models", str(models)) == "{}"


@pytest.mark.parametrize(
    ("attempt", "why"),
    [
        (lambda: os.kill(os.getppid(), 0), "PermissionError"),
        (lambda: os.execv("/usr/bin/env", ["env"]), "PermissionError"),
        (lambda: Path("/proc/self/status").read_text().split("CapEff:\t")[1].split()[0], "0" * 16),
        (lambda: namespaces.enter(namespaces.CLONE_NEWUSER), "PermissionError"),
        (lambda: calls.kernel.call("mount", b"x", b"/tmp", b"tmpfs", 0, None), "PermissionError"),
        (lambda: socket.socket(socket.AF_UNIX), "PermissionError"),
        (lambda: Path(f"/proc/{os.getppid()}/cmdline").read_text(), "PermissionError"),
        (lambda: bytearray(3 * 2**30), "MemoryError"),
        (lambda: resource.setrlimit(resource.RLIMIT_DATA, (2**40, 2**40)), "ValueError"),
    ],
    ids=[
        "signal",
        "exec",
        "capabilities",
        "namespace",
        "mount",
        "unix socket",
        "processes",
        "memory",
        "more memory",
    ],
)
def test_the_ways_that_sandboxes_are_left_are_shut(sealed, attempt, why):
    assert sealed(attempt) == why
