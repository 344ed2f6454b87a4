"""The one range of bytes that a browser asks for, as videos are played (RFC 9110, 14.1.2 and 14.2)."""

import re
from dataclasses import dataclass

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Unsatisfiable(ValueError):
    """The range begins behind the end."""


@dataclass(frozen=True)
class Span:
    """From `start` up to, not including, `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        return self.stop - self.start


def asked_span(header: str, size: int) -> Span | None:
    """What a Range header asks of `size` bytes; None for all of them, as for anything that is not one plain range.

    Raises `Unsatisfiable`.
    """
    found = RANGE.fullmatch(header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        span = Span(max(0, size - int(found[2])), size)
    else:
        start, last = int(found[1]), int(found[2]) if found[2] else size - 1
        if found[2] and last < start:
            return None
        span = Span(start, min(last + 1, size))
    if span.length <= 0:
        raise Unsatisfiable
    return span
