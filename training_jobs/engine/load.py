"""How much of the machine a run uses: memory, and the share of its processors or its GPU."""

import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

EVERY = 0.25  # seconds between two looks; a step takes the last one
MEGABYTE = 2**20


class LoadMeter:
    """Metrics `memory_mb` (MiB) and `load` (0 to 1), at a cost of microseconds a step.

    On a CPU: resident memory of this process, and its share of the cores that it may use since the last look.
    On a GPU: the peak of what torch allocated there, and the utilisation that the driver tells, where it does.
    """

    def __init__(self, device: str = "cpu", clock: Callable[[], float] = time.monotonic) -> None:
        self._device, self._clock = device, clock
        self._cores = _cores()
        self._looked_at, self._worked = clock(), time.process_time()
        self._latest: dict[str, float] = {}

    def metrics(self) -> dict[str, float]:
        """The latest look; a fresh one when it is due."""
        now = self._clock()
        if not self._latest or now - self._looked_at >= EVERY:
            self._latest = {"memory_mb": round(self._memory(), 1), **self._load(now)}
            self._looked_at, self._worked = now, time.process_time()
        return self._latest

    def _memory(self) -> float:
        if self._device == "cuda":
            import torch

            return float(torch.cuda.max_memory_allocated()) / MEGABYTE
        return resident_bytes() / MEGABYTE

    def _load(self, now: float) -> dict[str, float]:
        if self._device == "cuda":
            return _gpu_load()
        spent = now - self._looked_at
        if spent <= 0:
            return {}
        return {"load": round(min(1.0, (time.process_time() - self._worked) / spent / self._cores), 3)}


def resident_bytes() -> int:
    """Memory of this process that is in RAM; where the system does not tell, the most that it ever was."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def _cores() -> int:
    affinity: Any = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _gpu_load() -> dict[str, float]:
    """Nothing where the driver's Python library is absent or refuses."""
    import torch

    try:
        return {"load": round(torch.cuda.utilization() / 100, 3)}
    except Exception:  # the library raises its own kinds, which need not exist here
        return {}
