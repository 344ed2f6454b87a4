"""What a forked child does before it is a run: its own group, limits, a clean environment, no way back."""

import ctypes
import os
import resource
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "DATA",
    "OMP_NUM_THREADS",
    "CUDA_VISIBLE_DEVICES",
)
PR_SET_PDEATHSIG = 1
GIGABYTE = 2**30


@dataclass(frozen=True)
class Limits:
    """What a run may use. `memory_bytes` is address space, which torch reserves freely: keep it generous."""

    cpu_seconds: int = 3600
    file_bytes: int = 4 * GIGABYTE
    open_files: int = 256
    memory_bytes: int | None = None


def run_child(argv: list[str], limits: Limits, *, host: int) -> NoReturn:
    """Become a run and never return; the exit code is the engine's."""
    code = 1
    try:
        os.setsid()
        _end_with(host)
        _reset_signals()
        _redirect(argv)
        _limit(limits)
        _clean_environment()
        from training_jobs.engine.__main__ import main

        code = main(argv)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # a fork must not run its parent's code, whatever happens
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with(host: int) -> None:
    """Be killed when the host dies (Linux); the run also looks for its parent between steps."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != host:
        os._exit(1)


def _reset_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


def _redirect(argv: list[str]) -> None:
    """Nothing to read, everything written into DIR/log.txt, and no descriptor of the host left open."""
    out = Path(argv[argv.index("--out") + 1])
    out.mkdir(parents=True, exist_ok=True)
    log = os.open(out / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _limit(limits: Limits) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_AS: limits.memory_bytes,
    }
    for what, most in wanted.items():
        if most is not None:
            hard = resource.getrlimit(what)[1]
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            # At the soft limit of seconds comes SIGXCPU, which tells of it; at the hard one only SIGKILL.
            grace = 5 if what == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
            resource.setrlimit(what, (allowed, allowed + grace))


def _clean_environment() -> None:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", PYTHONHASHSEED="0")
