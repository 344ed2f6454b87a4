"""The warm host: a child per run, killed when asked, never left behind."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.engine.conftest import lines_of, of_kind
from tests.engine.talking import Talk, is_alive, wait_for_a_step, wait_until_dead
from training_jobs.engine.places import Places


@pytest.fixture(scope="module")
def warm() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    assert talk.end() == 0


@pytest.fixture
def long_spec(spec_file) -> Path:
    return spec_file(max_steps=20_000, epochs=None)


def test_the_host_says_when_it_is_ready(warm):
    assert warm.ready["ready"] is True


def test_a_run_finishes_and_its_end_is_told(warm, spec_file, places):
    warm.start("finishing", spec_file(epochs=1), places)
    assert warm.hear_end() == {"ended": "finishing", "exit": 0, "signal": None}
    assert lines_of(places.out)[-1].data == {"state": "finished"}


def test_a_bad_spec_ends_with_its_exit_code(warm, spec_file, places):
    warm.start("bad", spec_file(base_model="gpt-9"), places)
    assert warm.hear_end() == {"ended": "bad", "exit": 3, "signal": None}


def test_a_run_that_is_asked_to_stop_keeps_what_it_has(warm, long_spec, places):
    warm.start("stopping", long_spec, places)
    wait_for_a_step(places)
    warm.say(kill="stopping", signal="USR1")
    assert warm.hear()["exit"] == 5
    assert lines_of(places.out)[-1].data["state"] == "stopped"


def test_a_run_that_is_asked_to_leave_goes_on_from_its_checkpoint_in_another_child(warm, long_spec, places):
    warm.start("leaving", long_spec, places)
    wait_for_a_step(places)
    warm.say(kill="leaving", signal="TERM")
    assert warm.hear()["exit"] == 11
    [saved] = of_kind(lines_of(places.out), "checkpoint")
    again = Places(places.out.with_name("again"), places.models, places.datasets)
    warm.start("going on", long_spec, again, resume=[places.out / saved["folder"]])
    wait_for_a_step(again)
    warm.say(kill="going on", signal="KILL")
    warm.hear()
    assert of_kind(lines_of(again.out), "step")[0]["step"] == saved["step"] + 1


def test_a_killed_run_is_told_with_its_signal(warm, long_spec, places):
    pid = warm.start("killed", long_spec, places)
    warm.say(kill="killed", signal="KILL")
    assert warm.hear_end() == {"ended": "killed", "exit": None, "signal": signal.SIGKILL}
    assert not is_alive(pid)


def open_files(pid: int) -> Iterator[str]:
    """The process goes on meanwhile, and may close what was just listed."""
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            yield os.readlink(entry)


def test_a_child_leads_its_own_group_and_has_no_secret(warm, long_spec, places):
    pid = warm.start("alone", long_spec, places)
    wait_for_a_step(places)
    assert os.getpgid(pid) == pid
    opened = set(open_files(pid))
    warm.say(kill="alone", signal="KILL")
    warm.hear()
    assert opened
    assert all(target.startswith((str(places.out), "/dev/", str(places.models))) for target in opened), opened


def test_a_run_that_uses_up_its_seconds_is_ended_by_a_signal(warm, long_spec, places):
    warm.start("slow", long_spec, places, limits={"cpu_seconds": 1})
    assert warm.hear_end() == {"ended": "slow", "exit": None, "signal": signal.SIGXCPU}


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


def test_the_host_says_what_a_sealed_child_could_reach(warm):
    assert warm.ready["seal"]["escapes"] == []
    assert all(warm.ready["seal"]["layers"].values())


@pytest.mark.parametrize(
    ("leak", "found"),
    [
        (
            "from training_jobs.engine.seal import landlock as l; l.edition = lambda: 0",
            {"read", "runs", "write"},
        ),
        ("from training_jobs.engine.seal import namespaces as n; n.enter = lambda flags: None", {"network"}),
        ("from training_jobs.engine.seal import calls as c; c.works = lambda: False", {"sockets"}),
        (
            "from training_jobs.engine import seal as s; s.clean_environment = lambda scratch: None",
            {"environment"},
        ),
        (
            "from training_jobs.engine import seal as s; s.put_in_force = lambda *a, **k: None",
            {"memory", "file_size"},
        ),
        (
            "from training_jobs.engine import escapes as e; e.ATTEMPTS['network'] = lambda bait: 1 / 0",
            {"unfinished"},
        ),
    ],
)
def test_a_seal_with_one_leak_is_found_out(leak, found):
    start = "from training_jobs.engine import host; host.preload = lambda: None; host.serve()"
    talk = Talk(sys.executable, "-c", f"{leak}; {start}")
    assert found <= set(talk.ready["seal"]["escapes"]) <= found | {"outside"}
    assert talk.end() == 0


def test_temporary_files_of_a_run_go_with_it_even_when_it_is_killed(tmp_path, long_spec, places):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    talk = Talk(TMPDIR=str(temporary))
    talk.start("messy", long_spec, places)
    wait_for_a_step(places)
    assert [entry.name[:4] for entry in temporary.glob("run-*")] == ["run-"]
    talk.say(kill="messy", signal="KILL")
    talk.hear_end()
    assert not list(temporary.glob("run-*"))
    assert talk.end() == 0


def test_a_run_whose_seal_fails_does_not_start(spec_file, places):
    broken = "from training_jobs.engine import probing as p; p.probe = lambda *a: p.Report({}, [], 0)"
    broken += "; from training_jobs.engine.seal import landlock as l; l._allow = lambda *a: open('/nowhere')"
    start = "from training_jobs.engine import host; host.preload = lambda: None; host.serve()"
    talk = Talk(sys.executable, "-c", f"{broken}; {start}")
    talk.start("unsealed", spec_file(epochs=1), places)
    assert talk.hear_end() == {"ended": "unsealed", "exit": 13, "signal": None}
    assert not (places.out / "events.jsonl").exists()
    assert talk.end() == 0
