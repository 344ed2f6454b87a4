"""Client of the warm engine host: a process that has loaded the libraries and forks one sealed child per run.

There is one host at a time, and a second one only while it takes the first one's place: a host that has grown or
served many runs is replaced between two runs, when its successor is ready. A host through whose seal a child could
escape starts no run (see `trouble`).
"""

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from training_jobs.contract.failures import Failure, explain
from training_jobs.engine.escapes import WORDS
from training_jobs.worker.homes import remove_stale
from training_jobs.worker.warm import Ended, Warm, clean_environment, cores

__all__ = ["COMMAND", "Ended", "Host", "Share", "Wear", "clean_environment", "cores"]

COMMAND = (sys.executable, "-m", "training_jobs.engine.host")
BACK_OFF = 3.0
# What a run allocates beyond its estimate before it is ended: arenas of the allocator, caches, the evaluation.
SLACK, SLACK_MB = 1.25, 512
REMEMBERED = 15  # runs whose end may still be asked for

log = structlog.get_logger("training_jobs.worker")


@dataclass(frozen=True)
class Wear:
    """When a host is replaced: after `runs`, or once it has grown by `share` of its size at the start plus `mb`."""

    runs: int = 200
    share: float = 0.25
    mb: float = 64

    def reached(self, warm: Warm) -> bool:
        at_start = float(warm.about.get("rss_mb", 0))
        return len(warm.asked) >= self.runs or warm.rss_mb > at_start * (1 + self.share) + self.mb


@dataclass(frozen=True)
class Share:
    """What each run may use where its own estimate does not say: memory, and a part of each GPU."""

    memory_mb: int | None = None
    gpu: float | None = None
    estimated: bool = True  # on a GPU the estimate is of its memory, not of this machine's


class Host:
    """The warm host of one slot. `root` is where the code lies; the child sees nothing else of our environment.

    `unsealed` lets runs start although a child could escape: for systems that offer no sandbox, by the operator's word.
    """

    def __init__(
        self,
        root: Path,
        command: Sequence[str] = COMMAND,
        *,
        unsealed: bool = False,
        wear: Wear | None = None,
        share: Share | None = None,
    ) -> None:
        self.root, self.command, self.unsealed = root, list(command), unsealed
        self.wear, self.share = wear or Wear(), share or Share()
        self._changed = threading.Condition()
        self._now: Warm | None = None
        self._next: Warm | None = None
        self._of: dict[str, Warm] = {}
        self._refused: set[str] = set()
        self._started_at = -BACK_OFF

    @property
    def alive(self) -> bool:
        return self._now is not None and self._now.alive

    @property
    def ready(self) -> bool:
        return self._now is not None and self._now.ready

    @property
    def about(self) -> dict[str, Any]:
        """What the present host told when it was ready."""
        return self._now.about if self._now else {}

    @property
    def escapes(self) -> list[str]:
        """Sentences that say what a run could reach; one that was never tested counts as one that can."""
        if not self.ready:
            return []
        found = self.about.get("seal", {}).get("escapes", ["unfinished"])
        return [WORDS.get(name, name) for name in found]

    @property
    def trouble(self) -> str:
        """Why no run may start, a sentence a line; "" when fine, or when the operator allows it."""
        return "" if self.unsealed else "\n".join(self.escapes)

    def ensure(self) -> None:
        """Start the host where there is none, not more often than every BACK_OFF seconds, or its successor."""
        with self._changed:
            self._succeed()
            worn = self._now is not None and self._now.ready and self.wear.reached(self._now)
            if (self.alive and (not worn or self._next)) or time.monotonic() - self._started_at < BACK_OFF:
                return
            self._started_at = time.monotonic()
            if self.alive:
                log.info("engine host is replaced", runs=len(self._now.asked), rss_mb=self._now.rss_mb)  # type: ignore[union-attr]
                self._next = Warm(self.command, self.root, self._changed)
            else:
                remove_stale()
                self._discard(self._now)
                self._now = Warm(self.command, self.root, self._changed)

    def start(
        self,
        key: str,
        argv: Sequence[str],
        *,
        seconds: int,
        memory_mb: int | None = None,
        out: Path | None = None,
    ) -> None:
        """Ask for a child that may compute for `seconds` on every core; `ended(key)` tells when it has gone.

        `memory_mb` is what it is expected to need; `out` must be the folder that `argv` names with --out, the only
        one in which the child can write.
        """
        if out is not None and str(out) not in argv:
            raise ValueError("A run writes where its --out says.")
        with self._changed:
            self._succeed()
            warm = self._now
            if warm is None or self.trouble:
                self._refused.add(key)
                return
            warm.asked.add(key)
            self._of = dict([*self._of.items()][-REMEMBERED:]) | {key: warm}
        limits = {
            "cpu_seconds": seconds * cores(),
            "memory_mb": self._memory(memory_mb),
            "gpu_share": self.share.gpu,
        }
        warm.say({"start": key, "argv": list(argv), "limits": limits}, key)

    def kill(self, key: str, name: str) -> None:
        """Send TERM, USR1 or KILL to the child's whole group."""
        if warm := self._of.get(key):
            warm.say({"kill": key, "signal": name}, key)

    def ended(self, key: str) -> Ended | None:
        with self._changed:
            if key in self._refused:
                return Ended(explain(Failure.UNSAFE_WORKER).exit_code, None)
            warm = self._of.get(key)
            return warm.ended(key) if warm else Ended(None, None, host_lost=True)

    def wait(self, seconds: float) -> None:
        """Sleep until the host has said something, at most `seconds`."""
        with self._changed:
            self._changed.wait(seconds)

    def close(self) -> None:
        """End the host and all its children."""
        ours, self._now, self._next = (self._now, self._next), None, None
        for warm in ours:
            if warm is not None:
                warm.close()

    def _succeed(self) -> None:
        """Let the successor take over once it is ready and no child needs the present host."""
        if self._next is None:
            return
        if not self._next.alive:
            self._discard(self._next)
            self._next = None
        elif self._now is None or not self._now.alive or (self._next.ready and self._now.idle):
            self._discard(self._now)
            self._now, self._next = self._next, None

    def _discard(self, warm: Warm | None) -> None:
        if warm is not None:
            threading.Thread(target=warm.close, name="engine host ends").start()

    def _memory(self, expected: int | None) -> int | None:
        if expected and self.share.estimated:
            return int(expected * SLACK) + SLACK_MB
        return self.share.memory_mb
