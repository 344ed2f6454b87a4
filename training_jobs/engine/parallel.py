"""Several processes share each batch: one tells, evaluates, updates and saves; the others only compute gradients.

The leader forks its followers before torch has started a thread. At every step it sends them the weights that are
trained, each takes its share of the rows, and gradients are summed so that the whole batch counts as it would in
one process. Nothing of a run lives in a follower, so a checkpoint is the same with and without them.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, Protocol

from training_jobs.contract.failures import Failure, explain, failure_of_exit
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.data import Encoded
from training_jobs.engine.device import Setting, available_devices, cores, use_device
from training_jobs.engine.halting import Halted, failure_of
from training_jobs.engine.objectives import Objective
from training_jobs.engine.seal import kernel
from training_jobs.engine.sharing import (
    END,
    join,
    next_step,
    send_step,
    send_weights,
    share_of_backward,
    store_in,
)

GRACE = 5.0  # seconds for a process that broke a connection to be seen as ended
MEMBER_ENDED = "Process {number} of {of} that shared the batches ended early. {why}"

Prepare = Callable[[Setting | None], tuple[Assembled, Objective, Iterator[list[Encoded]]]]


class Crew(Protocol):
    """Who computes a batch's gradients."""

    size: int

    def meet(self, run: Assembled) -> None:
        """Wait until every member is ready to compute as `run` does."""

    def backward(self, objective: Objective, rows: Sequence[Encoded], step: int) -> float:
        """Add the gradients of the whole batch to the leader's weights; the loss is the mean over all rows."""


class Alone:
    """One process does it all."""

    size = 1

    def meet(self, run: Assembled) -> None:
        """Nobody to wait for."""

    def backward(self, objective: Objective, rows: Sequence[Encoded], step: int) -> float:
        loss = objective.loss(rows)
        loss.backward()
        return float(loss.detach())


@dataclass
class Leader:
    """The process that its followers were forked from."""

    size: int
    pids: dict[int, int]
    folder: Path
    _trained: list[Any] = field(default_factory=list)

    def meet(self, run: Assembled) -> None:
        """Raises Halted when a follower ended before it was ready."""
        self._trained = run.trainable()
        store = store_in(self.folder, self.size)
        store.set("setting", f"{run.setting.precision} {run.setting.attention}")
        while not store.check([f"ready-{rank}" for rank in self.pids]):
            self._refuse_losses()
            time.sleep(0.02)
        join(self.folder, rank=0, size=self.size)

    def backward(self, objective: Objective, rows: Sequence[Encoded], step: int) -> float:
        import torch

        on = self._trained[0].device
        try:
            send_step(step, on)
            send_weights(self._trained)
            return share_of_backward(objective, rows, self._trained, rank=0, size=self.size)
        except torch.distributed.DistBackendError as error:
            raise self._loss(error) from error
        except RuntimeError as error:
            if "gloo" not in str(error) and "onnection" not in str(error):
                raise
            raise self._loss(error) from error

    def end(self, *, well: bool) -> None:
        """Let the followers go, by word if they listen, and reap them."""
        import torch

        well = well and torch.distributed.is_initialized()
        if well:
            send_step(END, self._trained[0].device)
        for pid in self.pids.values():
            if not well:
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if well:
            torch.distributed.destroy_process_group()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _loss(self, error: Exception) -> Exception:
        """Why the connection broke: the member that ended, once that is seen."""
        until = time.monotonic() + GRACE
        while time.monotonic() < until:
            try:
                self._refuse_losses()
            except Halted as halted:
                return halted
            time.sleep(0.02)
        return error

    def _refuse_losses(self) -> None:
        for rank, pid in list(self.pids.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self.pids[rank]
                code = os.waitstatus_to_exitcode(status)
                failure = failure_of_exit(code if code > 0 else None, signal=-code if code < 0 else None)
                failure = failure or Failure.ENGINE_ERROR
                why = explain(failure).happened
                raise Halted(failure, MEMBER_ENDED.format(number=rank + 1, of=self.size, why=why))


@contextmanager
def crew_of(devices: int, prepare: Prepare) -> Iterator[Crew]:
    """The crew for a run on so many devices. Call it before torch computes anything: threads do not survive a fork.

    `prepare` builds in a follower what the leader builds for itself: model, objective and endless batches.
    """
    if devices == 1:
        yield Alone()
        return
    folder = Path(tempfile.mkdtemp(prefix="crew-"))
    os.environ["OMP_NUM_THREADS"] = str(max(1, cores() // devices))
    leader = Leader(devices, {}, folder)
    for rank in range(1, devices):
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _become_follower(prepare, folder, rank, devices, parent)
        leader.pids[rank] = pid
    well = False
    try:
        _refuse_missing_devices(devices)
        yield leader
        well = True
    finally:
        leader.end(well=well)


def _refuse_missing_devices(devices: int) -> None:
    present = available_devices()
    if present is not None and present < devices:
        raise Halted(Failure.BAD_SPEC, f"The run asks for {devices} GPUs, and this worker has {present}.")


def _become_follower(prepare: Prepare, folder: Path, rank: int, size: int, leader: int) -> NoReturn:
    """Never returns: the leader's code must not run twice."""
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # the leader hears them and decides
        if kernel.LINUX:
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == leader:
            use_device(rank)
            _follow(prepare, folder, rank, size)
        code = 0
    except BaseException as error:
        traceback.print_exc()
        code = explain(failure_of(error)).exit_code
    finally:
        sys.stderr.flush()
        os._exit(code)


def _follow(prepare: Prepare, folder: Path, rank: int, size: int) -> None:
    import torch

    run, objective, batches = prepare(None)
    store = store_in(folder, size)
    precision, attention = store.get("setting").decode().split()
    setting = Setting(precision, attention)
    if setting != run.setting:
        run, objective, batches = prepare(setting)
    store.set(f"ready-{rank}", "yes")
    join(folder, rank=rank, size=size)
    trained, seen, seed = run.trainable(), 0, torch.initial_seed()
    run.model.train()
    while (step := next_step(trained[0].device)) != END:
        for _skipped in range(seen, step):
            rows = next(batches)
        seen = step
        send_weights(trained)
        # By step, so that a resumed run drops out the same; by rank, so that each member drops out its own.
        torch.manual_seed((seed * 1_000_003 + step * 64 + rank) % 2**63)
        share_of_backward(objective, rows, trained, rank=rank, size=size)
        for weight in trained:
            weight.grad = None
