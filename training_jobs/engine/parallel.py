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
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn, Protocol

from training_jobs.contract.failures import Failure, explain, failure_of_exit
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.data import Encoded
from training_jobs.engine.device import Setting, available_devices, cores, use_device
from training_jobs.engine.halting import Halted, failure_of
from training_jobs.engine.objectives import Objective
from training_jobs.engine.seal import kernel

CHUNK = 2**23  # numbers sent at once
PATIENCE = timedelta(hours=24)  # a follower waits while the leader evaluates
GRACE = 5.0  # seconds for a process that broke a connection to be seen as ended
END = -1
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
        import torch

        self._trained = run.trainable()
        store = _store(self.folder, self.size)
        store.set("setting", f"{run.setting.precision} {run.setting.attention}")
        while not store.check([f"ready-{rank}" for rank in self.pids]):
            self._refuse_losses()
            time.sleep(0.02)
        _join(self.folder, rank=0, size=self.size)
        torch.distributed.barrier()

    def backward(self, objective: Objective, rows: Sequence[Encoded], step: int) -> float:
        import torch

        on = self._trained[0].device
        try:
            torch.distributed.broadcast(torch.tensor([step], device=on), 0)
            _send_weights(self._trained)
            return _share_of_backward(objective, rows, self._trained, rank=0, size=self.size)
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
            torch.distributed.broadcast(torch.tensor([END], device=self._trained[0].device), 0)
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
    store = _store(folder, size)
    precision, attention = store.get("setting").decode().split()
    setting = Setting(precision, attention)
    if setting != run.setting:
        run, objective, batches = prepare(setting)
    store.set(f"ready-{rank}", "yes")
    _join(folder, rank=rank, size=size)
    torch.distributed.barrier()
    trained, seen, seed = run.trainable(), 0, torch.initial_seed()
    run.model.train()
    while (step := _next_step(trained[0].device)) != END:
        for _skipped in range(seen, step):
            rows = next(batches)
        seen = step
        _send_weights(trained)
        # By step, so that a resumed run drops out the same; by rank, so that each member drops out its own.
        torch.manual_seed((seed * 1_000_003 + step * 64 + rank) % 2**63)
        _share_of_backward(objective, rows, trained, rank=rank, size=size)
        for weight in trained:
            weight.grad = None


def _next_step(on: Any) -> int:
    import torch

    word = torch.zeros(1, dtype=torch.long, device=on)
    torch.distributed.broadcast(word, 0)
    return int(word)


def _share_of_backward(
    objective: Objective, rows: Sequence[Encoded], trained: Sequence[Any], *, rank: int, size: int
) -> float:
    """The gradients of this member's rows, summed into the leader's; the leader's answer is the whole loss."""
    import torch

    own = rows[rank::size]
    loss = torch.zeros((), device=trained[0].device)
    if own:
        part = objective.loss(own) * (len(own) / len(rows))
        part.backward()
        loss = part.detach()
    torch.distributed.reduce(loss, 0)
    for chunk in _chunks(trained):
        summed = torch.cat([_gradient(weight).flatten() for weight in chunk])
        torch.distributed.reduce(summed, 0)
        for weight, gradient in zip(chunk, _cut(summed, chunk), strict=True):
            weight.grad = gradient
    return float(loss)


def _send_weights(trained: Sequence[Any]) -> None:
    """From the leader to all."""
    import torch

    with torch.no_grad():
        for chunk in _chunks(trained):
            sent = torch.cat([weight.flatten() for weight in chunk])
            torch.distributed.broadcast(sent, 0)
            for weight, value in zip(chunk, _cut(sent, chunk), strict=True):
                weight.copy_(value)


def _gradient(weight: Any) -> Any:
    import torch

    return torch.zeros_like(weight) if weight.grad is None else weight.grad


def _chunks(trained: Sequence[Any]) -> Iterator[list[Any]]:
    held: list[Any] = []
    for weight in trained:
        if held and sum(one.numel() for one in held) + weight.numel() > CHUNK:
            yield held
            held = []
        held.append(weight)
    yield held


def _cut(flat: Any, chunk: Sequence[Any]) -> Iterator[Any]:
    pieces = flat.split([weight.numel() for weight in chunk])
    for weight, piece in zip(chunk, pieces, strict=True):
        yield piece.view_as(weight)


def _store(folder: Path, size: int) -> Any:
    import torch.distributed

    return torch.distributed.FileStore(str(folder / "members"), size)


def _join(folder: Path, *, rank: int, size: int) -> None:
    """Meet over loopback alone: a sealed run has no other network."""
    import torch

    loopback = "lo0" if sys.platform == "darwin" else "lo"
    os.environ.update(GLOO_SOCKET_IFNAME=loopback, NCCL_SOCKET_IFNAME=loopback)
    torch.distributed.init_process_group(
        "nccl" if torch.cuda.is_available() else "gloo",
        init_method=f"file://{folder}/meeting",
        rank=rank,
        world_size=size,
        timeout=PATIENCE,
    )
