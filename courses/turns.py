"""Work that is done in short steps, for a moment while somebody waits and then in turns of a worker."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

AT_ONCE = 2.0  # seconds that an author waits for
A_TURN = 20.0  # seconds after which a worker looks for other work

Item = TypeVar("Item")
log = structlog.get_logger("courses.turns")


def step_by_step(step: Callable[[], bool], *, seconds: float | None = None) -> bool:
    """Step after step until one returns False or the time is over; whether something is left that nobody else is at."""
    until = None if seconds is None else time.monotonic() + seconds
    while step():
        if until is not None and time.monotonic() > until:
            return True
    return False


def each_alone(items: Iterable[Item], do: Callable[[Item], int], *, failed: str) -> int:
    """Do it for each, and add up what it returns. One that breaks is told by `failed`, and keeps no other one waiting."""
    done = 0
    for item in list(items):
        try:
            done += do(item)
        except Exception:
            log.exception(failed, of=str(item))
    return done
