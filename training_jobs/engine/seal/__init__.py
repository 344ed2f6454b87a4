"""Seals a process off before it becomes a run: what it may see, reach and use. Called in a child, never in the host.

`ways()` finds out once, in the host, what this machine allows; `close()` then puts all of that in force or raises,
so that no child is sealed less than the one that tried to escape (see `training_jobs.engine.escapes`).
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training_jobs.engine.seal import allowance, calls, kernel, landlock, namespaces
from training_jobs.engine.seal.limits import Limits, put_in_force, share_gpus

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "CUDA_VISIBLE_DEVICES")
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
FIXED = {"TOKENIZERS_PARALLELISM": "false", "PYTHONHASHSEED": "0", "USER": "run", "NCCL_CUMEM_ENABLE": "0"}


class NotSealed(OSError):
    """A layer that works on this machine could not be put in force."""


@dataclass(frozen=True)
class Ways:
    """What this machine allows; zero or False where it does not."""

    namespaces: int = 0
    landlock: int = 0
    calls: bool = False

    def layers(self) -> dict[str, bool]:
        """Each layer by name, and whether it is in force."""
        return {
            "private_network": bool(self.namespaces),
            "private_shared_memory": bool(self.namespaces & namespaces.CLONE_NEWNS),
            "processes": bool(self.namespaces & namespaces.CLONE_NEWUSER),
            "files": bool(self.landlock),
            "signals": self.landlock >= landlock.SCOPED_SINCE,
            "calls": self.calls,
            "privileges": kernel.LINUX,
        }


def ways() -> Ways:
    """Find out what works here, by trying it where only trying tells."""
    return Ways(namespaces.best(), landlock.edition(), calls.works())


def close(argv: Sequence[str], scratch: Path, limits: Limits, found: Ways) -> None:
    """Seal this process off as far as `found` goes; `argv` is the engine's command line, `scratch` its own folder.

    Raises NotSealed where that fails: the process must then end.
    """
    clean_environment(scratch)
    try:
        _close(argv, scratch, limits, found)
    except OSError as error:
        raise NotSealed(error.errno, f"This run could not be sealed off: {error}") from error


def _close(argv: Sequence[str], scratch: Path, limits: Limits, found: Ways) -> None:
    places = allowance.asked(argv)
    if found.namespaces:
        namespaces.enter(found.namespaces)
    put_in_force(limits, alone=bool(found.namespaces & namespaces.CLONE_NEWUSER))
    share_gpus(limits.gpu_share)
    if not kernel.LINUX:
        return
    kernel.give_up_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if found.landlock:
        own_memory = namespaces.SHARED_MEMORY if found.namespaces & namespaces.CLONE_NEWNS else None
        landlock.confine(allowance.rights(places, scratch, shared_memory=own_memory), found.landlock)
    if found.calls:
        calls.refuse(calls.SAFE_INSIDE if found.namespaces else ())


def clean_environment(scratch: Path) -> None:
    """Forget all of the host's variables but a few, and keep temporary files in `scratch`."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    own = dict.fromkeys(("HOME", "TMPDIR"), str(scratch))
    os.environ.clear()
    os.environ.update({**kept, **own, **FIXED, **dict.fromkeys(OFFLINE, "1")})
    if "tempfile" in sys.modules:
        tempfile.tempdir = None
