"""The checkpoints of a run on disk and in Postgres: which one it goes on from, and when they go away."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction

from training_jobs.models import Checkpoint, Run

CANDIDATES = 3  # the newest, and two to fall back on when it is broken


def resumable(run: Run) -> list[Path]:
    """Folders of the run's newest checkpoints that are still there, newest first; the engine verifies them."""
    rows = Checkpoint.objects.filter(run=run).order_by("-step", "-attempt")
    folders = (Path(settings.RUNS_DIR) / row.folder for row in rows)
    return [folder for folder in folders if (folder / "manifest.json").is_file()][:CANDIDATES]


def resume_step(run: Run) -> int:
    """The step that a paused run would go on from now; 0 for the start."""
    folders = resumable(run)
    return int(folders[0].name.removeprefix("step-")) if folders else 0


def make_room(run: Run, keep: list[Path]) -> None:
    """Remove what earlier attempts left on disk, except the checkpoints to go on from."""
    home = Path(settings.RUNS_DIR) / str(run.public_id)
    kept = {path for folder in keep for path in (folder, *folder.parents)}
    for attempt in home.glob("*"):
        for path in [*attempt.glob("checkpoints/*"), *attempt.glob("*")]:
            if path not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if attempt not in kept:
            shutil.rmtree(attempt, ignore_errors=True)


def clear_away(run: Run) -> None:
    """A run that has ended goes on from nowhere: drop its checkpoints, their files once this transaction stands."""
    Checkpoint.objects.filter(run=run).delete()
    home = Path(settings.RUNS_DIR) / str(run.public_id)
    transaction.on_commit(lambda: _remove(home), robust=True)


def _remove(home: Path) -> None:
    for folder in home.glob("*/checkpoints"):
        shutil.rmtree(folder, ignore_errors=True)
