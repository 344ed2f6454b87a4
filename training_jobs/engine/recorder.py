"""Writes what a run tells: events.jsonl line by line, report.json at the end."""

import contextlib
import json
import time
from pathlib import Path
from typing import TextIO

from training_jobs.contract.events import Line, Reported, Told, encode, finite
from training_jobs.engine.durable import replace_file


class Recorder:
    """Numbers the events from 1 and flushes each line, so that a reader sees it at once.

    A fresh recorder goes on after the last whole line of an existing file and cuts a torn one away.
    """

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._report = out / "report.json"
        self._file, self._told = _resume(out / "events.jsonl")

    def take(self, told: Told) -> Line:
        """Write one event down and return it as written."""
        self._told += 1
        line = Line(n=self._told, kind=told.kind, data=told.data(), at=time.time())
        if isinstance(told, Reported):
            text = json.dumps(finite(told.report), ensure_ascii=False, indent=1, allow_nan=False)
            replace_file(self._report, (text + "\n").encode())
        self._file.write(encode(line))
        self._file.flush()
        return line

    def close(self) -> None:
        """On a full disk the last line may stay torn; a reader waits for its end, and the next recorder cuts it."""
        with contextlib.suppress(OSError):
            self._file.close()


def _resume(path: Path) -> tuple[TextIO, int]:
    written = path.read_bytes() if path.exists() else b""
    whole = written[: written.rfind(b"\n") + 1]
    if whole != written:
        path.write_bytes(whole)
    return path.open("a", encoding="utf-8"), whole.count(b"\n")
