"""The few system calls that Python has no name for, on Linux; each raises OSError with the kernel's own error."""

import ctypes
import os
import platform
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION_3 = 0x20080522
CAPABILITIES = 64  # more than there are; the kernel says where they end

LINUX = sys.platform == "linux"
MACHINE = platform.machine()

# Numbers of the calls that glibc does not wrap; from 424 on they are the same on every architecture.
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446

_libc: Any = ctypes.CDLL(None, use_errno=True) if LINUX else None


def call(name: str, *arguments: Any) -> int:
    """A function of the C library that answers -1 when it fails."""
    return _checked(getattr(_libc, name)(*arguments), name)


def syscall(number: int, *arguments: Any) -> int:
    """A system call by its number; whole numbers are passed as long."""
    longs = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *longs), f"system call {number}")


def prctl(option: int, argument: int = 0, second: int = 0) -> None:
    longs = (ctypes.c_ulong(value) for value in (argument, second, 0, 0))
    _checked(_libc.prctl(option, *longs), f"prctl {option}")


def give_up_capabilities() -> None:
    """Keep no capability, and no way to gain one by starting a program."""
    for number in range(CAPABILITIES):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError:  # past the last one, or not ours to drop: then there is none to lose either
            break
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())


def _checked(answer: int, what: str) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return int(answer)
