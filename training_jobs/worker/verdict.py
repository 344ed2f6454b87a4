"""Decides how an attempt ended from what was asked of it, what its process did, and what it said last."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from training_jobs.contract.failures import Failure, failure_of_exit
from training_jobs.worker.host import Ended


class Asked(StrEnum):
    """Why the supervisor wants the child to end; NOTHING while it may go on."""

    NOTHING = "nothing"
    CANCEL = "cancel"
    TIME_LIMIT = "time limit"
    LEAVE = "leave"


class Ending(StrEnum):
    """The five ways out; each is a function of `training_jobs.endings`."""

    FINISH = "finish"
    STOP = "stop"
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
        return Verdict(Ending.STOP)
    if asked is Asked.LEAVE:
        return Verdict(Ending.RELEASE)
    if asked is Asked.TIME_LIMIT:
        return Verdict(Ending.FAIL, Failure.TIME_LIMIT)
    if ended.host_lost:
        return Verdict(Ending.LOSE, Failure.KILLED, "The engine host ended.")
    if failure in (Failure.KILLED, Failure.STOPPED):
        return Verdict(Ending.LOSE, Failure.KILLED, _how(ended))
    return Verdict(Ending.FAIL, _said(last_words) or failure, str(last_words.get("message") or ""))


def _how(ended: Ended) -> str:
    return f"signal {ended.signal}" if ended.signal is not None else f"exit code {ended.exit}"


def _said(last_words: dict[str, Any]) -> Failure | None:
    try:
        return Failure(str(last_words.get("code")))
    except ValueError:
        return None
