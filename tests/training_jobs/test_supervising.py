import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from lms.env import ROOT
from tests.training_jobs.told import begun, events_of, line, seqs_of, steps
from training_jobs import endings
from training_jobs.actions import cancel_run, pause_run, request_grading, resume_run, stop_run
from training_jobs.contract.failures import Failure
from training_jobs.models import Experiment, Run, RunAttempt
from training_jobs.queue import claim
from training_jobs.states import State
from training_jobs.worker import supervise as module
from training_jobs.worker.host import Host, clean_environment
from training_jobs.worker.supervise import supervise

SCRIPTED = [sys.executable, str(Path(__file__).parent / "scripted_host.py")]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host(ROOT, SCRIPTED)
    host.ensure()
    yield host
    host.close()


@pytest.fixture
def scripted(queued_run):
    """A claimed run whose engine will play a script."""

    def make(*script) -> tuple[Run, object]:
        run = queued_run()
        Experiment.objects.filter(pk=run.experiment_id).update(spec={"script": script})
        return run, claim("gpu@here")

    return make


def tell(*lines) -> list:
    return ["tell", [line.model_dump() for line in lines]]


def outcome(run: Run) -> tuple[str, str]:
    run.refresh_from_db()
    return run.state, run.failure


def told_steps(run: Run) -> list[int]:
    run.refresh_from_db()
    return [event["data"]["step"] for event in events_of(run, "step")]


