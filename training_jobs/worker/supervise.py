"""Watches one attempt from its start to its end.

Postgres may go away while the engine works: then its file is not read, and when Postgres is back the rest follows.
Fencing makes that safe: whatever happened meanwhile, an attempt that is over writes nothing.
"""

import errno
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F, Sum

from training_jobs import endings, stream
from training_jobs.contract.events import Line
from training_jobs.contract.failures import Failure
from training_jobs.models import Run, Wish
from training_jobs.moves import Fenced
from training_jobs.queue import Claimed
from training_jobs.worker import lease
from training_jobs.worker.host import Ended, Host
from training_jobs.worker.postgres import Reach
from training_jobs.worker.tailing import Tail
from training_jobs.worker.verdict import SIGNALS, Asked, Ending, Verdict, judge
from training_jobs.worker.workspace import WeightsGone, Workspace, prepare

POLL = 0.025
LOOK = 0.5  # how often we hear whether somebody wants the run to stop
GRACE = 60.0  # to save, evaluate and export: from the first signal to KILL
LEAVING = 2.5  # the same when this worker has to go; there is an earlier checkpoint
HOST_PATIENCE = 120.0
LEAST_SECONDS = 10.0
ENGINE_LOST = Ended(None, None, host_lost=True)
NEEDS_HOST = (Asked.NOTHING, Asked.KEEP)
WISHES = {Wish.PAUSE: Asked.PAUSE, Wish.KEEP: Asked.KEEP, Wish.CANCEL: Asked.CANCEL}

log = structlog.get_logger("training_jobs.worker")


def supervise(claimed: Claimed, host: Host, leaving: Callable[[], bool]) -> None:
    """Bring a claimed run to an end, whichever it is. Never leaves a child behind."""
    run = Run.objects.select_related("experiment", "graded_run").get(pk=claimed.run_id)
    fence = {"run_id": claimed.run_id, "attempt": claimed.attempt}
    with structlog.contextvars.bound_contextvars(run=str(run.public_id), attempt=claimed.attempt):
        try:
            workspace = prepare(run)
        except WeightsGone as gone:
            _end(fence, Verdict(Ending.FAIL, Failure.WEIGHTS_MISSING, str(gone)))
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            how = (Ending.PAUSE, Failure.NO_SPACE) if full else (Ending.FAIL, Failure.ENGINE_ERROR)
            _end(fence, Verdict(*how, error.strerror or ""))
        else:
            Watch(run, host, leaving, workspace).to_the_end()


