"""What a model says of rows, and how good that is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from training_jobs.contract.datasets import Row
from training_jobs.engine.measures import accuracy, macro_f1

EVAL_BATCH = 64
SAMPLES = 4


@dataclass(frozen=True)
class Prediction:
    """The label that the model chose for one row; `confidence` is its share among the labels, 0 to 1.

    A model that writes also has `written` (its own words, in samples only) and `exact`: whether it writes the label.
    """

    row: Row
    predicted: str
    confidence: float
    written: str | None = None
    exact: bool | None = None


@dataclass(frozen=True)
class Predictions:
    """One prediction per row, in the rows' order; `loss` is the mean over rows in nats."""

    all: tuple[Prediction, ...]
    loss: float
    labels: Sequence[str] = ()
    samples: tuple[Prediction, ...] = ()

    @property
    def truth(self) -> list[str]:
        return [prediction.row.label for prediction in self.all]

    @property
    def guesses(self) -> list[str]:
        return [prediction.predicted for prediction in self.all]

    @property
    def exact_match(self) -> float | None:
        """The share of rows for which the model writes the label and nothing else; None for a classifier."""
        told = [prediction.exact for prediction in self.all if prediction.exact is not None]
        return sum(told) / len(told) if told else None

    @property
    def metrics(self) -> dict[str, float]:
        """Loss, accuracy and macro_f1; for a model that writes also exact_match."""
        scores = {
            "loss": self.loss,
            "accuracy": accuracy(self.truth, self.guesses),
            "macro_f1": macro_f1(self.truth, self.guesses, self.labels),
        }
        exact = self.exact_match
        return scores if exact is None else {**scores, "exact_match": exact}

    @property
    def shown(self) -> tuple[Prediction, ...]:
        """The rows that a page shows after each evaluation: the same ones every time."""
        return self.samples or self.all[:SAMPLES]


@contextmanager
def scoring(model: Any) -> Iterator[None]:
    """No gradients and no dropout; afterwards the model is in the mode that it was in."""
    import torch

    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(was_training)
