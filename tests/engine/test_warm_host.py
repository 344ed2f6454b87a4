"""The warm host: a child per run, killed when asked, never left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import lines_of
from training_jobs.engine.places import Places

SECRET = "canary-secret"


class Talk:
    """A conversation with a host: one JSON line out, one in."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "training_jobs.engine.host"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "DATABASE_URL": SECRET}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self.ready = self.hear()

    def say(self, **asked: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def start(self, name: str, spec: Path, places: Places, **more: Any) -> int:
        argv = [str(spec), "--out", str(places.out)]
        argv += ["--models", str(places.models), "--datasets", str(places.datasets)]
        self.say(start=name, argv=argv, **more)
        answer = self.hear()
        assert answer["started"] == name
        return answer["pid"]

    def end(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        with self.process:
            return self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def warm() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    assert talk.end() == 0


@pytest.fixture
def long_spec(spec_file) -> Path:
    return spec_file(max_steps=20_000, epochs=None)


def wait_for_a_step(places: Places) -> None:
    """Returns once the run has told a step; its file is the only sign there is."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path = places.out / "events.jsonl"
        if path.exists() and '"kind":"step"' in path.read_text():
            return
        time.sleep(0.02)
    pytest.fail(f"No step: {(places.out / 'log.txt').read_text()}")


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that waits to be reaped by init does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 30
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)


def test_the_host_says_when_it_is_ready(warm):
    assert warm.ready["ready"] is True


def test_a_run_finishes_and_its_end_is_told(warm, spec_file, places):
    warm.start("finishing", spec_file(epochs=1), places)
    assert warm.hear() == {"ended": "finishing", "exit": 0, "signal": None}
    assert lines_of(places.out)[-1].data == {"state": "finished"}


def test_a_bad_spec_ends_with_its_exit_code(warm, spec_file, places):
    warm.start("bad", spec_file(base_model="gpt-9"), places)
    assert warm.hear() == {"ended": "bad", "exit": 3, "signal": None}


def test_a_run_that_is_asked_to_stop_finishes_as_stopped(warm, long_spec, places):
    warm.start("stopping", long_spec, places)
    wait_for_a_step(places)
    warm.say(kill="stopping", signal="TERM")
    assert warm.hear() == {"ended": "stopping", "exit": 5, "signal": None}
    assert lines_of(places.out)[-1].data["state"] == "stopped"


def test_a_killed_run_is_told_with_its_signal(warm, long_spec, places):
    pid = warm.start("killed", long_spec, places)
    warm.say(kill="killed", signal="KILL")
    assert warm.hear() == {"ended": "killed", "exit": None, "signal": signal.SIGKILL}
    assert not is_alive(pid)


def test_a_child_leads_its_own_group_and_has_no_secret(warm, long_spec, places):
    pid = warm.start("alone", long_spec, places)
    wait_for_a_step(places)
    assert os.getpgid(pid) == pid
    opened = {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    warm.say(kill="alone", signal="KILL")
    warm.hear()
    assert all(target.startswith((str(places.out), "/dev/", str(places.models))) for target in opened), opened


def test_a_child_forgets_the_environment_of_its_host(tmp_path):
    probe = "import os; from training_jobs.engine.child import _clean_environment; _clean_environment(); "
    probe += "print(sorted(os.environ))"
    environment = {**os.environ, "DATABASE_URL": SECRET, "SECRET_KEY": SECRET}
    told = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True
    )
    assert "DATABASE_URL" not in told.stdout
    assert "SECRET_KEY" not in told.stdout
    assert "HF_HUB_OFFLINE" in told.stdout


def test_a_run_that_uses_up_its_seconds_is_ended_by_a_signal(warm, long_spec, places):
    warm.start("slow", long_spec, places, limits={"cpu_seconds": 1})
    assert warm.hear() == {"ended": "slow", "exit": None, "signal": signal.SIGXCPU}


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "x"},
        {"start": "x", "argv": ["spec.json"]},
        {"start": "x", "argv": ["a", "--out", "b"], "limits": {"luck": 1}},
        {"stop": "x"},
        {"kill": "x", "signal": "HUP"},
    ],
)
def test_a_request_that_cannot_be_used_is_refused_and_the_host_goes_on(warm, asked):
    warm.say(**asked)
    assert warm.hear()["reason"]


def test_the_end_of_stdin_ends_the_host_and_its_children(long_spec, places):
    talk = Talk()
    pid = talk.start("orphan", long_spec, places)
    wait_for_a_step(places)
    assert talk.end() == 0
    wait_until_dead(pid)


def test_a_killed_host_takes_its_children_with_it(long_spec, places):
    talk = Talk()
    pid = talk.start("orphan", long_spec, places)
    wait_for_a_step(places)
    with talk.process:
        talk.process.kill()
    wait_until_dead(pid)
