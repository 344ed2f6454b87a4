"""When each waiting run will start, by playing the queue forward with what is known of how long runs take."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from training_jobs.models import WorkerNode
from training_jobs.queue.places import Needs, fits


@dataclass(frozen=True)
class Job:
    """A waiting run. `seconds` is how long it is expected to take, None when nobody knows."""

    id: int
    owner: int
    seconds: float | None
    at_once: int | None
    needs: Needs


@dataclass
class Seat:
    """A node with the runs on it, as (seconds left, memory in MB). Runs start in order: none overtakes."""

    node: WorkerNode
    busy: list[tuple[float | None, int]]
    ends: list[tuple[float, int]] = field(init=False)
    last_start: float = 0.0

    def __post_init__(self) -> None:
        self.ends = [(math.inf if left is None else left, memory) for left, memory in self.busy]

    def earliest(self, job: Job, after: float) -> float:
        """The first moment from `after` on with a free slot and enough free memory; infinite if never."""
        moments = sorted({end for end, _memory in self.ends})
        for moment in (max(self.last_start, after, at) for at in [0.0, *moments]):
            running = [memory for end, memory in self.ends if end > moment]
            room = not self.node.memory_mb or sum(running) + job.needs.memory_mb <= self.node.memory_mb
            if len(running) < self.node.slots and room:
                return moment
        return math.inf

    def take(self, job: Job, at: float, until: float) -> None:
        self.last_start = at
        self.ends = [(end, memory) for end, memory in self.ends if end > at] + [(until, job.needs.memory_mb)]


def starts(
    seats: Sequence[Seat], jobs: Sequence[Job], own: Mapping[int, Sequence[float | None]]
) -> dict[int, float | None]:
    """Seconds until each job starts, the jobs in their order; None from where somebody's length is unknown.

    `own` are the seconds left of each owner's runs at work, which count against what they may run at once.
    """
    told: dict[int, float | None] = {}
    mine = {owner: [math.inf if left is None else left for left in lefts] for owner, lefts in own.items()}
    for job in jobs:
        ends = mine.setdefault(job.owner, [])
        begin, seat = _first(seats, job, _free_from(ends, job.at_once))
        told[job.id] = begin if math.isfinite(begin) else None
        if seat is not None and math.isfinite(begin):
            until = math.inf if job.seconds is None else begin + job.seconds
            seat.take(job, begin, until)
            ends.append(until)
    return told


def _first(seats: Sequence[Seat], job: Job, after: float) -> tuple[float, Seat | None]:
    able = [
        (seat.earliest(job, after), index) for index, seat in enumerate(seats) if fits(seat.node, job.needs)
    ]
    if not able:
        return math.inf, None
    begin, index = min(able)
    return begin, seats[index]


def _free_from(ends: list[float], at_once: int | None) -> float:
    """When the owner may start one more."""
    if at_once is None or len(ends) < at_once:
        return 0.0
    return sorted(ends, reverse=True)[at_once - 1] if at_once else math.inf
