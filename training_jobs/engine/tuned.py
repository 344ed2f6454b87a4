"""How a run computes: what its spec asks for, else what was measured to be fastest on this device.

The measurements (see `training_jobs.engine.tuning`) lie in one JSON file beside the base models:

    {"DEVICE, torch VERSION, N cores": {"MODEL/TASK/METHOD/LENGTH": {"precision": ..., "attention": ..., "seconds": {...}}}}
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from training_jobs.contract.datasets import DatasetUnreadable, open_dataset
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine import device as machine
from training_jobs.engine.device import Computing, Kernel, Setting
from training_jobs.engine.places import Places

FILE = "tuning.json"
LONG = 64  # tokens, from which attention weighs enough to be another case
LETTERS = 4.5  # to a token, about


@dataclass(frozen=True)
class Case:
    """What makes another setting the fastest one; `length` is "short" or "long"."""

    base_model: str
    task: str
    method: str
    length: str

    def __str__(self) -> str:
        return f"{self.base_model}/{self.task}/{self.method}/{self.length}"


def chosen_setting(spec: ExperimentSpec, places: Places, on: str) -> Setting:
    """The setting of a spec: what it asks for, what was measured, else what is safe and good on most devices.

    A measured precision counts only where "auto" is asked; a gain that depends on it falls with it.
    """
    plain = static_setting(spec, on)
    if "auto" not in (spec.precision, spec.attention):
        return plain
    measured = known(places.models / FILE, fingerprint(on)).get(str(case_of(spec, places)))
    if measured is None:
        return plain
    return Setting(
        measured.precision if spec.precision == "auto" else plain.precision,
        measured.attention if spec.attention == "auto" else plain.attention,
    )


def static_setting(spec: ExperimentSpec, on: str) -> Setting:
    """The choice without a measurement; all weights of a full fine-tune stay fp32, so that small updates count."""
    attention = "sdpa" if spec.attention == "auto" else spec.attention
    if machine.chosen_precision(spec.precision, on) == "fp32":
        return Setting("fp32", attention)
    return Setting("autocast" if spec.method == "full" else "bf16", attention)


def case_of(spec: ExperimentSpec, places: Places) -> Case:
    """A spec's case; its length is that of the data set's usual message."""
    try:
        texts = sorted(len(row.text) for row in open_dataset(spec.dataset, places.datasets).rows("train"))
        usual = texts[len(texts) // 2] / LETTERS
    except (DatasetUnreadable, IndexError):
        usual = spec.max_length
    length = "short" if min(usual, spec.max_length) < LONG else "long"
    return Case(spec.base_model, spec.task, spec.method, length)


def fingerprint(on: str) -> str:
    """What a measurement is valid for."""
    import torch

    return f"{machine.name_of(on)}, torch {torch.__version__}, {torch.get_num_threads()} cores"


def known(file: Path, device: str) -> dict[str, Setting]:
    """The measured settings for a device by case; empty for a file that is absent or no such file."""
    found: dict[str, Setting] = {}
    for case, told in read(file).get(device, {}).items():
        try:
            precision, attention = told["precision"], told["attention"]
        except (TypeError, KeyError):
            continue
        if precision in get_args(Computing) and attention in get_args(Kernel):
            found[case] = Setting(precision, attention)
    return found


def read(file: Path) -> dict[str, Any]:
    """The whole file, or nothing."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {key: value for key, value in content.items() if isinstance(value, dict)}
        if isinstance(content, dict)
        else {}
    )
