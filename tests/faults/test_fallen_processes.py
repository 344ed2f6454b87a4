"""kill -9 of the worker, of its warm host and of the web server while people watch; a worker that freezes and wakes."""

import signal
import time
from contextlib import ExitStack

import pytest

from tests.faults.processes import alive, children_of, family, hit, host_of
from tests.faults.promises import check_curve, check_words, exact
from tests.faults.readers import Listening, Polling
from tests.faults.runs import end_of, ended, is_at_work, set_aside, unkilled
from tests.faults.scripts import BEGIN, finish, learn
from tests.training_jobs.workers import kill_all, until, worker
from training_jobs import doorbell, tasks
from training_jobs.contract.failures import Failure
from training_jobs.models import Checkpoint, Experiment, RunAttempt, RunChunk
from training_jobs.states import State

pytestmark = pytest.mark.django_db(transaction=True)
LONG = {"max_steps": 120}
REAL = {"app": "tests.faults.real_worker", "CHECKPOINT_SECONDS": "0.2", "LEASE_SECONDS": "5"}


def outcomes(run) -> list[str]:
    return list(RunAttempt.objects.filter(run=run).order_by("number").values_list("outcome", flat=True))


def until_saved(run, steps: int = 1) -> None:
    until(lambda: Checkpoint.objects.filter(run=run, step__gte=steps).exists())


@pytest.fixture
def no_patience(monkeypatch) -> None:
    """Leases count from when they ran out, not from the start of the tests' Postgres."""
    monkeypatch.setattr(tasks, "COMES_BACK", 0)


@pytest.mark.faults
def test_a_killed_worker_and_then_a_killed_host_cost_no_step_and_no_watcher(
    no_patience, models_dir, asked, web, token, say
):
    with ExitStack() as stack:
        first = stack.enter_context(worker(name="gpu@first", **REAL))
        control, _digest, _alone = unkilled(asked, **LONG)
        run = asked(**LONG)
        readers = [Listening(web.url, run, token), Polling(web.url, run, token)]
        until_saved(run, 5)
        child = children_of(run)
        kill_all(first)
        killed_at = time.monotonic()
        until(tasks.reap_lost_runs)
        lost = time.monotonic() - killed_at
        assert not any(alive(pid) for pid in child)
        second = stack.enter_context(worker(name="gpu@second", **REAL))
        until(lambda: is_at_work(run, 2))
        until_saved(run, run.step + 2)
        hit([host_of(second)])
        killed_at = time.monotonic()
        until(lambda: is_at_work(run, 3))
        warm = time.monotonic() - killed_at
        end_of(run)
    final = check_curve(run, *readers)
    assert exact(final) == exact(control)
    assert outcomes(run) == ["worker_lost", "killed", "finished"]
    say(
        "kill -9 of the worker with its pool, then of the warm host of the next",
        "the curve of an unkilled run; both readers saw every event",
        f"queued again after {lost:.1f} s (lease 5 s); at work again {warm:.1f} s after the host fell",
    )


def test_a_run_that_is_lost_and_then_fails_early_still_shows_all_that_was_seen(
    no_patience, scripted, web, token, say
):
    run = scripted(BEGIN, learn(1, 40), ["wait", "/never"])
    readers = [Listening(web.url, run, token), Polling(web.url, run, token)]
    with worker(name="gpu@first", LEASE_SECONDS="5") as first:
        doorbell.ring()
        until(lambda: run.refresh_from_db() or run.step == 40)
        kill_all(first)
    Experiment.objects.filter(pk=run.experiment_id).update(
        spec={"script": [BEGIN, learn(1, 10, loss=2.0), ["exit", 1]]}
    )
    with worker(name="gpu@second", LEASE_SECONDS="5"):
        until(tasks.reap_lost_runs, 5 + 15)
        until(lambda: ended(run), 30)
    final = check_curve(run, *readers)
    assert (run.state, run.step, outcomes(run)) == (State.FAILED, 10, ["worker_lost", "engine_error"])
    told_again = [final[step]["loss"] == 2.0 / step for step in (1, 10, 11, 40)]
    assert told_again == [True, True, False, False]
    say(
        "a worker killed after step 40, its run tried again and failed after step 10",
        "every step that was seen stays, each with its newest value",
        f"{len(final)} steps on the page and in the API",
    )


@pytest.mark.faults
def test_a_killed_host_is_replaced_and_the_run_goes_on(scripted, say):
    run = scripted(BEGIN, learn(1, 4), ["wait", "/never"])
    other = scripted(BEGIN, learn(1, 4), *finish(4))
    with worker() as process:
        doorbell.ring()
        for attempt in (1, 2, 3):
            until(lambda attempt=attempt: is_at_work(run, attempt) and run.step >= 4)
            child, host = children_of(run), host_of(process)
            hit([host])
            until(lambda child=child: not any(alive(pid) for pid in child))
        until(lambda: set_aside(run) and ended(other))
        assert process.poll() is None
    assert other.state == State.FINISHED
    check_words(run, Failure.QUARANTINED, "platform")
    check_curve(run)
    assert outcomes(run) == ["killed"] * 3
    say("the warm host killed three times under one run", "set aside; the queue moves on; no child left", "")


