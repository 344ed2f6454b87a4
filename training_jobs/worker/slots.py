"""What the slots of one worker tell each other: a page of shared memory, made before the pool forks.

A worker is one node however many slots it has, so whichever slot announces it speaks for all of them.
"""

import json
import mmap
from typing import Any

from billiard.process import current_process

MOST, ROOM = 64, 4096


class Slots:
    """One record a slot; a slot writes its own only."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, MOST * ROOM)

    def tell(self, slot: int, **told: Any) -> None:
        text = json.dumps(told).encode()[:ROOM]
        self._page[slot * ROOM : (slot + 1) * ROOM] = text.ljust(ROOM, b"\0")

    def all(self) -> list[dict[str, Any]]:
        """What each slot said last; a record that is being written is left out, the next beat has it."""
        records = (self._page[slot * ROOM : (slot + 1) * ROOM].rstrip(b"\0") for slot in range(MOST))
        return [told for record in records if record and (told := _read(record))]


def slot_index() -> int:
    """Which slot of the pool this process is; 0 outside a pool."""
    return min(MOST - 1, getattr(current_process(), "index", 0) or 0)


def together(told: list[dict[str, Any]]) -> dict[str, Any]:
    """Ready when a slot is; in trouble when any is."""
    troubles = dict.fromkeys(line for one in told for line in one["trouble"].splitlines())
    about: dict[str, Any] = next((one["isolation"] for one in told if one["isolation"]), {})
    return {
        "ready": any(one["ready"] for one in told),
        "trouble": "\n".join(troubles),
        "isolation": about,
        "at_work": any(one["at_work"] for one in told),
    }


def _read(record: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(record)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
