"""Tries to escape, from inside a process that is sealed like a run. What succeeds makes the worker take no run.

Nothing here leaves the machine: the only address outside is asked for a route, no packet is sent.
"""

import contextlib
import errno
import mmap
import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training_jobs.contract.wording import gettext_noop

SECONDS = 20
NOWHERE = ("192.0.2.1", 9)  # an address that documents may name and nobody has
WORDS = {
    "network": gettext_noop("A run could open a network connection on this machine."),
    "outside": gettext_noop("A run could reach other machines."),
    "sockets": gettext_noop("A run could open a local socket of another program."),
    "read": gettext_noop("A run could read files that are not its own."),
    "runs": gettext_noop("A run could read the folder of another run."),
    "write": gettext_noop("A run could write outside its own folder."),
    "environment": gettext_noop("A run could see the environment of its worker."),
    "file_size": gettext_noop("A run could write a file of any size."),
    "memory": gettext_noop("A run could take any amount of memory."),
    "unfinished": gettext_noop("The test whether a run can escape did not come to its end."),
}


@dataclass(frozen=True)
class Bait:
    """What must stay out of reach; all of it exists and is within reach of the host."""

    port: int
    socket: Path
    secrets: tuple[Path, ...]
    other_run: Path
    forbidden_folders: tuple[Path, ...]
    own_folder: Path
    variable: str
    host: int


def succeeded(bait: Bait) -> list[str]:
    """Names of the attempts that succeeded, keys of WORDS; empty for a tight seal."""
    signal.alarm(SECONDS)
    return [name for name, attempt in ATTEMPTS.items() if attempt(bait)]


def _connects(bait: Bait) -> bool:
    with _refused(), socket.create_connection(("127.0.0.1", bait.port), timeout=2):
        return True
    return False


def _has_a_route(_bait: Bait) -> bool:
    with _refused(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as courier:
        courier.connect(NOWHERE)
        return True
    return False


def _opens_a_socket(bait: Bait) -> bool:
    with _refused(), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(bait.socket))
        return True
    return False


def _reads(bait: Bait) -> bool:
    return any(_can_read(path) for path in bait.secrets)


def _reads_another_run(bait: Bait) -> bool:
    with _refused():
        return bool(os.listdir(bait.other_run))
    return any(_can_read(bait.other_run / name) for name in ("events.jsonl", "spec.json"))


def _writes(bait: Bait) -> bool:
    return any(_can_write(folder / f"escaped-{os.getpid()}") for folder in bait.forbidden_folders)


def _sees_the_environment(bait: Bait) -> bool:
    return bait.variable in os.environ or _can_read(Path(f"/proc/{bait.host}/environ"))


def _writes_a_huge_file(bait: Bait) -> bool:
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if most == resource.RLIM_INFINITY:
        return True
    path = bait.own_folder / "huge"
    with _refused(), path.open("wb") as file:
        os.pwrite(file.fileno(), b"x", most)
        return True
    return False


def _takes_all_memory(_bait: Bait) -> bool:
    most = resource.getrlimit(resource.RLIMIT_DATA)[0]
    if most == resource.RLIM_INFINITY:
        return True
    with _refused(), mmap.mmap(-1, most, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        return True
    return False


ATTEMPTS: dict[str, Callable[[Bait], bool]] = {
    "network": _connects,
    "outside": _has_a_route,
    "sockets": _opens_a_socket,
    "read": _reads,
    "runs": _reads_another_run,
    "write": _writes,
    "environment": _sees_the_environment,
    "file_size": _writes_a_huge_file,
    "memory": _takes_all_memory,
}


def _can_read(path: Path) -> bool:
    with _refused(), path.open("rb") as file:
        file.read(1)
        return True
    return False


def _can_write(path: Path) -> bool:
    with _refused():
        path.write_bytes(b"x")
        path.unlink()
        return True
    return False


@contextlib.contextmanager
def _refused() -> Iterator[None]:
    """An attempt that the system refuses has not succeeded; a secret that is not there proves nothing else."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EMFILE:
            raise
