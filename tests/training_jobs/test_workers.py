"""Real Celery workers under faults; the engine is scripted so that each moment can be chosen."""

import os
import signal
import time

import pytest
import redis
from django.conf import settings

from lms.env import ROOT
from tests.training_jobs.told import begun, events_of, steps
from tests.training_jobs.workers import kill_all, own_redis, until, worker
from training_jobs import doorbell, gpu_tasks, heartbeat, tasks
from training_jobs.actions import cancel_run
from training_jobs.models import Run, RunAttempt, WorkerNode
from training_jobs.states import State
from training_jobs.worker.host import Host
from training_jobs.worker.supervise import LEAVING

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_old_bells")]


def tell(*lines) -> list:
    return ["tell", [line.model_dump() for line in lines]]


def state(run: Run) -> str:
    run.refresh_from_db()
    return run.state


def is_running(run: Run):
    return lambda: state(run) == State.RUNNING


def test_one_ring_has_all_waiting_runs_done(scripted):
    runs = [scripted(tell(begun(1), *steps(2, 3)), ["exit", 0]) for _each in range(3)]
    with worker():
        for _each in range(20):
            assert doorbell.ring()
        until(lambda: all(state(run) == State.FINISHED for run in runs))
    assert list(RunAttempt.objects.values_list("number", flat=True)) == [1, 1, 1]
    assert not WorkerNode.objects.exists(), "a worker that leaves says so"


def test_a_doorbell_starts_a_child_within_moments(scripted, record_property):
    with worker():
        taken = []
        for _each in range(5):
            run = scripted(tell(begun(1)), ["exit", 0])
            begun_at = time.monotonic()
            doorbell.ring()
            until(lambda run=run: state(run) != State.QUEUED)
            taken.append(time.monotonic() - begun_at)
            until(lambda run=run: state(run) == State.FINISHED)
        record_property("doorbell_to_claim", sorted(taken))
        assert sorted(taken)[1] < 10


def test_a_flushed_redis_keeps_no_run_waiting(scripted):
    with worker():
        run = scripted(tell(begun(1)), ["exit", 0])
        doorbell.ring()
        until(lambda: state(run) == State.FINISHED)
        with redis.from_url(settings.CELERY_BROKER_URL) as broker:
            broker.flushdb()
        lost = scripted(tell(begun(1)), ["exit", 0])
        tasks.ring_for_waiting_runs()  # unless the worker has just looked by itself
        until(lambda: state(lost) == State.FINISHED)


def test_a_worker_hears_again_after_redis_was_killed(scripted, tmp_path):
    with own_redis(tmp_path) as broker, worker(REDIS_URL=broker.service.url):
        for _each in range(2):
            run = scripted(tell(begun(1)), ["exit", 0])
            broker.ring()
            until(lambda run=run: state(run) == State.FINISHED, 40)
            broker.kill()
            broker.start()


def test_ringing_without_a_broker_is_no_error(tmp_path):
    with own_redis(tmp_path) as broker:
        broker.kill()
        begun_at = time.monotonic()
        broker.ring(heard=False)
        assert time.monotonic() - begun_at < 15, "with the start of its process"


def test_rings_do_not_pile_up_while_nobody_listens(scripted):
    for _each in range(3):
        scripted(["exit", 0])
    assert [tasks.ring_for_waiting_runs() for _each in range(4)] == [1, 0, 0, 0]


def test_a_killed_worker_loses_its_run_to_the_next_within_the_lease(scripted, monkeypatch, tmp_path):
    monkeypatch.setattr(tasks, "COMES_BACK", 0)
    go = tmp_path / "go"
    run = scripted(tell(begun(1), *steps(2, 4)), ["wait", str(go)], tell(*steps(5, 6)), ["exit", 0])
    with worker(name="gpu@first") as process:
        doorbell.ring()
        until(is_running(run))
        kill_all(process)
        killed_at = time.monotonic()
        with worker(name="gpu@second"):
            until(tasks.reap_lost_runs, 20)
            until(lambda: RunAttempt.objects.count() == 2)
            assert time.monotonic() - killed_at < 5 + 15
            go.touch()
            until(lambda: state(run) == State.FINISHED)
    assert list(RunAttempt.objects.order_by("number").values_list("outcome", flat=True)) == [
        "worker_lost",
        "finished",
    ]
    told = events_of(run)
    (again,) = (at for at, event in enumerate(told) if event["data"].get("resume_step") == 0)
    assert [event["data"]["step"] for event in told[again:] if event["kind"] == "step"] == [2, 3, 4, 5, 6]


def test_a_worker_that_starts_anew_gives_back_what_it_lost_before_it_takes_another_run(scripted, tmp_path):
    go = tmp_path / "go"
    lost = scripted(tell(begun(1), *steps(2, 4)), ["wait", str(go)], ["exit", 0])
    other = scripted(tell(begun(1)), ["exit", 0])
    with worker(LEASE_SECONDS="600") as process:
        doorbell.ring()
        until(is_running(lost))
        kill_all(process)
    WorkerNode.objects.update(ready=False)
    with worker(LEASE_SECONDS="600"):
        until(lambda: RunAttempt.objects.filter(run=lost).count() == 2)
        assert state(other) == State.QUEUED
        go.touch()
        until(lambda: state(other) == State.FINISHED)
    outcomes = RunAttempt.objects.filter(run=lost).order_by("number").values_list("outcome", flat=True)
    assert list(outcomes) == ["worker_lost", "finished"]


def test_the_child_of_a_killed_worker_does_not_live_on(scripted):
    run = scripted(tell(begun(1)), ["wait", "/never"])
    with worker() as process:
        doorbell.ring()
        until(is_running(run))
        kill_all(process)
    folder = str(run.public_id)
    until(
        lambda: not [pid for pid in os.listdir("/proc") if pid.isdecimal() and folder in _command_line(pid)]
    )


def _command_line(pid: str) -> str:
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read()
    except OSError:
        return ""


def test_a_worker_that_is_asked_to_go_takes_seconds_and_gives_the_run_back(scripted):
    run = scripted(["ignore TERM"], tell(begun(1)), ["wait", "/never"])
    with worker() as process:
        doorbell.ring()
        until(is_running(run))
        process.send_signal(signal.SIGTERM)
        begun_at = time.monotonic()
        process.wait(10)
        assert time.monotonic() - begun_at < LEAVING + 5
    assert state(run) == State.QUEUED
    assert not WorkerNode.objects.exists()


def test_a_stop_is_heard_by_the_worker(company, scripted):
    run = scripted(tell(begun(1)), ["wait", "/never"])
    with worker():
        doorbell.ring()
        until(is_running(run))
        cancel_run(by=company.ling, run=run)
        assert until(lambda: state(run) == State.CANCELLED) < 3


def test_a_worker_is_not_ready_before_its_host_is_warm(monkeypatch):
    cold = Host(ROOT, ["sleep", "60"])
    monkeypatch.setattr(gpu_tasks, "_host", cold)
    assert not heartbeat._told("gpu")["ready"]
    assert cold.alive
    cold.close()


def test_the_default_worker_announces_itself():
    with worker("default", "default@test", "lms"):
        assert WorkerNode.objects.get().queue == "default"
