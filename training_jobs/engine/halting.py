"""Reasons for a run to end early: asked to leave or to stop, orphaned, or failed in a way that has a name."""

import errno
import os
import signal
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from types import FrameType

from training_jobs.contract.datasets import DatasetUnreadable
from training_jobs.contract.failures import Failure
from training_jobs.engine.models import ModelMissing


class Halted(Exception):
    """The run cannot go on; `failure` names why and `detail` is one sentence for the person who asked."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


class Wish(Enum):
    """What whoever started the run wants of it after the present step."""

    GO_ON = "go on"
    LEAVE = "save a checkpoint and leave"
    KEEP = "stop, and keep what was learned"


Wishes = Callable[[], Wish]


def go_on() -> Wish:
    """Nobody wants anything."""
    return Wish.GO_ON


class StopSwitch:
    """The wish that signals told: TERM to leave, USR1 or INT to stop and keep.

    The last wish counts. A run whose parent process is gone leaves: nobody would read the rest.
    """

    def __init__(self) -> None:
        self._wish = Wish.GO_ON
        self._parent = os.getppid()

    def listen(self) -> None:
        signal.signal(signal.SIGTERM, self._leave)
        signal.signal(signal.SIGUSR1, self._keep)
        signal.signal(signal.SIGINT, self._keep)

    def __call__(self) -> Wish:
        return self._wish if os.getppid() == self._parent else Wish.LEAVE

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self._wish = Wish.LEAVE

    def _keep(self, number: int, frame: FrameType | None) -> None:
        self._wish = Wish.KEEP


def failure_of(error: BaseException) -> Failure:
    """Which name an exception of the engine has in the vocabulary."""
    if isinstance(error, Halted):
        return error.failure
    if isinstance(error, ModelMissing):
        return Failure.MODEL_MISSING
    if isinstance(error, DatasetUnreadable):
        return Failure.DATASET_MISSING
    if lacks_space(error):
        return Failure.NO_SPACE
    if isinstance(error, MemoryError) or _is_memory_message(str(error)):
        return Failure.OUT_OF_MEMORY
    return Failure.ENGINE_ERROR


def lacks_space(error: BaseException) -> bool:
    """Whether something could not be written because a disk, a quota or the file-size limit is full.

    The safetensors library writes by itself and gives the number of the system's error in its words only.
    """
    numbers = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if isinstance(error, OSError) and error.errno in numbers:
        return True
    return any(f"(os error {number})" in str(error) for number in numbers)


def ensure_folder(path: Path, failure: Failure, detail: str) -> Path:
    """`path` if it is a folder, else Halted."""
    if not path.is_dir():
        raise Halted(failure, detail)
    return path


def _is_memory_message(message: str) -> bool:
    lowered = message.lower()
    # The last is the system's own (ENOMEM), as libraries in Rust and C++ pass it on.
    hints = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")
    return any(hint in lowered for hint in hints)
