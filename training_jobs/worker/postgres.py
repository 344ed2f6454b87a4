"""Postgres as a worker sees it: sometimes away, and then worth waiting for."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")
AWAY = (OperationalError, InterfaceError)
RETRY = 0.5

log = structlog.get_logger("training_jobs.worker")


class Reach:
    """Knows since when Postgres has not answered, by this machine's own clock."""

    def __init__(self) -> None:
        self.answered_at = time.monotonic()
        self._again_at = 0.0

    @property
    def worth_a_try(self) -> bool:
        return time.monotonic() >= self._again_at

    def ask(self, question: Callable[[], T]) -> T | None:
        """The answer, or None while Postgres is away."""
        if not self.worth_a_try:
            return None
        try:
            answer = question()
        except AWAY as error:
            if connection.in_atomic_block:
                raise
            connection.close()
            self._again_at = time.monotonic() + RETRY
            log.warning("postgres away", error=type(error).__name__)
            return None
        self.answered_at = time.monotonic()
        return answer
