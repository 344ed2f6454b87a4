"""What a forked child does before it is a run: its own group, sealed off, no way back."""

import contextlib
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from training_jobs.contract.failures import Failure, explain
from training_jobs.engine import seal
from training_jobs.engine.seal import kernel
from training_jobs.engine.seal.limits import Limits


@dataclass(frozen=True)
class Order:
    """One child: the engine's command line, what it may use, and a folder for its temporary files."""

    argv: list[str]
    limits: Limits
    scratch: Path
    found: seal.Ways


def perform(argv: list[str]) -> int:
    from training_jobs.engine.__main__ import main

    return main(argv)


def run_child(order: Order, *, host: int, work: Callable[[list[str]], int] = perform) -> NoReturn:
    """Become a run and never return; the exit code is the engine's."""
    code = 1
    try:
        os.setsid()
        _end_with(host)
        _reset_signals()
        _redirect(order.argv)
        seal.close(order.argv, order.scratch, order.limits, order.found)
        _end_with(host)  # new credentials have made the kernel forget
        code = work(order.argv)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except seal.NotSealed as error:
        code = explain(Failure.UNSAFE_WORKER).exit_code
        _last_words(f"{error}\n")
    except BaseException:  # a fork must not run its parent's code, whatever happens
        _last_words(traceback.format_exc())
    finally:
        _last_words()
        os._exit(code)


def _last_words(text: str = "") -> None:
    """For DIR/log.txt; on a full disk there are none."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.write(text)
        sys.stderr.flush()


def _end_with(host: int) -> None:
    """Be killed when the host dies (Linux); the run also looks for its parent between steps."""
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != host:
        os._exit(1)


def _reset_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGPIPE):
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
