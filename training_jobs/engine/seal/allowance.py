"""Which files a run may read and write; everything else is out of its sight."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import training_jobs
from training_jobs.contract.catalogue import LIBRARY
from training_jobs.engine.seal.landlock import DEVICE, READ, READ_FILE, WRITE

_CODE = Path(training_jobs.__path__[0])
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
)
# What torch and the run's own measurements ask about the machine; of processes a run sees itself alone.
_MACHINE = (
    *(
        f"/proc/{name}"
        for name in ("cpuinfo", "meminfo", "stat", "loadavg", "filesystems", "devices", "driver")
    ),
    *(f"/sys/{name}" for name in ("devices", "bus/pci", "class", "fs/cgroup", "module/nvidia")),
)
_DEVICES = ("null", "zero", "full", "random", "urandom", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools")


@dataclass(frozen=True)
class Asked:
    """The places that the words of a command line name; absolute paths."""

    spec: Path
    out: Path
    models: Path
    datasets: Path
    resume: tuple[Path, ...]

    @property
    def weights(self) -> Path | None:
        """The trained weights that a grading scores; only a grading's spec is believed."""
        try:
            spec = json.loads(self.spec.read_text(encoding="utf-8"))
            graded = spec.get("weights") if spec.get("task") == "grade" else None
        except (OSError, ValueError, AttributeError):
            return None
        return self.spec.parent / graded if isinstance(graded, str) else None


def asked(argv: Sequence[str]) -> Asked:
    """Read the places out of an engine command line; other words are the engine's to judge."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("spec", type=_absolute)
    parser.add_argument("--out", type=_absolute, required=True)
    parser.add_argument("--models", type=_absolute, default=_absolute(os.devnull))
    parser.add_argument("--datasets", type=_absolute, default=LIBRARY)
    parser.add_argument("--resume", type=_absolute, action="append", default=[])
    found, _rest = parser.parse_known_args(list(argv))
    return Asked(found.spec, found.out, found.models, found.datasets, tuple(found.resume))


def rights(places: Asked, scratch: Path, *, shared_memory: Path | None) -> Iterator[tuple[Path, int]]:
    """Pairs of a path and what may be done with it and all beneath it."""
    for folder in (places.out, scratch, shared_memory):
        if folder is not None:
            yield folder, WRITE
    for path in (places.spec, places.weights, *_with_links(places.models), places.datasets, *places.resume):
        if path is not None:
            yield path, READ
    for path in (*_interpreter(), *map(Path, _SYSTEM), *map(Path, _MACHINE), Path(f"/proc/{os.getpid()}")):
        yield path, READ
    for name in ("contract", "engine", "prompts", "__init__.py"):
        yield _CODE / name, READ
    for device in (*(Path("/dev") / name for name in _DEVICES), *Path("/dev").glob("nvidia[0-9]*")):
        yield device, DEVICE
    yield Path("/proc/sys/vm/overcommit_memory"), READ_FILE


def _interpreter() -> set[Path]:
    """Python and its packages, wherever they lie."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    packages = {word for word in sys.path if word.endswith(("site-packages", "dist-packages"))}
    return {Path(word) for word in prefixes | packages if word not in ("", "/")}


def _with_links(models: Path) -> Iterator[Path]:
    """The models folder, and where links in it lead: an administrator may keep weights on another disk."""
    yield models
    if models.is_dir():
        yield from (entry.resolve() for entry in models.iterdir() if entry.is_symlink())


def _absolute(word: str) -> Path:
    return Path(os.path.abspath(word))
