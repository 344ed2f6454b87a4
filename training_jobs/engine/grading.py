"""Scores a finished fine-tune on the hidden test split; nothing of a test row ever leaves this module."""

import time
from collections.abc import Iterator
from pathlib import Path

from training_jobs.contract.datasets import open_dataset
from training_jobs.contract.events import Reported, StateChanged, Told
from training_jobs.contract.failures import Failure
from training_jobs.contract.spec import GradeSpec
from training_jobs.engine import telling
from training_jobs.engine.assembly import assemble
from training_jobs.engine.export import load_trained
from training_jobs.engine.halting import Wish, Wishes, ensure_folder
from training_jobs.engine.models import model_digest
from training_jobs.engine.objectives import objective_for
from training_jobs.engine.places import Places
from training_jobs.engine.report import Origin, grading_report


def grade(spec: GradeSpec, places: Places, *, beside: Path, wish: Wishes) -> Iterator[Told]:
    """Load the weights (a folder, or one named relative to `beside`), score the test split, tell a report.

    Half a score is none: a wish to keep changes nothing, and one to leave is heard before the scoring.
    """
    started = time.monotonic()
    yield StateChanged(state="running", phase="loading")
    folder = ensure_folder(
        beside / spec.weights, Failure.WEIGHTS_MISSING, "The trained weights are not on this worker."
    )
    dataset = open_dataset(spec.dataset, places.datasets)
    run = assemble(spec.trained, places, dataset.label_keys)
    load_trained(run, spec.trained, folder)
    if wish() is Wish.LEAVE:
        yield telling.interrupted("The grading was interrupted; it starts again.")
        return
    yield StateChanged(state="running", phase="grading")
    predictions = objective_for(spec.trained, run, dataset).evaluate("test")
    origin = Origin(
        dataset.digest,
        model_digest(places.models, spec.base_model),
        run.total_parameters,
        run.trainable_parameters,
        time.monotonic() - started,
    )
    yield Reported(report=grading_report(spec, run.labels, predictions, origin))
    yield StateChanged(state="finished")
