"""The folder of one attempt: spec.json goes in; events.jsonl, the report and the trained weights come out."""

import json
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from training_jobs.access import artefact_folder, run_folder
from training_jobs.models import Kind, Run

RUN_SHARED = ("base_model", "dataset", "seed")


class WeightsGone(Exception):
    """The trained weights that a grading needs are not on disk."""


def prepare(run: Run) -> Path:
    """A fresh folder with the spec in it; earlier attempts of the run make room."""
    folder = run_folder(run)
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "spec.json").write_text(json.dumps(spec_of(run)), encoding="utf-8")
    return folder


def arguments(folder: Path) -> list[str]:
    """What the engine is called with."""
    models, datasets = str(settings.MODELS_DIR), str(settings.DATASETS_DIR)
    return [str(folder / "spec.json"), "--out", str(folder), "--models", models, "--datasets", datasets]


def spec_of(run: Run) -> dict[str, Any]:
    """The stored spec, or for a grading the order to score the trained weights of another run."""
    spec: dict[str, Any] = run.experiment.spec
    if run.kind != Kind.GRADE:
        return spec
    weights = artefact_folder(run.graded_run) if run.graded_run else None
    if weights is None:
        raise WeightsGone(f"No trained weights of run {run.graded_run and run.graded_run.public_id}.")
    return {
        "task": "grade",
        **{name: spec[name] for name in RUN_SHARED},
        "trained": spec,
        "weights": str(weights),
    }
