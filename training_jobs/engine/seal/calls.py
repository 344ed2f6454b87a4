"""System calls that no run needs: a seccomp filter answers them with an error.

It refuses every kind of socket but the allowed ones (a Unix socket could lead to a database, whatever the network),
and the calls by which a sandbox is usually left. The numbers are those of x86-64 and arm64.
"""

import ctypes
import errno
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from training_jobs.engine.seal import kernel

LOAD, JUMP_EQUAL, JUMP_FROM, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
SET_FILTER = 1
# Without it kernels before 5.16 slow every process that has a filter down.
SPECULATION_ALLOWED = 4
CLONE_NEWUSER = 0x10000000
CLONE3 = 435  # its flags cannot be read; glibc falls back to clone when it seems to be missing
SAME_EVERYWHERE = (425, 426, 427, 438)  # io_uring_*, pidfd_getfd
SAFE_INSIDE = (socket.AF_INET, socket.AF_INET6, 16)  # 16: netlink, by which interfaces are listed


@dataclass(frozen=True)
class Machine:
    """Numbers of one processor architecture."""

    architecture: int
    seccomp: int
    socket: int
    clone: int
    refused: tuple[int, ...]
    other_table_from: int | None = None  # x32 calls would pass by their own numbers


# Refused: ptrace, process_vm_readv/writev, add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd, setns,
# unshare, mount, umount2, open_by_handle_at.
MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        317,
        41,
        56,
        (101, 310, 311, 248, 249, 250, 298, 321, 323, 308, 272, 165, 166, 304),
        0x40000000,
    ),
    "aarch64": Machine(
        0xC00000B7, 277, 198, 220, (117, 270, 271, 217, 218, 219, 241, 280, 282, 268, 97, 40, 39, 265)
    ),
}


def works() -> bool:
    """Whether a filter for this machine is known; whether the kernel takes it shows when it is put in force."""
    return kernel.LINUX and kernel.MACHINE in MACHINES


def refuse(families: Iterable[int]) -> None:
    """From now on no call of the list above, and no socket but of `families`. Needs `no new privileges`."""
    machine = MACHINES[kernel.MACHINE]
    code = b"".join(_program(machine, families))
    program = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(program))
    kernel.syscall(machine.seccomp, SET_FILTER, SPECULATION_ALLOWED, ctypes.c_char_p(header))


def _program(machine: Machine, families: Iterable[int]) -> Iterable[bytes]:
    yield _step(LOAD, ARCHITECTURE)
    yield from _unless(JUMP_EQUAL, machine.architecture)
    yield _step(LOAD, NUMBER)
    if machine.other_table_from is not None:
        yield from _when(JUMP_FROM, machine.other_table_from)
    for number in (*machine.refused, *SAME_EVERYWHERE):
        yield from _when(JUMP_EQUAL, number)
    yield from _when(JUMP_EQUAL, CLONE3, errno.ENOSYS)
    yield _step(JUMP_EQUAL, machine.clone, 0, 4)
    yield _step(LOAD, FIRST_ARGUMENT)
    yield from _when(JUMP_SET, CLONE_NEWUSER)
    yield _step(RETURN, ALLOW)
    yield _step(JUMP_EQUAL, machine.socket, 1, 0)
    yield _step(RETURN, ALLOW)
    yield _step(LOAD, FIRST_ARGUMENT)
    for family in families:
        yield _step(JUMP_EQUAL, family, 0, 1)
        yield _step(RETURN, ALLOW)
    yield _step(RETURN, REFUSE | errno.EACCES)


def _when(test: int, value: int, error: int = errno.EPERM) -> tuple[bytes, bytes]:
    return _step(test, value, 0, 1), _step(RETURN, REFUSE | error)


def _unless(test: int, value: int) -> tuple[bytes, bytes]:
    return _step(test, value, 1, 0), _step(RETURN, REFUSE | errno.EPERM)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)
