"""PostgreSQL stops as in a power cut and comes back: the engine trains on, the supervisor spools, the web says 503."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.faults.conftest import TINY
from tests.faults.promises import Points, check_curve
from tests.faults.readers import PATIENT, Listening, Polling
from tests.faults.runs import ended
from tests.faults.scripts import BEGIN, Act, finish, learn
from tests.faults.sites import Database, Web
from tests.training_jobs.workers import SCRIPTED, until, worker
from training_jobs import doorbell
from training_jobs.actions import stop_run
from training_jobs.models import Experiment, Run, RunAttempt
from training_jobs.states import State

pytestmark = pytest.mark.django_db(transaction=True)
REAL = "tests.faults.real_worker"
BACK_IN = 60  # seconds from the return of Postgres until all is as before


@pytest.fixture
def database(transactional_db, monkeypatch) -> Iterator[Database]:
    """All that this test and its processes know of Postgres is a server of their own.

    It does not lie among the other files of a test: there pytest locks out the account that a server needs where we
    are root, as often as anybody starts tests.
    """
    ours, shared = connection.settings_dict, dict(connection.settings_dict)
    folder = Path(tempfile.mkdtemp(prefix="lc-outage-"))
    own = Database(folder)
    connection.close()
    ours.update(
        HOST="127.0.0.1", PORT=str(own.service.port), USER="postgres", PASSWORD=own.service.password, NAME="learning_curve"
    )  # fmt: skip
    monkeypatch.setenv("DATABASE_URL", own.service.url)
    try:
        call_command("migrate", verbosity=0)
        yield own
    finally:
        connection.close()
        ours.update(shared)
        own.process.kill()
        own.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def told_lines(run: Run) -> int:
    file = Path(settings.RUNS_DIR) / str(run.public_id) / "1" / "events.jsonl"
    return file.read_bytes().count(b"\n") if file.exists() else 0


class Visitor(threading.Thread):
    """Somebody who keeps opening pages, asking the API, and trying to submit, all through the outage."""

    def __init__(self, url: str, token: dict[str, str], cookie: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.url, self.token, self.cookie = url, token, cookie
        self.answers: list[tuple[str, int, float]] = []
        self.wrong: list[str] = []
        self.made: list[str] = []
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=PATIENT) as client:
            while not self.over.wait(0.2):
                self.look(client.get("/", headers=self.cookie))
                self.look(client.get("/accounts/login/"))
                answer = client.post("/api/v1/experiments", json={"spec": TINY}, headers=self.token)
                self.look(answer)
                if answer.status_code == 201:
                    self.made.append(answer.json()["run"]["id"])

    def look(self, answer: httpx.Response) -> None:
        path, status = answer.request.url.path, answer.status_code
        self.answers.append((path, status, answer.elapsed.total_seconds()))
        if status not in (200, 201, 503, 409):
            self.wrong.append(f"{path} {status} {answer.text[:300]}")
        if status == 503 and "retry-after" not in answer.headers:
            self.wrong.append(f"{path} 503 without Retry-After")
        if "Traceback" in answer.text or "OperationalError" in answer.text:
            self.wrong.append(f"{path} shows a traceback")

    @property
    def refused(self) -> list[float]:
        """After how many seconds it was told 503, each time."""
        return [took for _path, status, took in self.answers if status == 503]

    def finish(self) -> None:
        self.over.set()
        self.join(PATIENT)
        assert not self.is_alive(), "an answer does not come"
        assert not self.wrong, self.wrong[:3]


def paced(steps: int, pace: float) -> list[Act]:
    acts: list[Act] = [BEGIN]
    for number in range(1, steps + 1):
        acts += [["sleep", pace], learn(number, number)]
    return [*acts, *finish(steps)]


def outage(database: Database, run: Run, seconds: float, visitor: Visitor) -> int:
    """Until the visitor has noticed, but at least so long; how many lines the engine told meanwhile."""
    connection.close()
    database.stop_hard()
    before = told_lines(run)
    time.sleep(seconds)
    until(lambda: visitor.refused)
    spooled = told_lines(run) - before
    database.start()
    return spooled


def answers_again(url: str, token: dict[str, str]) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/schema/", headers=token, timeout=15).status_code == 200
    except httpx.TransportError:
        return False


def test_five_seconds_without_postgres_cost_no_point(database, scripted, token, company, signed_in, say):
    run = scripted(*paced(160, 0.05))
    final = hold_out(database, run, 5, token, signed_in(company.ling), say, app=SCRIPTED)
    assert len(final) == 160
    assert outcomes(run) == ["finished"]


@pytest.mark.faults
def test_a_minute_without_postgres_costs_no_point(
    database, asked, models_dir, token, company, signed_in, say
):
    """Nobody knows how far a machine trains meanwhile, so the run is a long one and stopped when all is well again."""
    run = asked(max_steps=50_000)
    stop = partial(stop_run, by=company.ling, run=run)
    hold_out(database, run, 60, token, signed_in(company.ling), say, app=REAL, then=stop)
    assert outcomes(run) == ["kept"]


def outcomes(run: Run) -> list[str]:
    return list(RunAttempt.objects.filter(run=run).values_list("outcome", flat=True))


def check_made(visitor: Visitor, run: Run) -> None:
    made = {str(one) for one in Run.objects.exclude(pk=run.pk).values_list("public_id", flat=True)}
    assert made == set(visitor.made), "what was answered 201 is there, and nothing else"
    assert Experiment.objects.count() == Run.objects.count(), "half a commit"


def hold_out(database, run, seconds, token, cookie, say, *, app, then=lambda: None) -> Points:
    with ExitStack() as stack:
        web = stack.enter_context(Web(KEEP_CONNECTIONS="1"))
        stack.enter_context(worker(app=app, KEEP_CONNECTIONS="0", LEASE_SECONDS="5", CHECKPOINT_SECONDS="1"))
        doorbell.ring()
        readers = [Listening(web.url, run, token), Polling(web.url, run, token)]
        until(lambda: run.refresh_from_db() or run.step > 10)
        visitor = Visitor(web.url, token, cookie)
        spooled = outage(database, run, seconds, visitor)
        returned_at = time.monotonic()
        until(lambda: answers_again(web.url, token), BACK_IN)
        web_back = time.monotonic() - returned_at
        seen = run.step
        until(lambda: run.refresh_from_db() or run.step > seen or run.state == State.FINISHED, BACK_IN)
        caught_up = time.monotonic() - returned_at
        visitor.finish()
        then()
        until(lambda: ended(run))
        final = check_curve(run, *readers)
    assert spooled > seconds
    assert run.state == State.FINISHED, (run.state, run.failure, run.failure_detail)
    check_made(visitor, run)
    say(
        f"PostgreSQL stopped hard for {seconds} s under a run, two readers and a visitor",
        "the engine trains on, every point arrives once; the web says 503 with Retry-After",
        f"{spooled} events spooled; {len(visitor.refused)} answers 503, the slowest after {max(visitor.refused):.1f} s; "
        f"web back after {web_back:.1f} s, points after {caught_up:.1f} s",
    )
    return final
