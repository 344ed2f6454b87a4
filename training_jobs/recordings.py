"""Runs that the engine really made with a lab's own settings, to be watched where no worker is free.

`library/recordings/<lab>.jsonl` is the engine's event file, `<lab>.spec.json` the settings it ran with: a lab whose
settings have changed since has no recording.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from training_jobs.contract.catalogue import LIBRARY
from training_jobs.contract.events import Line, decode
from training_jobs.contract.spec import parse_spec

FOLDER = LIBRARY / "recordings"


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
