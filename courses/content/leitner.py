"""Spaced review by boxes: a question that is answered right comes back later, one that is not comes back soon.

S. Leitner, *So lernt man lernen* (Herder, Freiburg 1972): cards move up one box when they are known, and back to the
first when they are not; each box waits longer than the one before. Ours wait 2, 7 and 21 days.
"""

from datetime import timedelta

FIRST = 1
WAITS = {1: timedelta(days=2), 2: timedelta(days=7), 3: timedelta(days=21)}


def box_after(box: int, *, is_right: bool) -> int | None:
    """Where a question goes from a box; None when it leaves the last one, and comes back no more."""
    if not is_right:
        return FIRST
    return box + 1 if box + 1 in WAITS else None
