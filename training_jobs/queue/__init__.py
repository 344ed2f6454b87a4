"""Who is next, and what everybody else is waiting for. Postgres decides; see `order` for what is fair."""

from training_jobs.queue.board import Board, board
from training_jobs.queue.claiming import Claimed, claim
from training_jobs.queue.silence import patience, silence, silent_for, with_lease_left
from training_jobs.queue.waiting import Waiting, position, starts_in, waiting, waiting_reason

__all__ = [
    "Board",
    "Claimed",
    "Waiting",
    "board",
    "claim",
    "patience",
    "position",
    "silence",
    "silent_for",
    "starts_in",
    "waiting",
    "waiting_reason",
    "with_lease_left",
]
