"""Reads a growing events.jsonl. The file is also the spool: what is not read yet is safe on disk."""

from io import BufferedReader
from pathlib import Path

import structlog

from training_jobs.contract.events import BadLine, Line, decode

CHUNK = 256 * 1024

log = structlog.get_logger("training_jobs.worker")


class Tail:
    """Gives each whole line of a file once. A line without its newline is still being written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BufferedReader | None = None
        self._half = b""

    def read(self) -> list[Line]:
        """The lines that became whole since the last call, about CHUNK bytes of them at a time."""
        if self._file is None:
            if not self.path.exists():
                return []
            self._file = self.path.open("rb")
        while b"\n" not in self._half and (more := self._file.read(CHUNK)):
            self._half += more
        whole, newline, self._half = self._half.rpartition(b"\n")
        return [line for text in (whole + newline).splitlines() if (line := self._line(text))]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _line(self, text: bytes) -> Line | None:
        try:
            return decode(text.decode("utf-8", "replace"))
        except BadLine as error:
            log.warning("unreadable event", file=str(self.path), error=str(error))
            return None
