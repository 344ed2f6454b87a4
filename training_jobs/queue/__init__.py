"""Who is next, and what everybody else is waiting for. Postgres decides; see `order` for what is fair."""

from training_jobs.queue.board import Board, board
from training_jobs.queue.claiming import Claimed, claim
from training_jobs.queue.waiting import Waiting, position, starts_in, waiting, waiting_reason

__all__ = [
    "Board",
    "Claimed",
    "Waiting",
    "board",
    "claim",
    "position",
    "starts_in",
    "waiting",
    "waiting_reason",
]
