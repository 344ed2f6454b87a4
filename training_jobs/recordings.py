"""Runs that the engine really made with a lab's own settings, to be watched where no worker is free.

`library/recordings/<lab>.jsonl` is the engine's event file, `<lab>.spec.json` the settings it ran with: a lab whose
settings have changed since has no recording.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from training_jobs import chunks
from training_jobs.contract.catalogue import LIBRARY
from training_jobs.contract.events import Line, decode
from training_jobs.contract.spec import parse_spec
from training_jobs.models import Run

FOLDER = LIBRARY / "recordings"
CURVE = frozenset({"state", "step", "eval"})
AT_ONCE = 1_000


def recording_of(lab: Mapping[str, Any], key: str, folder: Path = FOLDER) -> Path | None:
    """The event file of the lab `key` with the settings in `lab`; None where there is none that fits."""
    recorded, settings = folder / f"{key}.jsonl", folder / f"{key}.spec.json"
    if lab.get("kind") != "fine-tune" or not recorded.is_file() or not settings.is_file():
        return None
    try:
        asked = parse_spec({"task": "text-classification", **lab["experiment"]})
        ran = parse_spec(json.loads(settings.read_text(encoding="utf-8")))
    except (ValidationError, ValueError, KeyError):
        return None
    return recorded if asked == ran else None


@lru_cache(maxsize=16)
def lines_of(recorded: Path) -> tuple[Line, ...]:
    return tuple(decode(line) for line in recorded.read_text(encoding="utf-8").splitlines())


def events_of(recorded: Path) -> list[dict[str, Any]]:
    """The whole recording in the shape in which runs are told, its report left out."""
    return [
        {
            "seq": seq,
            "kind": line.kind,
            "data": line.data,
            "at": datetime.fromtimestamp(line.at, UTC).isoformat(),
        }
        for seq, line in enumerate((line for line in lines_of(recorded) if line.kind != "report"), 1)
    ]


def curve_lines(run: Run) -> Iterator[str]:
    """A run as a recording for lessons, a line of JSON each: its curve only, no row of its data and no word of its log."""
    seq = number = 0
    while found := chunks.read(run.pk, seq, AT_ONCE):
        for event in found:
            if event["kind"] in CURVE:
                number += 1
                at = datetime.fromisoformat(str(event["at"])).timestamp()
                told = {"n": number, "kind": event["kind"], "data": event["data"], "at": at}
                yield json.dumps(told, ensure_ascii=False) + "\n"
        seq = found[-1]["seq"]
