"""How long what somebody gives at a quiz still counts, as its page counts it down."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.models import QuizAttempt

CLOCK_SHOWS = timedelta(hours=2)
"""A clock that counts days down tells nobody anything."""


@dataclass(frozen=True)
class Clock:
    """`seconds` are what is left until `end`, never below 0."""

    end: datetime
    seconds: int

    @property
    def shows(self) -> bool:
        return self.seconds <= CLOCK_SHOWS.total_seconds()

    @property
    def minutes(self) -> str:
        """As the clock of the page writes it."""
        minutes, seconds = divmod(self.seconds, 60)
        return f"{minutes}:{seconds:02d}"


def of_attempt(attempt: QuizAttempt) -> Clock | None:
    """Of an open attempt with a deadline."""
    if not attempt.is_open or attempt.deadline is None or attempt.left is None:
        return None
    return Clock(attempt.deadline, max(0, round(attempt.left)))


def until_closing(closes: datetime | None, now: datetime | None) -> Clock | None:
    """Before an attempt begins with the first answer: it ends when the quiz closes.

    Rounded up, so that a page which asks at the end for the quiz finds it closed.
    """
    if closes is None or now is None:
        return None
    return Clock(closes, max(0, math.ceil((closes - now).total_seconds())))
