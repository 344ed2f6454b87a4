"""What a run will need and how long it will take: from runs like it that have ended, else from its arithmetic.

Runs that ended tell by the clock on the wall, so that what they lost to other slots of a crowded node is in it; a run
at work is timed by its own pace. Only the arithmetic knows nothing of neighbours.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from statistics import median
from typing import Any

from django.db.models import Max
from django.utils import timezone

from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.datasets import DatasetUnreadable, open_dataset
from training_jobs.contract.memory import needed_mb
from training_jobs.contract.spec import ExperimentSpec, GradeSpec, parse_job
from training_jobs.contract.version import CONTRACT
from training_jobs.models import Kind, Run
from training_jobs.states import State

OVERHEAD = 3.0  # seconds for loading, the last evaluation and export, whatever the length
LOOK_BACK = 2000  # runs
ALIKE = 20
FLOPS = 2e11  # of a small machine without a GPU; history corrects it after the first run
TOKENS = 32  # of a usual message
PROMPT_TOKENS = 250
GRADE_ROWS = 500
# Products per weight and token: forward 2, backward to the activations 2, backward to the weights 2
# (Kaplan et al. 2020, arXiv 2001.08361, section 2.1). LoRA leaves the last away, a head reads each row once.
PER_WEIGHT = {"full": 6, "lora": 4, "head": 2}


def fill(run: Run) -> None:
    """Set what the queue compares, before the run is saved."""
    spec = run.experiment.spec
    trains = run.kind == Kind.TRAIN
    run.base_model = spec["base_model"]
    run.node_label = spec.get("node_label", "")
    run.devices = spec.get("devices", 1) if trains else 1
    run.contract = CONTRACT
    run.memory_mb = memory_mb(run.kind, spec)
    run.expected_seconds = expected_seconds(run.kind, spec)


def memory_mb(kind: str, spec: Mapping[str, Any]) -> int:
    """What a run of `spec`, stored with an experiment, needs at most."""
    asked = parse_job(dict(spec), datasets=(spec.get("dataset", ""),))
    if kind == Kind.GRADE and isinstance(asked, ExperimentSpec):
        shared = {"base_model": asked.base_model, "dataset": asked.dataset, "seed": asked.seed}
        known = {"datasets": (asked.dataset,)}
        return needed_mb(
            GradeSpec.model_validate({**shared, "trained": asked, "weights": "-"}, context=known)
        )
    return needed_mb(asked)


def expected_seconds(kind: str, spec: Mapping[str, Any]) -> float:
    """How long a run of `spec` should take, start to end, on a node that is ready."""
    size = work(kind, spec, steps_of(spec))
    rates = [rate for rate in _rates(kind, spec) if rate]
    if rates:
        return OVERHEAD + median(rates) * size
    return OVERHEAD + size * _weight(kind, spec) / FLOPS


def seconds_left(run: Run) -> float | None:
    """Of a run at work, by its own pace once it has made a step; None when nobody knows."""
    passed = (timezone.now() - run.started_at).total_seconds() if run.started_at else 0.0
    made = run.step - run.resume_step
    if made > 0 and run.total_steps:
        return max(1.0, passed * (run.total_steps - run.step) / made)
    return None if run.expected_seconds is None else max(1.0, run.expected_seconds - passed)


def steps_of(spec: Mapping[str, Any]) -> int:
    """Optimiser steps of a fine-tune; 0 for other tasks."""
    if "batch_size" not in spec:
        return 0
    if spec.get("max_steps"):
        return int(spec["max_steps"])
    return math.ceil(_train_rows(spec["dataset"]) / int(spec["batch_size"])) * int(spec.get("epochs") or 1)


def work(kind: str, spec: Mapping[str, Any], steps: int) -> float:
    """What time grows with: for a fine-tune tokens, for prompts cases, for a question its messages, else 1."""
    if kind == Kind.TRAIN:
        return float(steps * spec["batch_size"] * spec["max_length"])
    if kind == Kind.ASK:
        return float(len(spec["messages"]))
    return float(spec["cases"]) if kind == Kind.PROMPT else 1.0


def _rates(kind: str, spec: Mapping[str, Any]) -> list[float]:
    """Seconds per unit of work of the newest finished runs with the same model and method."""
    newest = Run.objects.aggregate(pk=Max("pk"))["pk"] or 0
    alike = Run.objects.filter(
        pk__gt=newest - LOOK_BACK, state=State.FINISHED, kind=kind, base_model=spec["base_model"], attempt=1
    )
    if kind == Kind.TRAIN:
        alike = alike.filter(experiment__spec__method=spec["method"], step__gt=0)
    rows = alike.order_by("-pk").values_list("experiment__spec", "step", "started_at", "ended_at")[:ALIKE]
    return [
        max(0.1, (ended - started).total_seconds() - OVERHEAD) / work(kind, other, step)
        for other, step, started, ended in rows
        if started and ended
    ]


def _weight(kind: str, spec: Mapping[str, Any]) -> float:
    """Floating-point operations per unit of work."""
    entry = BASE_MODELS.get(spec["base_model"])
    size = entry.parameters if entry else 100_000_000
    if kind in (Kind.PROMPT, Kind.ASK):
        return 2.0 * size * (PROMPT_TOKENS + spec["max_new_tokens"])
    if kind == Kind.ATTEND:
        return 2.0 * size * TOKENS
    if kind == Kind.GRADE:
        return 2.0 * size * TOKENS * GRADE_ROWS
    share = min(1.0, TOKENS / spec["max_length"])
    passes = steps_of(spec) * spec["batch_size"] / max(1, _train_rows(spec["dataset"]))
    return PER_WEIGHT[spec["method"]] * size * share / (max(1.0, passes) if spec["method"] == "head" else 1.0)


@lru_cache(maxsize=64)
def _train_rows(dataset: str) -> int:
    try:
        return len(open_dataset(dataset).rows("train"))
    except DatasetUnreadable:
        return 1000
