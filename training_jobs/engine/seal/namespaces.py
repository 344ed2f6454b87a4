"""A network of its own, with nothing in it but loopback, and shared memory of its own."""

import contextlib
import fcntl
import os
import socket
import struct
from pathlib import Path

from training_jobs.engine.seal import kernel

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x40000000
ALONE = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET
SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x8, 0x4000, 0x40000
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - replaced by one of our own
# From the best to the least: inside a user namespace even root keeps no rights over what is outside.
CHOICES = (CLONE_NEWUSER | ALONE, ALONE, CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET)


def enter(flags: int) -> None:
    """Go where `flags` say, for good: loopback is up, /dev/shm empty and private. Raises OSError where refused."""
    user, group = os.getuid(), os.getgid()
    kernel.call("unshare", flags)
    if flags & CLONE_NEWUSER:
        with contextlib.suppress(FileNotFoundError):
            Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    if flags & CLONE_NEWNS:
        kernel.call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
        kernel.call(
            "mount", b"run", bytes(SHARED_MEMORY), b"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, b"size=25%"
        )
    with socket.socket() as any_socket:
        request = struct.pack("16sh", b"lo", IFF_UP | IFF_RUNNING).ljust(40, b"\0")
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def best() -> int:
    """The first of CHOICES that works here, tried in children that end at once; 0 when none does."""
    return next((flags for flags in CHOICES if _works(flags)), 0) if kernel.LINUX else 0


def _works(flags: int) -> bool:
    pid = os.fork()
    if pid == 0:
        try:
            enter(flags)
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0
