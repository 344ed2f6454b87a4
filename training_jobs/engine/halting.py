"""Reasons for a run to end early: asked to stop, orphaned, or failed in a way that has a name."""

import errno
import os
import signal
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


class StopSwitch:
    """True once SIGTERM or SIGINT came, or the parent process is gone: nobody would read the rest."""

    def __init__(self) -> None:
        self._asked = False
        self._parent = os.getppid()

    def listen(self) -> None:
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def __call__(self) -> bool:
        return self._asked or os.getppid() != self._parent

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True


def failure_of(error: BaseException) -> Failure:
    """Which name an exception of the engine has in the vocabulary."""
    if isinstance(error, Halted):
        return error.failure
    if isinstance(error, ModelMissing):
        return Failure.MODEL_MISSING
    if isinstance(error, DatasetUnreadable):
        return Failure.DATASET_MISSING
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Failure.NO_SPACE
    if isinstance(error, MemoryError) or _is_memory_message(str(error)):
        return Failure.OUT_OF_MEMORY
    return Failure.ENGINE_ERROR


def ensure_folder(path: Path, failure: Failure, detail: str) -> Path:
    """`path` if it is a folder, else Halted."""
    if not path.is_dir():
        raise Halted(failure, detail)
    return path


def _is_memory_message(message: str) -> bool:
    lowered = message.lower()
    return any(hint in lowered for hint in ("out of memory", "can't allocate memory", "not enough memory"))