class Watch:
    """One attempt under supervision."""

    def __init__(self, run: Run, host: Host, leaving: Callable[[], bool], workspace: Workspace) -> None:
        self.run, self.host, self.leaving, self.workspace = run, host, leaving, workspace
        self.tail = Tail(workspace.folder / "events.jsonl")
        self.key = f"{run.public_id.hex}/{run.attempt}"
        self.fence = {"run_id": run.pk, "attempt": run.attempt}
        self.seconds = seconds_left(run)
        self.postgres = Reach()
        self.unsent: list[Line] = []
        self.last_words: dict[str, Any] = {}
        self.asked, self.asked_at = Asked.NOTHING, 0.0
        self.heard_of = self.signalled = self.insisted = False
        self.begun_at = self.looked_at = self.renewed_at = time.monotonic()

    def to_the_end(self) -> None:
        lifeline = lease.Lifeline(lambda: self.postgres.answered_at, self._kill)
        try:
            ended = self._train() if self._host_is_ready() else ENGINE_LOST
            self._drain()
            self._tell_ending(judge(ended, self.asked, self.last_words))
        except Fenced:
            log.warning("attempt is over; another one holds the run")
        finally:
            lifeline.let_go()
            self._kill()
            self.tail.close()

    def _host_is_ready(self) -> bool:
        """Wait for the warm host, holding the lease."""
        until = time.monotonic() + HOST_PATIENCE
        while not self.host.ready and self.asked in NEEDS_HOST and time.monotonic() < until:
            self.host.ensure()
            self._hear_wishes()
            self.host.wait(POLL)
        return self.host.ready and self.asked in NEEDS_HOST

    def _train(self) -> Ended:
        self.host.start(
            self.key,
            self.workspace.arguments(),
            seconds=int(self.seconds + GRACE),
            memory_mb=self.run.memory_mb or None,
            out=self.workspace.folder,
        )
        self.begun_at = time.monotonic()
        while (ended := self.host.ended(self.key)) is None:
            self._pass_on()
            self._hear_wishes()
            self._insist()
            self.host.wait(POLL)
        return ended

    def _pass_on(self) -> None:
        """Read what is new in the file and write it to Postgres; the file waits while Postgres is away."""
        if not self.unsent and self.postgres.worth_a_try:
            self._read()
        if (
            self.unsent
            and self.postgres.ask(partial(stream.append, **self.fence, events=self.unsent)) is not None
        ):
            self.renewed_at, self.unsent = time.monotonic(), []

    def _read(self) -> None:
        self.unsent = self.tail.read()
        self.heard_of = self.heard_of or bool(self.unsent)
        for line in self.unsent:
            if line.kind == "state" and line.data.get("state") != "running":
                self.last_words = line.data

    def _hear_wishes(self) -> None:
        """Renew the lease when it is due, and hear of a stop, the end of the time, or our own leaving."""
        now = time.monotonic()
        if self.leaving():
            self._ask(Asked.LEAVE)
        elif now - self.begun_at > self.seconds:
            self._ask(Asked.TIME_LIMIT)
        if now - self.looked_at < LOOK:
            return
        self.looked_at = now
        due = now - self.renewed_at > settings.LEASE_SECONDS / 4
        heard = self.postgres.ask(partial(lease.renew if due else lease.look, **self.fence))
        if heard is None:
            return
        self.renewed_at = now if due else self.renewed_at
        self._ask(WISHES.get(heard.wish, Asked.NOTHING))

    def _ask(self, why: Asked) -> None:
        """Want the child to end; only a more urgent wish comes after another."""
        if why > self.asked:
            self.asked, self.asked_at, self.signalled = why, time.monotonic(), False

    def _insist(self) -> None:
        """Signal what was asked, and after some grace KILL.

        A child listens from its first event on: before that only KILL is sure to be understood.
        """
        if self.asked is Asked.NOTHING:
            return
        if not self.signalled and (self.heard_of or SIGNALS[self.asked] == "KILL"):
            self.signalled, self.asked_at = True, time.monotonic()
            self._signal(SIGNALS[self.asked])
        grace = min(LEAVING, GRACE) if self.leaving() else GRACE
        if not self.insisted and time.monotonic() - self.asked_at > grace:
            self.insisted = True
            self._kill()

    def _kill(self) -> None:
        self._signal("KILL")

    def _signal(self, name: str) -> None:
        if self.host.ended(self.key) is None:
            self.host.kill(self.key, name)

    def _drain(self) -> None:
        """Everything the child has written is written on, unless Postgres stays away for good."""
        while self._worth_waiting():
            if not self.unsent:
                self._read()
            if not self.unsent:
                return
            self._pass_on()
            if self.unsent:
                self.host.wait(POLL)

    def _tell_ending(self, verdict: Verdict) -> None:
        while self.postgres.ask(partial(_end, self.fence, verdict)) is None and self._worth_waiting():
            self.host.wait(POLL)

    def _worth_waiting(self) -> bool:
        """Whoever leaves does not wait for Postgres; the run's lease tells others."""
        return not self.leaving() and time.monotonic() - self.postgres.answered_at < lease.ALONE


def seconds_left(run: Run) -> float:
    """How long this attempt may take: what earlier ones used of the run's time is gone."""
    attempts = run.attempts.filter(ended_at__isnull=False, charged=True)
    used = attempts.aggregate(all=Sum(F("ended_at") - F("started_at")))["all"] or timedelta()
    return max(LEAST_SECONDS, settings.RUN_SECONDS - used.total_seconds())


def _end(fence: dict[str, int], verdict: Verdict) -> Run:
    run_id, attempt, detail = fence["run_id"], fence["attempt"], verdict.detail
    failure = verdict.failure or Failure.ENGINE_ERROR
    log.info("attempt ended", ending=verdict.ending, failure=verdict.failure or "", detail=detail)
    match verdict.ending:
        case Ending.FINISH:
            return endings.finish(run_id=run_id, attempt=attempt)
        case Ending.KEEP:
            return endings.finish(run_id=run_id, attempt=attempt, kept=True)
        case Ending.PAUSE:
            return endings.pause(run_id=run_id, attempt=attempt, failure=verdict.failure or "", detail=detail)
        case Ending.CANCEL:
            return endings.cancel(run_id=run_id, attempt=attempt)
        case Ending.RELEASE:
            return endings.release(run_id=run_id, attempt=attempt)
        case Ending.LOSE:
            return endings.lose(run_id=run_id, attempt=attempt, failure=failure, detail=detail)
        case Ending.FAIL:
            return endings.fail(run_id=run_id, attempt=attempt, failure=failure, detail=detail)
