"""Decides how an attempt ended from what was asked of it, what its process did, and what it said last."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from training_jobs.contract.failures import Failure, failure_of_exit
from training_jobs.worker.host import Ended


class Asked(IntEnum):
    """What the supervisor wants of the child, the more urgent the higher; NOTHING while it may go on."""

    NOTHING = 0
    PAUSE = 1
    LEAVE = 2
    KEEP = 3
    TIME_LIMIT = 4
    CANCEL = 5


SIGNALS = {
    Asked.PAUSE: "TERM",
    Asked.LEAVE: "TERM",
    Asked.KEEP: "USR1",
    Asked.TIME_LIMIT: "USR1",
    Asked.CANCEL: "KILL",
}


class Ending(StrEnum):
    """The ways out; each is a function of `training_jobs.endings`."""

    FINISH = "finish"
    KEEP = "keep"
    PAUSE = "pause"
    CANCEL = "cancel"
    FAIL = "fail"
    LOSE = "lose"
    RELEASE = "release"


@dataclass(frozen=True)
class Verdict:
    ending: Ending
    failure: Failure | None = None
    detail: str = ""


def judge(ended: Ended, asked: Asked, last_words: dict[str, Any]) -> Verdict:
    """`last_words` is the data of the engine's closing state event, empty when it had no time for one.

    A run that came to its end counts as finished, whatever was asked of it meanwhile.
    """
    failure = failure_of_exit(ended.exit, signal=ended.signal)
    if failure is None:
        return Verdict(Ending.FINISH)
    if asked is Asked.CANCEL:
        return Verdict(Ending.CANCEL)
    if asked is Asked.TIME_LIMIT:
        return Verdict(Ending.FAIL, Failure.TIME_LIMIT)
    if asked is Asked.KEEP and failure is Failure.STOPPED:
        return Verdict(Ending.KEEP)
    if ended.host_lost:
        return _gone(asked, "The engine host ended.")
    if failure in (Failure.KILLED, Failure.STOPPED, Failure.INTERRUPTED):
        return _gone(asked, _how(ended), left=failure is Failure.INTERRUPTED)
    if failure is Failure.UNSAFE_WORKER:  # another worker, or this one once it is mended, may take it
        return Verdict(Ending.LOSE, failure)
    named = _said(last_words) or failure
    ending = Ending.PAUSE if named is Failure.NO_SPACE else Ending.FAIL
    return Verdict(ending, named, str(last_words.get("message") or ""))


def _gone(asked: Asked, how: str, *, left: bool = False) -> Verdict:
    """The process is gone without a result: as it was asked to, or because something ended it."""
    if asked is Asked.PAUSE:
        return Verdict(Ending.PAUSE)
    if asked is Asked.LEAVE or (left and asked is not Asked.NOTHING):
        return Verdict(Ending.RELEASE)
    return Verdict(Ending.LOSE, Failure.KILLED, how)


def _how(ended: Ended) -> str:
    return f"signal {ended.signal}" if ended.signal is not None else f"exit code {ended.exit}"


def _said(last_words: dict[str, Any]) -> Failure | None:
    try:
        return Failure(str(last_words.get("code")))
    except ValueError:
        return None
