"""Two wishes at one moment: exactly one end, told once, and no number of the stream missing or given twice."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from lms.kit.refusals import Conflict
from tests.faults.conftest import TINY
from tests.faults.readers import PATIENT
from tests.faults.runs import ended
from tests.faults.scripts import BEGIN, finish, learn
from tests.threads import at_once
from tests.training_jobs.told import begun, events_of, steps
from tests.training_jobs.workers import until, worker
from training_jobs import doorbell, endings
from training_jobs.actions import cancel_run, pause_run, resume_run
from training_jobs.contract.failures import Failure
from training_jobs.models import Experiment, Grading, Run, RunAttempt
from training_jobs.moves import Fenced
from training_jobs.queue import claim
from training_jobs.states import ENDED, State
from training_jobs.stream import append

pytestmark = pytest.mark.django_db(transaction=True)


def times(short: int, long: int):
    return pytest.mark.parametrize("rounds", [short, pytest.param(long, marks=pytest.mark.faults)])


def at_work(queued_run) -> Run:
    run = queued_run()
    assert claim("gpu@here", "gpu@here").run_id == run.pk
    append(run_id=run.pk, attempt=1, events=[begun(1), *steps(2, 4)])
    return run


def check_one_end(run: Run) -> None:
    """One closing state, told last and once; the stream counts 1, 2, 3 …; the attempt is closed once."""
    run.refresh_from_db()
    assert run.state in ENDED
    events = events_of(run)
    assert [event["seq"] for event in events] == list(range(1, run.last_seq + 1))
    states = [event["data"]["state"] for event in events if event["kind"] == "state"]
    assert [state for state in states if state in ENDED] == [run.state]
    assert states[-1] == run.state
    assert not RunAttempt.objects.filter(run=run, ended_at=None).exists()
    assert (run.lease_owner, run.lease_until) == ("", None)


@times(20, 200)
def test_cancel_races_finish_and_the_reaper(rounds, company, queued_run, say):
    ends: dict[str, int] = {}
    for _each in range(rounds):
        run = at_work(queued_run)
        fence = {"run_id": run.pk, "attempt": 1}
        told = at_once(
            lambda run=run: cancel_run(by=company.ling, run=run),
            lambda fence=fence: endings.finish(**fence),
            lambda fence=fence: endings.cancel(**fence),
        )
        assert all(isinstance(one, Run | Conflict | Fenced) for one in told), told
        assert sum(isinstance(one, Fenced) for one in told) == 1, "two supervisors ended one attempt"
        check_one_end(run)
        ends[run.state] = ends.get(run.state, 0) + 1
    say(f"cancel, finish and a second supervisor at once x{rounds}", "exactly one end, told once", str(ends))


@times(10, 50)
def test_pause_races_finish(rounds, company, queued_run, say):
    heard = {"paused first": 0, "ended first": 0}
    for _each in range(rounds):
        run = at_work(queued_run)
        fence = {"run_id": run.pk, "attempt": 1}
        pause, end = at_once(
            lambda run=run: pause_run(by=company.ling, run=run),
            lambda fence=fence: endings.finish(**fence),
        )
        assert isinstance(end, Run), end
        heard["ended first" if isinstance(pause, Conflict) else "paused first"] += 1
        check_one_end(run)
        assert run.state == State.FINISHED
    say(f"pause and finish at once x{rounds}", "a run that came to its end is finished", str(heard))


@times(10, 50)
def test_resume_races_cancel(rounds, company, queued_run, say):
    heard = {"resumed first": 0, "cancelled first": 0}
    for _each in range(rounds):
        run = at_work(queued_run)
        pause_run(by=company.ling, run=run)
        endings.pause(run_id=run.pk, attempt=1)
        resume, cancel = at_once(
            lambda run=run: resume_run(by=company.ling, run=run),
            lambda run=run: cancel_run(by=company.ling, run=run),
        )
        assert isinstance(cancel, Run), cancel
        heard["cancelled first" if isinstance(resume, Conflict) else "resumed first"] += 1
        check_one_end(run)
        assert run.state == State.CANCELLED
    say(f"resume and cancel at once x{rounds}", "cancelled either way, and no worker gets it", str(heard))
    assert claim("gpu@here", "gpu@here") is None


@times(10, 50)
def test_cancel_races_the_claim_and_a_loss(rounds, company, queued_run, say):
    heard = {"claimed first": 0, "cancelled first": 0}
    for _each in range(rounds):
        run = queued_run()
        cancel, claimed = at_once(
            lambda run=run: cancel_run(by=company.ling, run=run), lambda: claim("gpu@here", "gpu@here")
        )
        assert isinstance(cancel, Run), cancel
        if claimed is not None:
            assert claimed.run_id == run.pk
            endings.lose(run_id=run.pk, attempt=1, failure=Failure.WORKER_LOST)
        heard["claimed first" if claimed else "cancelled first"] += 1
        check_one_end(run)
        assert run.state == State.CANCELLED
    say(
        f"cancel and claim at once, the worker lost then x{rounds}",
        "cancelled, never started again",
        str(heard),
    )


def cancel_at_the_end(by, run, go: Path, head_start: float) -> None:
    """Cancel so many seconds before the process may end; after that where they are less than none."""
    until(lambda: run.refresh_from_db() or run.step == 8)
    if head_start < 0:
        go.touch()
        time.sleep(-head_start)
    try:
        cancel_run(by=by, run=run)
    except Conflict:
        assert ended(run)
    time.sleep(max(0, head_start))
    go.touch()


@times(6, 200)
def test_cancel_races_the_end_of_a_real_process(rounds, company, scripted, say, tmp_path):
    """Each end moves the next moment towards the other one, so both are met, and most rounds are close."""
    chance, head_start, ends = random.Random(rounds), 0.0, Counter()
    with worker():
        while ends.total() < rounds or len(ends) < 2:
            go = tmp_path / str(ends.total())
            run = scripted(BEGIN, learn(1, 8), ["wait", str(go)], *finish(8))
            doorbell.ring()
            cancel_at_the_end(company.ling, run, go, head_start)
            until(lambda run=run: ended(run))
            check_one_end(run)
            assert run.state in (State.FINISHED, State.CANCELLED)
            ends[run.state] += 1
            head_start += chance.uniform(0, 0.2) * (1 if run.state == State.FINISHED else -1)
    told = ", ".join(f"{count} {state}" for state, count in ends.items())
    say(f"cancel around the end of a real process x{ends.total()}", "exactly one end, told once", told)


@pytest.mark.parametrize("programs", [40])
def test_forty_submits_with_one_key_make_one_run(programs, web, token, say):
    headers = {**token, "Idempotency-Key": "the same for all"}
    limits = httpx.Limits(max_connections=programs)
    with httpx.Client(base_url=web.url, headers=headers, timeout=PATIENT, limits=limits) as client:

        def submit(_number: int) -> httpx.Response:
            return client.post("/api/v1/experiments", json={"spec": TINY})

        begun_at = time.monotonic()
        with ThreadPoolExecutor(programs) as pool:
            answers = list(pool.map(submit, range(programs)))
        took = time.monotonic() - begun_at
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert (Run.objects.count(), Experiment.objects.count(), Grading.objects.count()) == (1, 1, 0)
    say(
        f"{programs} submits at once with one Idempotency-Key",
        "one run, equal answers",
        f"{took:.2f} s for all",
    )
