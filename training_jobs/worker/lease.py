"""The lease of an attempt: renewed by the database's clock, watched by our own."""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection

from training_jobs.moves import Fenced
from training_jobs.states import State

ALONE = 300.0  # seconds a child may train without Postgres; fencing keeps a late return harmless

RENEW = """
UPDATE training_jobs_run SET lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(run)s AND attempt = %(attempt)s AND state IN ('starting', 'running', 'stopping')
RETURNING state
"""
LOOK = """
SELECT state FROM training_jobs_run
WHERE id = %(run)s AND attempt = %(attempt)s AND state IN ('starting', 'running', 'stopping')
"""


def renew(run_id: int, attempt: int) -> State:
    """Hold on to the run and hear the state it is in; raises Fenced when it is ours no more."""
    return _state(RENEW, {"run": run_id, "attempt": attempt, "lease": settings.LEASE_SECONDS})


def look(run_id: int, attempt: int) -> State:
    """Only hear the state; raises Fenced as well."""
    return _state(LOOK, {"run": run_id, "attempt": attempt})


def _state(statement: str, values: dict[str, int]) -> State:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        raise Fenced(f"Attempt {values['attempt']} of run {values['run']} is over.")
    return State(row[0])


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
