"""How much a run may use."""

import contextlib
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

GIGABYTE, MEGABYTE = 2**30, 2**20
KILL_ME_FIRST = "500"  # when memory runs out the kernel should end a run, not the database


@dataclass(frozen=True)
class Limits:
    """What a run may use. `memory_mb` is what it allocates beyond what the host had; None for no limit."""

    cpu_seconds: int = 3600
    file_bytes: int = 4 * GIGABYTE
    open_files: int = 256
    processes: int = 1024  # threads count; in force where the run has a user namespace of its own
    memory_mb: int | None = None
    gpu_share: float | None = None


def put_in_force(limits: Limits, *, alone: bool) -> None:
    """Set every limit on this process, for good; `alone` when no other process shares its count of processes.

    Memory is limited as data (RLIMIT_DATA), not as address space: torch maps whole model files, and CUDA reserves
    far more than any machine has.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit then fails with EFBIG
    wanted: dict[int, int | None] = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
    }
    if sys.platform == "linux":
        wanted[resource.RLIMIT_NPROC] = limits.processes if alone else None
        wanted[resource.RLIMIT_DATA] = limits.memory_mb and _data_bytes() + limits.memory_mb * MEGABYTE
    for what, most in wanted.items():
        if most is not None:
            _set(what, most)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(KILL_ME_FIRST)


def _set(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # At the soft limit of seconds comes SIGXCPU, which tells of it; at the hard one only SIGKILL.
    grace = 5 if what == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
    resource.setrlimit(what, (allowed, allowed + grace))


def share_gpus(share: float | None) -> None:
    """Let torch take at most `share` of each GPU's memory, once it asks for any: nothing is touched before that."""
    torch = sys.modules.get("torch")
    if share is None or torch is None or not Path("/dev/nvidiactl").exists():
        return

    def limit() -> None:
        for index in range(torch.cuda.device_count()):
            torch.cuda.set_per_process_memory_fraction(share, index)

    torch.cuda._lazy_call(limit)


def _data_bytes() -> int:
    """What this process has allocated already."""
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
