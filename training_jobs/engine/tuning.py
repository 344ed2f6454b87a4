"""Measures which setting is fastest on this device: `python -m training_jobs.engine.tuning --models M [--into FILE]`.

For each case a few steps of every candidate. It stops after --seconds and goes on with the next case when it is called
again; runs whose case is not measured yet use a safe choice, so nobody ever waits for a measurement.
"""

import argparse
import json
import math
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training_jobs.contract.catalogue import BASE_MODELS, LIBRARY
from training_jobs.contract.datasets import Dataset, Label, Row, Split
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine import device as machine
from training_jobs.engine.assembly import assemble
from training_jobs.engine.device import Setting
from training_jobs.engine.models import MANIFEST
from training_jobs.engine.objectives import objective_for
from training_jobs.engine.optimiser import clip_gradients, optimiser_for
from training_jobs.engine.places import Places
from training_jobs.engine.tuned import FILE, Case, fingerprint, known, read, static_setting

SECONDS = 40.0
STEPS = 3
ROWS = {
    "short": 16,
    "long": 4,
}  # of long ones few: 16 of them take 6 GB, which a laptop with one idle worker has not
WORDS = {"short": 20, "long": 110}
WORTH = 0.95  # a setting is changed for one that takes at most this share of the usual one's time
NEAR = 0.03  # a loss that differs by more from the fp32 one is not only faster
_TEXT = (
    "water came through the kitchen ceiling and the policy says that burst pipes are covered please tell me"
)


@dataclass(frozen=True)
class Measured:
    """Seconds of the fastest step, and the loss of the first one."""

    seconds: float
    loss: float


class Sample(Dataset):
    """Made-up messages of one length; what they say does not change how long a step takes."""

    def rows(self, split: Split) -> tuple[Row, ...]:
        words = (_TEXT.split() * 8)[: WORDS[self.key]]
        labels = self.label_keys
        rows = range(ROWS[self.key])
        return tuple(Row(str(n), " ".join(words[n % 3 :]), labels[n % len(labels)]) for n in rows)


def measure_cases(models: Path, file: Path, seconds: float) -> Iterator[tuple[Case, Setting]]:
    """Measure the cases that `file` lacks until the seconds are over; each is written down at once."""
    until = time.monotonic() + seconds
    machine.prepare(0)
    on = machine.device()
    device = fingerprint(on)
    for case in cases(models):
        if time.monotonic() > until:
            return
        if str(case) not in known(file, device):
            figures = measure(case, models, on)
            best = fastest(figures, static_setting(_spec(case), on))
            _write(file, device, case, best, figures)
            yield case, best


def cases(models: Path) -> Iterator[Case]:
    """What learners run most comes first."""
    present = [entry for entry in BASE_MODELS.values() if (models / entry.key / MANIFEST).is_file()]
    for length in WORDS:
        for method in ("lora", "full", "head"):
            for entry in present:
                if method != "head" or not entry.generates:
                    task = "text-generation" if entry.generates else "text-classification"
                    yield Case(entry.key, task, method, length)


def measure(case: Case, models: Path, on: str) -> dict[Setting, Measured]:
    """Precisions first, then attention with the fastest of them."""
    figures = {
        setting: steps_of(case, models, setting) for setting in (Setting(p) for p in _precisions(case, on))
    }
    best = min(figures, key=lambda setting: figures[setting].seconds)
    for attention in ("math", "eager"):
        setting = Setting(best.precision, attention)
        figures[setting] = steps_of(case, models, setting)
    return figures


def fastest(figures: dict[Setting, Measured], usual: Setting) -> Setting:
    """The fastest setting that computes what fp32 computes and is clearly faster than the usual one."""
    exact = next((told.loss for setting, told in figures.items() if setting.precision == "fp32"), math.nan)
    sound = {
        setting: told.seconds
        for setting, told in figures.items()
        if abs(told.loss - exact) <= NEAR * abs(exact)
    }
    best = min(sound, key=lambda setting: sound[setting], default=usual)
    return best if usual not in sound or sound[best] < WORTH * sound[usual] else usual


def steps_of(case: Case, models: Path, setting: Setting) -> Measured:
    """A few real steps, the first warms up. On a CPU processor time counts, which other processes disturb less."""
    spec = _spec(case)
    labels = tuple(Label(key, {}, {}) for key in ("claims", "billing", "policy"))
    dataset = Sample(LIBRARY, case.length, {}, {}, "", labels)
    run = assemble(spec, Places(Path(os.devnull), models, LIBRARY), dataset.label_keys, setting)
    objective, optimiser = objective_for(spec, run, dataset), optimiser_for(run, spec)
    rows = objective.rows("train")
    run.model.eval()
    with run.computing():
        loss = float(objective.loss(rows).detach())
    run.model.train()
    times = []
    clock = time.process_time if run.device == "cpu" else time.perf_counter
    for _step in range(STEPS):
        began = clock()
        objective.loss(rows).backward()
        clip_gradients(run)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        machine.synchronise(run.device)
        times.append(clock() - began)
    machine.empty_cache(run.device)
    return Measured(min(times), loss)


def _precisions(case: Case, on: str) -> tuple[machine.Computing, ...]:
    if not machine.multiplies_bf16(on):
        return ("fp32",)
    return ("fp32", "autocast") if case.method == "full" else ("fp32", "autocast", "bf16")


def _spec(case: Case) -> ExperimentSpec:
    given = {"base_model": case.base_model, "task": case.task, "method": case.method, "max_steps": STEPS}
    context = {"datasets": ("sample",)}
    return ExperimentSpec.model_validate({**given, "dataset": "sample", "max_length": 256}, context=context)


def _write(file: Path, device: str, case: Case, best: Setting, figures: dict[Setting, Measured]) -> None:
    """Whole or not at all: a run may read it at any moment."""
    content = read(file)
    seconds = {f"{s.precision}, {s.attention}": round(told.seconds, 4) for s, told in figures.items()}
    told = {"precision": best.precision, "attention": best.attention, "seconds": seconds}
    content.setdefault(device, {})[str(case)] = told
    descriptor, scratch = tempfile.mkstemp(dir=file.parent, prefix=".tuning-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
        json.dump(content, writing, indent=1)
    Path(scratch).chmod(0o644)
    Path(scratch).replace(file)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training_jobs.engine.tuning", description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="the models folder")
    parser.add_argument("--into", type=Path, help=f"the file of measurements; MODELS/{FILE} when left out")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="begin no case after so many seconds")
    asked = parser.parse_args()
    machine.wait_politely()
    os.nice(19)
    file = asked.into or asked.models / FILE
    for case, setting in measure_cases(asked.models, file, asked.seconds):
        print(f"{case}: {setting.precision}, {setting.attention}", flush=True)


if __name__ == "__main__":
    main()
