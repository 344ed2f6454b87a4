"""Redis carries doorbells and announcements only: whatever happens to it, no run and no point is lost."""

import random
import threading
import time
from contextlib import suppress

import pytest
import redis
from celery import Celery
from kombu.exceptions import OperationalError

from tests.faults.promises import check_curve
from tests.faults.readers import Listening, Polling
from tests.faults.runs import ended
from tests.faults.scripts import BEGIN, Act, finish, learn
from tests.faults.sites import Web
from tests.training_jobs.workers import Redis, own_redis, until, worker
from training_jobs import doorbell, tasks
from training_jobs.models import Run, RunAttempt
from training_jobs.states import State

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 20
AWAY = (OperationalError, redis.RedisError, OSError)


def script(pace: float = 0) -> list[Act]:
    """A run of STEPS steps that takes a moment for each."""
    acts: list[Act] = [BEGIN]
    for number in range(1, STEPS + 1):
        acts += [["sleep", pace], learn(number, number)]
    return [*acts, *finish(STEPS)]


def all_ended(runs: list[Run]) -> bool:
    return all(ended(run) for run in runs)


def check_all_finished_once(runs: list[Run]) -> None:
    for run in runs:
        assert run.state == State.FINISHED, (run.state, run.failure)
        assert len(check_curve(run)) == STEPS
    assert set(RunAttempt.objects.values_list("number", "outcome")) == {(1, "finished")}


def test_twenty_rings_on_two_workers_start_each_run_once(company, scripted, say):
    runs = [scripted(*script(), owner=person) for person in (company.ling, company.sven) for _each in "123"]
    with worker(name="gpu@one"), worker(name="gpu@two"):
        begun_at = time.monotonic()
        threads = [
            threading.Thread(target=lambda: [doorbell.ring() for _each in range(10)]) for _each in "12"
        ]
        for thread in threads:
            thread.start()
        until(lambda: all_ended(runs))
        took = time.monotonic() - begun_at
        assert doorbell.ring(), "and a late ring finds nothing to do"
        until(lambda: not doorbell.waiting_doorbells())
    check_all_finished_once(runs)
    workers = set(RunAttempt.objects.values_list("node", flat=True))
    measured = f"{len(runs)} runs on {len(workers)} workers in {took:.1f} s"
    say("20 doorbells at once on two workers", "each run has one attempt", measured)


def test_a_lost_doorbell_is_rung_again_and_a_late_one_does_no_harm(scripted, say):
    with worker():
        lost = scripted(*script())
        assert lost.state == State.QUEUED, "nobody rang"
        assert tasks.ring_for_waiting_runs() == 1
        until(lambda: ended(lost))
        for _each in range(3):
            assert doorbell.ring()
        until(lambda: not doorbell.waiting_doorbells())
        later = scripted(*script())
        tasks.ring_for_waiting_runs()
        until(lambda: ended(later))
    check_all_finished_once([lost, later])
    say("a doorbell lost, three that come late", "the sweep rings again; late ones start nothing twice", "")


@pytest.mark.parametrize(
    ("instants", "runs"),
    [
        (3, 4),
        pytest.param(20, 10, marks=pytest.mark.faults),
    ],
)
def test_redis_may_be_killed_or_flushed_at_any_moment(instants, runs, scripted, token, say, tmp_path):
    chance = random.Random(instants)
    with own_redis(tmp_path) as broker, Web(REDIS_URL=broker.service.url) as web:
        with worker(REDIS_URL=broker.service.url), Sweeping(broker):
            waiting = [scripted(*script(0.05)) for _each in range(runs)]
            readers = [reader(web.url, run, token) for run in waiting[:2] for reader in (Listening, Polling)]
            done = [hurt(broker, chance) for _each in range(instants)]
            recovered = until(lambda: all_ended(waiting))
        for run in waiting:
            mine = [reader for reader in readers if reader.run_id == str(run.public_id)]
            assert len(check_curve(run, *mine)) == STEPS
    check_all_finished_once(waiting)
    assert not any(reader.lost for reader in readers), "no socket fell and no request failed"
    say(
        f"Redis killed {done.count('kill')} times and flushed {done.count('flush')} times under {runs} runs",
        "every run finishes in one attempt, every reader keeps its line and sees every event",
        f"all runs ended {recovered:.1f} s after the last blow",
    )


def hurt(broker: Redis, chance: random.Random) -> str:
    time.sleep(chance.uniform(0.05, 0.6))
    if chance.random() < 0.5:
        with redis.from_url(broker.service.url) as client:
            client.flushall()
        return "flush"
    broker.kill()
    time.sleep(chance.uniform(0, 0.3))
    broker.start()
    return "kill"


class Sweeping(threading.Thread):
    """Rings every second, as the beat of the site does every ten."""

    def __init__(self, broker: Redis) -> None:
        super().__init__(daemon=True)
        self.url, self.over = broker.service.url, threading.Event()

    def __enter__(self) -> "Sweeping":
        self.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.wait(1):
            with Celery(broker=self.url, set_as_current=False) as app, suppress(*AWAY):
                app.send_task(doorbell.TASK, queue=doorbell.QUEUE, ignore_result=True, retry=False)
