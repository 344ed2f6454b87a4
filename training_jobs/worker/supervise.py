"""Watches one attempt from its start to its end.

Postgres may go away while the engine works: then its file is not read, and when Postgres is back the rest follows.
Fencing makes that safe: whatever happened meanwhile, an attempt that is over writes nothing.
"""

import errno
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.conf import settings

from training_jobs import endings, stream
from training_jobs.contract.events import Line
from training_jobs.contract.failures import Failure
from training_jobs.models import Run
from training_jobs.moves import Fenced
from training_jobs.queue import Claimed
from training_jobs.states import State
from training_jobs.worker import lease
from training_jobs.worker.host import Ended, Host
from training_jobs.worker.postgres import Reach
from training_jobs.worker.tailing import Tail
from training_jobs.worker.verdict import Asked, Ending, Verdict, judge
from training_jobs.worker.workspace import WeightsGone, arguments, prepare

POLL = 0.025
LOOK = 0.5  # how often we hear whether somebody wants the run to stop
GRACE = 20.0  # from TERM to KILL
HOST_PATIENCE = 120.0
ENGINE_LOST = Ended(None, None, host_lost=True)

log = structlog.get_logger("training_jobs.worker")


def supervise(claimed: Claimed, host: Host, leaving: Callable[[], bool]) -> None:
    """Bring a claimed run to an end, whichever it is. Never leaves a child behind."""
    run = Run.objects.select_related("experiment", "graded_run").get(pk=claimed.run_id)
    with structlog.contextvars.bound_contextvars(run=str(run.public_id), attempt=claimed.attempt):
        try:
            folder = prepare(run)
        except WeightsGone as gone:
            _end(claimed, Verdict(Ending.FAIL, Failure.WEIGHTS_MISSING, str(gone)))
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            why = Failure.NO_SPACE if full else Failure.ENGINE_ERROR
            _end(claimed, Verdict(Ending.FAIL, why, error.strerror or ""))
        else:
            Watch(claimed, host, leaving, Tail(folder / "events.jsonl"), arguments(folder)).to_the_end()


class Watch:
    """One attempt under supervision."""

    def __init__(
        self, claimed: Claimed, host: Host, leaving: Callable[[], bool], tail: Tail, argv: list[str]
    ) -> None:
        self.claimed, self.host, self.leaving, self.tail, self.argv = claimed, host, leaving, tail, argv
        self.key = f"{claimed.public_id.hex}/{claimed.attempt}"
        self.fence = {"run_id": claimed.run_id, "attempt": claimed.attempt}
        self.postgres = Reach()
        self.unsent: list[Line] = []
        self.last_words: dict[str, Any] = {}
        self.asked = Asked.NOTHING
        self.asked_at, self.insisted = 0.0, False
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
        while not self.host.ready and self.asked is Asked.NOTHING and time.monotonic() < until:
            self.host.ensure()
            self._hear_wishes()
            self.host.wait(POLL)
        return self.host.ready and self.asked is Asked.NOTHING

    def _train(self) -> Ended:
        self.host.start(self.key, self.argv, seconds=settings.RUN_SECONDS + int(GRACE))
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
        for line in self.unsent:
            if line.kind == "state" and line.data.get("state") != "running":
                self.last_words = line.data

    def _hear_wishes(self) -> None:
        """Renew the lease when it is due, and hear of a stop, the end of the time, or our own leaving."""
        now = time.monotonic()
        if self.leaving():
            self._ask(Asked.LEAVE)
        elif now - self.begun_at > settings.RUN_SECONDS:
            self._ask(Asked.TIME_LIMIT)
        if now - self.looked_at < LOOK:
            return
        self.looked_at = now
        due = now - self.renewed_at > settings.LEASE_SECONDS / 4
        state = self.postgres.ask(partial(lease.renew if due else lease.look, **self.fence))
        if state is not None and due:
            self.renewed_at = now
        if state is State.STOPPING:
            self._ask(Asked.CANCEL)

    def _ask(self, why: Asked) -> None:
        """Ask the child to end; the first wish counts."""
        if self.asked is Asked.NOTHING:
            self.asked, self.asked_at = why, time.monotonic()
            self._signal("TERM")

    def _insist(self) -> None:
        """A child that was asked gets its grace, but no worker waits for it to leave."""
        grace = 0.0 if self.leaving() else GRACE
        if self.asked is not Asked.NOTHING and not self.insisted and time.monotonic() - self.asked_at > grace:
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
        while self.postgres.ask(partial(_end, self.claimed, verdict)) is None and self._worth_waiting():
            self.host.wait(POLL)

    def _worth_waiting(self) -> bool:
        """Whoever leaves does not wait for Postgres; the run's lease tells others."""
        return not self.leaving() and time.monotonic() - self.postgres.answered_at < lease.ALONE


def _end(claimed: Claimed, verdict: Verdict) -> Run:
    run_id, attempt = claimed.run_id, claimed.attempt
    failure = verdict.failure or Failure.ENGINE_ERROR
    log.info("attempt ended", ending=verdict.ending, failure=verdict.failure or "", detail=verdict.detail)
    match verdict.ending:
        case Ending.FINISH:
            return endings.finish(run_id=run_id, attempt=attempt)
        case Ending.STOP:
            return endings.stop(run_id=run_id, attempt=attempt)
        case Ending.RELEASE:
            return endings.release(run_id=run_id, attempt=attempt)
        case Ending.LOSE:
            return endings.lose(run_id=run_id, attempt=attempt, failure=failure, detail=verdict.detail)
        case Ending.FAIL:
            return endings.fail(run_id=run_id, attempt=attempt, failure=failure, detail=verdict.detail)
