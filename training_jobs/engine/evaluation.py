"""Asks a classifier about rows: one pass without gradients."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training_jobs.contract.datasets import Row
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.data import Encoded, by_length, collate

EVAL_BATCH = 64


@dataclass(frozen=True)
class Prediction:
    """What the model says of one row; `confidence` is the softmax share of `predicted`, 0 to 1."""

    row: Row
    predicted: str
    confidence: float


@dataclass(frozen=True)
class Predictions:
    """One prediction per row, in the rows' order, and the mean cross-entropy in nats."""

    all: tuple[Prediction, ...]
    loss: float

    @property
    def truth(self) -> list[str]:
        return [prediction.row.label for prediction in self.all]

    @property
    def guesses(self) -> list[str]:
        return [prediction.predicted for prediction in self.all]


def predict(run: Assembled, rows: Sequence[Encoded]) -> Predictions:
    """Predict every row; the model is put back into the mode that it was in."""
    import torch

    was_training = run.model.training
    run.model.eval()
    found: dict[str, Prediction] = {}
    total = 0.0
    with torch.inference_mode():
        for chunk in by_length(rows, EVAL_BATCH):
            batch = collate(chunk, run.pad_token)
            logits = run.logits(batch)
            total += torch.nn.functional.cross_entropy(
                logits, batch.labels.to(run.device), reduction="sum"
            ).item()
            found |= _named(chunk, logits, run.labels)
    run.model.train(was_training)
    ordered = tuple(found[item.row.id] for item in rows)
    return Predictions(ordered, total / max(1, len(rows)))


def _named(chunk: Sequence[Encoded], logits: Any, labels: Sequence[str]) -> dict[str, Prediction]:
    shares, places = logits.softmax(-1).max(-1)
    told = zip(chunk, places.tolist(), shares.tolist(), strict=True)
    return {item.row.id: Prediction(item.row, labels[place], round(share, 6)) for item, place, share in told}
