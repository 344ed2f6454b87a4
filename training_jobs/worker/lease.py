"""The lease of an attempt: renewed by the database's clock, watched by our own."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from training_jobs.models import Wish
from training_jobs.moves import Fenced
from training_jobs.states import State

ALONE = 300.0  # seconds a child may train without Postgres; fencing keeps a late return harmless

RENEW = """
UPDATE training_jobs_run SET lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(run)s AND attempt = %(attempt)s AND state IN ('starting', 'running', 'pausing', 'stopping')
RETURNING state, wish
"""
LOOK = """
SELECT state, wish FROM training_jobs_run
WHERE id = %(run)s AND attempt = %(attempt)s AND state IN ('starting', 'running', 'pausing', 'stopping')
"""


@dataclass(frozen=True)
class Heard:
    """What Postgres says of a run that is still ours."""

    state: State
    wish: Wish


def renew(run_id: int, attempt: int) -> Heard:
    """Hold on to the run and hear what is wished of it; raises Fenced when it is ours no more."""
    return _heard(RENEW, {"run": run_id, "attempt": attempt, "lease": settings.LEASE_SECONDS})


def look(run_id: int, attempt: int) -> Heard:
    """Only hear; raises Fenced as well."""
    return _heard(LOOK, {"run": run_id, "attempt": attempt})


def _heard(statement: str, values: dict[str, int]) -> Heard:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        raise Fenced(f"Attempt {values['attempt']} of run {values['run']} is over.")
    return Heard(State(row[0]), Wish(row[1]))


class Lifeline:
    """Ends the child from a thread of its own when Postgres has been silent too long, even if a query hangs."""

    def __init__(
        self, answered_at: Callable[[], float], end: Callable[[], None], alone: float = ALONE
    ) -> None:
        self._answered_at, self._end, self._alone = answered_at, end, alone
        self._over = threading.Event()
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def let_go(self) -> None:
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            if time.monotonic() - self._answered_at() > self._alone:
                self._end()
                return