def in_background(claimed, host, leaving=lambda: False) -> threading.Thread:
    def work() -> None:
        try:
            supervise(claimed, host, leaving)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def until(met, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


def test_a_run_is_told_from_its_first_to_its_last_line(host, scripted):
    run, claimed = scripted(
        tell(begun(1), *steps(2, 40)), tell(line(41, "state", state="finished")), ["exit", 0]
    )
    supervise(claimed, host, lambda: False)
    assert outcome(run) == (State.FINISHED, "")
    assert told_steps(run) == list(range(2, 41))
    assert seqs_of(run) == list(range(1, run.last_seq + 1))
    assert run.ended_at
    assert RunAttempt.objects.get().outcome == "finished"


def test_steps_are_written_while_the_engine_still_works(host, scripted, tmp_path):
    run, claimed = scripted(
        tell(begun(1), *steps(2, 3)), ["half", '{"n": 4, "ki'], ["wait", str(tmp_path / "go")], ["exit", 0]
    )
    thread = in_background(claimed, host)
    until(lambda: told_steps(run) == [2, 3])
    (tmp_path / "go").touch()
    thread.join(10)
    assert outcome(run) == (State.FINISHED, "")


def test_the_engines_own_word_explains_a_failure(host, scripted):
    words = line(3, "state", state="failed", code="diverged", message="The loss is not a number at step 2.")
    run, claimed = scripted(tell(begun(1), *steps(2, 2), words), ["exit", 4])
    supervise(claimed, host, lambda: False)
    assert outcome(run) == (State.FAILED, "diverged")
    assert run.failure_detail == "The loss is not a number at step 2."
    assert told_steps(run) == [2], "the curve is kept"


@pytest.mark.parametrize(
    ("code", "failure"), [(3, "bad_spec"), (6, "out_of_memory"), (1, "engine_error"), (77, "engine_error")]
)
def test_an_exit_without_words_is_classified(host, scripted, code, failure):
    run, claimed = scripted(tell(begun(1)), ["exit", code])
    supervise(claimed, host, lambda: False)
    assert outcome(run) == (State.FAILED, failure)


def test_a_killed_child_is_tried_twice_more_and_then_set_aside_with_a_reason(host, scripted):
    run, claimed = scripted(tell(begun(1), *steps(2, 9)), ["die", signal.SIGKILL])
    for _again in range(2):
        supervise(claimed, host, lambda: False)
        assert outcome(run) == (State.QUEUED, "")
        claimed = claim("gpu@here")
    supervise(claimed, host, lambda: False)
    assert outcome(run) == (State.PAUSED, "quarantined")
    assert set(RunAttempt.objects.values_list("outcome", "charged")) == {("killed", False)}


def test_a_cancel_ends_the_child(company, host, scripted):
    run, claimed = scripted(["ignore TERM"], tell(begun(1), *steps(2, 3)), ["wait", "/never"])
    thread = in_background(claimed, host)
    until(lambda: told_steps(run) == [2, 3])
    cancel_run(by=company.ling, run=run)
    thread.join(10)
    assert outcome(run) == (State.CANCELLED, "cancelled")


def test_a_pause_frees_the_worker_and_a_resume_goes_on(company, host, scripted):
    run, claimed = scripted(tell(begun(1), *steps(2, 3)), ["wait", "/never"])
    thread = in_background(claimed, host)
    until(lambda: told_steps(run) == [2, 3])
    pause_run(by=company.ling, run=run)
    assert outcome(run) == (State.PAUSING, "")
    thread.join(10)
    assert outcome(run) == (State.PAUSED, "")
    assert claim("gpu@here") is None, "a paused run holds no worker"
    resume_run(by=company.ling, run=run)
    assert claim("gpu@here").attempt == 2


def test_a_stop_keeps_what_the_run_has_learned(company, host, scripted):
    run, claimed = scripted(tell(begun(1), *steps(2, 3)), ["wait", "/never"])
    thread = in_background(claimed, host)
    until(lambda: told_steps(run) == [2, 3])
    stop_run(by=company.ling, run=run)
    assert outcome(run) == (State.STOPPING, "")
    thread.join(10)
    assert outcome(run) == (State.FINISHED, "")
    assert RunAttempt.objects.get().outcome == "kept"


def test_a_pause_that_must_be_forced_goes_on_from_an_earlier_checkpoint(company, host, scripted, monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.5)
    run, claimed = scripted(["ignore TERM"], tell(begun(1), *steps(2, 3)), ["wait", "/never"])
    thread = in_background(claimed, host)
    until(lambda: told_steps(run) == [2, 3])
    pause_run(by=company.ling, run=run)
    thread.join(10)
    assert outcome(run) == (State.PAUSED, "")


def test_a_full_disk_pauses_the_run_and_says_so(host, scripted):
    words = line(4, "state", state="failed", code="no_space", message="No space left on device")
    run, claimed = scripted(tell(begun(1), *steps(2, 3), words), ["exit", 7])
    supervise(claimed, host, lambda: False)
    assert outcome(run) == (State.PAUSED, "no_space")
    assert not RunAttempt.objects.get().charged


def test_a_stop_is_heard_while_the_host_still_warms_up(company, scripted):
    cold = Host(ROOT, ["sleep", "60"])
    run, claimed = scripted(["exit", 0])
    thread = in_background(claimed, cold)
    cancel_run(by=company.ling, run=Run.objects.get(pk=run.pk))
    thread.join(10)
    cold.close()
    assert outcome(run) == (State.CANCELLED, "cancelled")


def test_a_host_that_never_gets_warm_is_a_fault_of_the_platform(scripted, monkeypatch):
    monkeypatch.setattr(module, "HOST_PATIENCE", 0.5)
    cold = Host(ROOT, ["sleep", "60"])
    run, claimed = scripted(["exit", 0])
    supervise(claimed, cold, lambda: False)
    cold.close()
    assert outcome(run)[0] == State.QUEUED
    assert RunAttempt.objects.get().outcome == "killed"


def test_weights_that_are_gone_fail_a_grading_with_a_reason(company, labs, queued_run, host):
    trained = queued_run(place=labs.graded, state=State.FINISHED, attempt=1)
    grading = request_grading(by=company.ling, run=trained)
    supervise(claim("gpu@here"), host, lambda: False)
    assert outcome(grading.run) == (State.FAILED, "weights_missing")


def test_the_engine_sees_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    seen = clean_environment(ROOT, "/home")
    assert seen.keys() <= {
        "PATH",
        "LANG",
        "HOME",
        "TMPDIR",
        "PYTHONPATH",
        "HF_HUB_OFFLINE",
        "OMP_NUM_THREADS",
        "OMP_WAIT_POLICY",
    }


def test_a_run_has_only_so_much_time(host, scripted, settings):
    settings.RUN_SECONDS = 1
    run, claimed = scripted(tell(begun(1)), ["wait", "/never"])
    supervise(claimed, host, lambda: False)
    assert outcome(run) == (State.FAILED, "time_limit")


def test_a_worker_that_leaves_gives_the_run_back_at_once(host, scripted):
    run, claimed = scripted(tell(begun(1)), ["wait", "/never"])
    gone = threading.Event()
    thread = in_background(claimed, host, gone.is_set)
    until(lambda: outcome(run)[0] == State.RUNNING)
    begun_at = time.monotonic()
    gone.set()
    thread.join(10)
    assert time.monotonic() - begun_at < 5
    assert outcome(run) == (State.QUEUED, "")
    assert RunAttempt.objects.get().outcome == "released"


def test_an_attempt_that_lost_the_run_ends_its_child_and_writes_nothing(host, scripted, tmp_path):
    run, claimed = scripted(
        tell(begun(1)), ["wait", str(tmp_path / "go")], tell(*steps(2, 5)), ["wait", "/never"]
    )
    thread = in_background(claimed, host)
    until(lambda: outcome(run)[0] == State.RUNNING)
    endings.lose(run_id=run.pk, attempt=1, failure=Failure.WORKER_LOST)
    assert claim("gpu@elsewhere").attempt == 2
    (tmp_path / "go").touch()
    thread.join(10)
    until(lambda: host.ended(f"{run.public_id.hex}/1") is not None)
    assert outcome(run)[0] == State.STARTING
    assert not events_of(run, "step")


def test_a_fallen_host_is_a_fault_of_the_platform_and_is_started_again(host, scripted):
    run, claimed = scripted(tell(begun(1)), ["wait", "/never"])
    thread = in_background(claimed, host)
    until(lambda: outcome(run)[0] == State.RUNNING)
    child = next(iter(host._now.children.values()))
    os.kill(host._now.pid, signal.SIGKILL)
    thread.join(10)
    assert outcome(run) == (State.QUEUED, "")
    until(
        lambda: (
            not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]
        )
    )
    Experiment.objects.update(spec={"script": [tell(begun(1)), ["exit", 0]]})
    supervise(claim("gpu@here"), host, lambda: False)
    assert outcome(run) == (State.FINISHED, "")


def test_while_postgres_is_away_the_training_goes_on_and_is_told_later(host, scripted, tmp_path):
    """Every connection of the worker is cut again and again while the engine talks."""
    go = tmp_path / "go"
    parts = [tell(*steps(first, first + 9)) for first in range(2, 102, 10)]
    run, claimed = scripted(tell(begun(1)), ["wait", str(go)], *parts, ["exit", 0])
    thread = in_background(claimed, host)
    until(lambda: outcome(run)[0] == State.RUNNING)
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    for number in range(4):
        with connection.cursor() as cursor:
            cursor.execute(cut)
        if number == 1:
            go.touch()
        time.sleep(0.1)
    thread.join(20)
    assert outcome(run) == (State.FINISHED, "")
    assert told_steps(run) == list(range(2, 102))