def test_a_job_that_kills_its_host_is_set_aside_and_others_finish(company, scripted, say):
    poison = scripted(BEGIN, learn(1, 2), ["kill the host"])
    innocent = scripted(BEGIN, learn(1, 4), *finish(4), owner=company.sven)
    with worker():
        begun_at = time.monotonic()
        doorbell.ring()
        until(lambda: set_aside(poison) and ended(innocent))
    check_words(poison, Failure.QUARANTINED, "platform")
    assert innocent.state == State.FINISHED
    assert outcomes(poison) == ["killed"] * 3
    took = time.monotonic() - begun_at
    say(
        "a job that kills its host each time",
        "quarantined after 3 attempts; the queue moves on",
        f"{took:.1f} s",
    )


def test_a_killed_web_server_loses_no_reader_a_point(scripted, web, token, say, tmp_path):
    go = tmp_path / "go"
    run = scripted(BEGIN, learn(1, 40), ["wait", str(go)], learn(41, 80), *finish(80))
    with worker():
        doorbell.ring()
        readers = [
            Listening(web.url, run, token),
            Listening(web.url, run, token),
            Polling(web.url, run, token),
        ]
        until(lambda: all(len(reader.steps()) == 40 for reader in readers))
        web.kill()
        go.touch()
        until(lambda: ended(run))
        begun_at = time.monotonic()
        web.start()
        assert len(check_curve(run, *readers)) == 80
    back = time.monotonic() - begun_at
    assert all(reader.lost for reader in readers)
    say(
        "kill -9 of the web server under 3 readers",
        "each ends with every event, once",
        f"{back:.1f} s to the end",
    )


def test_a_worker_that_freezes_past_its_lease_can_change_nothing_when_it_wakes(
    no_patience, scripted, say, tmp_path
):
    go, late = tmp_path / "go", tmp_path / "late"
    thaw = [["wait", str(go)], learn(5, 6, 9.0), ["wait", str(late)]]
    run = scripted(BEGIN, learn(1, 4), *thaw, *finish(6))
    with worker(name="gpu@frozen") as frozen:
        doorbell.ring()
        until(lambda: is_at_work(run, 1) and run.step == 4)
        (zombie,) = children_of(run, 1)
        sleepers = family(frozen)
        hit(sleepers, signal.SIGSTOP)
        try:
            with worker(name="gpu@awake"):
                until(tasks.reap_lost_runs)
                until(lambda: is_at_work(run, 2) and run.step == 4)
                go.touch()
                until(lambda: run.refresh_from_db() or run.step == 6)
                before = what_is_stored(run)
                hit(sleepers, signal.SIGCONT)
                woke_at = time.monotonic()
                until(lambda: not alive(zombie))
                died = time.monotonic() - woke_at
                assert what_is_stored(run) == before, "the old attempt has written"
                late.touch()
                until(lambda: ended(run))
        finally:
            hit(sleepers, signal.SIGCONT)
    assert run.state == State.FINISHED
    assert outcomes(run) == ["worker_lost", "finished"]
    say(
        "a worker stopped past its lease, then woken",
        "it changes nothing and its child ends",
        f"child gone after {died:.2f} s",
    )


def what_is_stored(run) -> tuple:
    run.refresh_from_db()
    chunks = RunChunk.objects.filter(run=run, attempt=1).order_by("first_seq")
    return (
        (run.state, run.attempt, run.step, run.last_seq),
        [(chunk.first_seq, chunk.last_seq, bytes(chunk.body)) for chunk in chunks],
        list(Checkpoint.objects.filter(run=run).values_list("attempt", "step", "digest")),
    )


@pytest.mark.faults
def test_a_frozen_worker_with_a_real_engine_spoils_neither_curve_nor_checkpoints(
    no_patience, models_dir, asked, web, token, say
):
    with worker(name="gpu@frozen", **REAL) as frozen:
        control, _digest, _alone = unkilled(asked, **LONG)
        run = asked(**LONG)
        readers = [Listening(web.url, run, token), Polling(web.url, run, token)]
        until_saved(run, 5)
        zombies, sleepers = children_of(run, 1), family(frozen)
        hit(sleepers, signal.SIGSTOP)
        try:
            with worker(name="gpu@awake", **REAL):
                until(tasks.reap_lost_runs)
                until(lambda: is_at_work(run, 2) and run.resume_step > 0)
                hit(sleepers, signal.SIGCONT)
                until(lambda: not any(alive(pid) for pid in zombies))
                end_of(run)
        finally:
            hit(sleepers, signal.SIGCONT)
    assert exact(check_curve(run, *readers)) == exact(control)
    assert outcomes(run) == ["worker_lost", "finished"]
    say(
        "a worker with a real engine stopped past its lease, then woken",
        "the curve of an undisturbed run; the woken child ends",
        f"went on from step {run.resume_step}",
    )
