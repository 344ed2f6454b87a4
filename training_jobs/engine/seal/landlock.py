"""Which files a process may touch: Landlock, the kernel's sandbox for those without rights (Linux 5.13 and later)."""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from training_jobs.engine.seal import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = 1 << 12, 1 << 13, 1 << 14, 1 << 15
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
DEVICE = READ_FILE | WRITE_FILE | IOCTL_DEV
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
# How many of the rights above each edition of the interface knows.
KNOWN = {1: 13, 2: 14, 3: 15, 4: 15}
SCOPED_SINCE, SCOPE_UNIX_SOCKETS, SCOPE_SIGNALS = 6, 1, 2
RULE_PATH_BENEATH = 1
ASK_FOR_EDITION = 1


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scoped")]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def edition() -> int:
    """Which edition of Landlock the kernel speaks; 0 for none."""
    if not kernel.LINUX:
        return 0
    try:
        return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, None, 0, ASK_FOR_EDITION)
    except OSError:
        return 0


def confine(rights: Iterable[tuple[Path, int]], known: int) -> None:
    """From now on only what `rights` name may be touched, by this process and all it forks.

    Paths that do not exist are left out. Needs `no new privileges`. With edition 6 it can signal no process
    and reach no abstract socket outside either.
    """
    handled = (1 << KNOWN.get(known, 16)) - 1
    scoped = SCOPE_UNIX_SOCKETS | SCOPE_SIGNALS if known >= SCOPED_SINCE else 0
    asked = _Ruleset(files=handled, network=0, scoped=scoped)
    size = ctypes.sizeof(asked) if scoped else 8
    ruleset = kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, ctypes.byref(asked), size, 0)
    try:
        for path, allowed in rights:
            _allow(ruleset, path, allowed & handled)
        kernel.syscall(kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, allowed: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            allowed &= OF_A_FILE
        rule = _Beneath(allowed=allowed, parent=parent)
        kernel.syscall(kernel.LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
