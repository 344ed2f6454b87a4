"""What the processes of a run say to each other: weights go out, summed gradients come back.

Members meet through a file and talk over loopback alone, since a sealed run has no other network.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from training_jobs.engine.data import Encoded
from training_jobs.engine.objectives import Objective

CHUNK = 2**23  # numbers sent at once
PATIENCE = timedelta(hours=24)  # a follower waits while the leader evaluates
END = -1


def send_step(step: int, on: Any) -> None:
    """The leader says which step comes next, or END."""
    import torch

    torch.distributed.broadcast(torch.tensor([step], device=on), 0)


def next_step(on: Any) -> int:
    """What the leader says."""
    import torch

    word = torch.zeros(1, dtype=torch.long, device=on)
    torch.distributed.broadcast(word, 0)
    return int(word)


def share_of_backward(
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


def send_weights(trained: Sequence[Any]) -> None:
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


def store_in(folder: Path, size: int) -> Any:
    import torch.distributed

    return torch.distributed.FileStore(str(folder / "members"), size)


def join(folder: Path, *, rank: int, size: int) -> None:
    """Become member `rank` of `size`; returns when all are there."""
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
    torch.distributed.barrier()
