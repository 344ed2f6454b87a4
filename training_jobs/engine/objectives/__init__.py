"""What a run learns to do: each task turns rows into a loss, and into what the model says of rows that it did not see."""

from collections.abc import Sequence
from typing import Any, Protocol

from training_jobs.contract.datasets import Dataset, Split
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.data import Encoded
from training_jobs.engine.evaluation import Predictions


class Objective(Protocol):
    """The seam between the training loop and a task."""

    def rows(self, split: Split) -> list[Encoded]:
        """A split's rows, encoded once, in file order."""

    def loss(self, rows: Sequence[Encoded]) -> Any:
        """A float32 scalar that has gradients: nats, the mean over these rows, each counting the same."""

    def evaluate(self, split: Split = "validation") -> Predictions:
        """What the model says of every row of a split; it is put back into the mode that it was in."""


def objective_for(spec: ExperimentSpec, run: Assembled, dataset: Dataset) -> Objective:
    """The objective of the spec's task."""
    if spec.task == "text-generation":
        from training_jobs.engine.objectives.generation import Generation

        return Generation(spec, run, dataset)
    from training_jobs.engine.objectives.classification import Classification

    return Classification(spec, run, dataset)
