"""Starts parts, restarts those that fall, and ends everything it started, in order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from lms.up.parts import ROOT, Part

BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
HEALTHY_AFTER = 60.0
KEEP_LOG = 20_000_000
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """On Linux, a part ends when its supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Running:
    """A part with its process and its record of falls."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self.falls = 0
        self.started_at = 0.0
        self.again_at = 0.0


class Supervisor:
    """Keeps parts alive until told to stop. `say` gets one line per event for the person at the terminal."""

    def __init__(self, logs: Path, environment: dict[str, str], say: Callable[[str], None]) -> None:
        self.logs, self.environment, self.say = logs, environment, say
        self.running: list[Running] = []
        self.stopping = False
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, part: Part) -> None:
        running = Running(part)
        self.running.append(running)
        self._launch(running)

    def _launch(self, running: Running) -> None:
        part, log = running.part, self.logs / f"{running.part.name}.log"
        if log.exists() and log.stat().st_size > KEEP_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            running.process = subprocess.Popen(
                part.command,
                cwd=ROOT,
                env=self.environment | part.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=part.account,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        running.started_at = time.monotonic()

    def wait_for(self, name: str, ready: Callable[[], bool], seconds: float) -> None:
        """Return when `ready`; a part that keeps falling or stays silent ends the start with its last words."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if self.stopping:
                raise KeyboardInterrupt
            if time.monotonic() > deadline:
                raise SystemExit(
                    f"{name} did not get ready in {seconds:.0f} s. Its last words:\n{self.last_words(name)}"
                )
            time.sleep(0.05)

    def check(self) -> None:
        """One look at every part: report falls, start again when the back-off is over."""
        now = time.monotonic()
        for running in self.running:
            process = running.process
            if process is not None and process.poll() is not None:
                if now - running.started_at > HEALTHY_AFTER:
                    running.falls = 0
                pause = BACK_OFF[min(running.falls, len(BACK_OFF) - 1)]
                running.falls += 1
                self._end_group(process.pid)  # what it had started would hold its port
                running.process, running.again_at = None, now + pause
                self.say(
                    f"{running.part.name} ended ({ending(process.returncode)}); starting it again in {pause:g} s"
                )
                self.say(self.last_words(running.part.name))
            elif process is None and now >= running.again_at and not self.stopping:
                self._launch(running)

    def last_words(self, name: str, lines: int = 5) -> str:
        log = self.logs / f"{name}.log"
        if not log.exists():
            return "  (nothing)"
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4000))
            tail = file.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join(f"  | {line}" for line in tail) or "  (nothing)"

    def stop(self) -> None:
        """End the stages from last to first; within a stage all at once, each asked first and then made to."""
        self.stopping = True
        for stage in sorted({running.part.stage for running in self.running}, reverse=True):
            self._stop_all(running for running in self.running if running.part.stage == stage)

    def _stop_all(self, stage: Iterable[Running]) -> None:
        alive = [running for running in stage if running.process and running.process.poll() is None]
        for running in alive:
            self._signal(running, signal.SIGINT if running.part.name == "postgres" else signal.SIGTERM)
        deadline = time.monotonic() + max((running.part.grace for running in alive), default=0)
        for running in alive:
            process = running.process
            assert process is not None
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            self._end_group(process.pid)
            process.wait()

    def _signal(self, running: Running, number: signal.Signals) -> None:
        if running.process and running.process.poll() is None:
            running.process.send_signal(number)

    def _end_group(self, leader: int) -> None:
        try:
            os.killpg(leader, signal.SIGKILL)
        except ProcessLookupError:
            return


def ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
