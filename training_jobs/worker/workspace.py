"""The folder of one attempt: spec.json goes in; events.jsonl, the report and the trained weights come out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from training_jobs.access import artefact_folder, run_folder
from training_jobs.leftovers import make_room, resumable
from training_jobs.models import Kind, Run

RUN_SHARED = ("base_model", "dataset", "seed")


class WeightsGone(Exception):
    """The trained weights that a grading needs are not on disk."""


@dataclass(frozen=True)
class Workspace:
    """Where an attempt writes, and the checkpoints it may go on from, newest first."""

    folder: Path
    resume: tuple[Path, ...] = ()

    def arguments(self) -> list[str]:
        """What the engine is called with."""
        given = {
            "--out": self.folder,
            "--models": settings.MODELS_DIR,
            "--datasets": settings.DATASETS_DIR,
            "--checkpoint-seconds": settings.CHECKPOINT_SECONDS,
        }
        words = [word for name, value in given.items() for word in (name, str(value))]
        return [
            str(self.folder / "spec.json"),
            *words,
            *(word for path in self.resume for word in ("--resume", str(path))),
        ]


def prepare(run: Run) -> Workspace:
    """A fresh folder with the spec in it; of earlier attempts only the checkpoints to go on from stay."""
    folder = run_folder(run)
    resume = resumable(run) if run.kind == Kind.TRAIN else []
    make_room(run, resume)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "spec.json").write_text(json.dumps(spec_of(run)), encoding="utf-8")
    return Workspace(folder, tuple(resume))


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
