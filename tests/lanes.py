"""`python -m tests.lanes COMMAND COMMAND…`: run commands side by side, so that no core waits while one of them does.

The first is heard as it speaks, the others when they are done. A shell's own `&` would make them deaf to interrupts, by
which the tests stop what they started.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import IO


def run(commands: Sequence[str]) -> int:
    """How many of them failed."""
    began = time.monotonic()
    with ExitStack() as stack:
        heard: list[IO[bytes] | None] = [None]
        heard += [stack.enter_context(tempfile.TemporaryFile()) for _ in commands[1:]]
        started = [
            subprocess.Popen(command, shell=True, stdout=output, stderr=output and subprocess.STDOUT)
            for command, output in zip(commands, heard, strict=True)
        ]
        failed = 0
        for process, output in zip(started, heard, strict=True):
            failed += ended(process) != 0
            if output:
                output.seek(0)
                sys.stdout.buffer.write(output.read())
                sys.stdout.flush()
    sys.stdout.write(f"side by side for {time.monotonic() - began:.0f} s, {failed} failed\n")
    return failed


def ended(process: "subprocess.Popen[bytes]") -> int:
    """An interrupt reaches all of them; whoever is heard last may still need a while to stop its servers."""
    while True:
        with suppress(KeyboardInterrupt):
            return process.wait()


if __name__ == "__main__":
    sys.exit(min(1, run(sys.argv[1:])))
