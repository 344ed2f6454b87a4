"""The engine alone on the command line, with nobody reading what it tells: the control of runs on the site."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contenders import MODELS, ROOT

SPEC = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
    "learning_rate": 0.001,
    "batch_size": 16,
    "seed": 7,
}


@dataclass(frozen=True)
class Alone:
    """Seconds from the command to its first loss point, and from that to its last."""

    to_first: float
    steps: float


def run_alone(folder: Path, spec: Mapping[str, Any]) -> Alone:
    from training_jobs.worker.warm import clean_environment

    folder.mkdir()
    (folder / "spec.json").write_text(json.dumps(spec))
    command = [sys.executable, "-m", "training_jobs.engine", str(folder / "spec.json"), "--out", str(folder)]
    environment = clean_environment(ROOT, str(folder))
    began = time.time()
    subprocess.run([*command, "--models", str(MODELS)], env=environment, check=True, capture_output=True)
    lines = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    at = [float(line["at"]) for line in lines if line["kind"] == "step"]
    return Alone(at[0] - began, at[-1] - at[0])
