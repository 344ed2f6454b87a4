"""What a run has to say at its end, as plain JSON data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training_jobs.contract.spec import ExperimentSpec, GradeSpec
from training_jobs.engine.evaluation import Prediction, Predictions
from training_jobs.engine.measures import bootstrap_interval, confusion, summary

MISTAKES = 10


@dataclass
class Curve:
    """What a report says of the curve, kept up step by step, so that a long run needs no list of its points.

    Seconds are those spent on steps, not on scoring. `lowest_loss` is the lowest that was a number.
    """

    steps: int = 0
    first_loss: float | None = None
    last_loss: float | None = None
    lowest_loss: float | None = None
    scored_step: int | None = None
    score: float | None = None
    best_step: int = 0
    best_score: float | None = None
    examples: int = 0
    seconds: float = 0.0

    def add_step(self, loss: float, examples: int) -> None:
        self.steps += 1
        self.examples += examples
        self.first_loss = loss if self.first_loss is None else self.first_loss
        self.last_loss = loss
        if math.isfinite(loss):
            self.lowest_loss = loss if self.lowest_loss is None else min(self.lowest_loss, loss)

    def add_evaluation(self, step: int, score: float) -> None:
        """`score` is a macro-F1; the earliest of the highest is the best."""
        self.scored_step, self.score = step, score
        if self.best_score is None or score > self.best_score:
            self.best_step, self.best_score = step, score

    def summary(self) -> dict[str, Any]:
        losses = {"first_loss": self.first_loss, "last_loss": self.last_loss, "lowest_loss": self.lowest_loss}
        return {"steps": self.steps, **losses}

    def best(self) -> dict[str, Any]:
        """The earliest evaluation with the highest macro-F1."""
        return {"step": self.best_step, "macro_f1": self.best_score or 0.0}

    @property
    def examples_per_second(self) -> float:
        return self.examples / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Origin:
    """What the run was made from: SHA-256 digests in hex, parameter counts, seconds in all."""

    data_digest: str
    model_digest: str
    total_parameters: int
    trainable_parameters: int
    seconds: float

    def facts(self) -> dict[str, Any]:
        return {
            "seconds": round(self.seconds, 3),
            "total_parameters": self.total_parameters,
            "trainable_parameters": self.trainable_parameters,
            "data_digest": self.data_digest,
            "model_digest": self.model_digest,
        }


def training_report(
    spec: ExperimentSpec, labels: Sequence[str], predictions: Predictions, curve: Curve, origin: Origin
) -> dict[str, Any]:
    """The report of a fine-tune, on the validation split; scores are shares from 0 to 1."""
    truth, guesses = predictions.truth, predictions.guesses
    return {
        "task": spec.task,
        "split": "validation",
        **summary(truth, guesses, labels),
        **_exactness(predictions),
        "loss": predictions.loss,
        "confusion": {"labels": list(labels), "matrix": confusion(truth, guesses, labels)},
        "mistakes": confident_mistakes(predictions.all),
        "predictions": [_answer(prediction) for prediction in predictions.all],
        "curve": curve.summary(),
        "best": curve.best(),
        "examples_per_second": round(curve.examples_per_second, 2),
        **origin.facts(),
        "seed": spec.seed,
        "spec": spec.model_dump(mode="json"),
    }


def grading_report(
    spec: GradeSpec, labels: Sequence[str], predictions: Predictions, origin: Origin
) -> dict[str, Any]:
    """Scores on the hidden test split, with a 95 % interval of macro-F1; no row or prediction is in it."""
    truth, guesses = predictions.truth, predictions.guesses
    interval = bootstrap_interval(truth, guesses, labels, samples=spec.samples, seed=spec.seed)
    return {
        "task": spec.task,
        "split": "test",
        **summary(truth, guesses, labels),
        **_exactness(predictions),
        "interval": list(interval),
        "samples": spec.samples,
        **origin.facts(),
        "seed": spec.seed,
    }


def confident_mistakes(predictions: Sequence[Prediction]) -> list[dict[str, Any]]:
    """The wrong predictions of which the model was surest, surest first."""
    wrong = [prediction for prediction in predictions if prediction.predicted != prediction.row.label]
    wrong.sort(key=lambda prediction: (-prediction.confidence, prediction.row.id))
    return [
        {**_answer(prediction), "text": prediction.row.text, "confidence": prediction.confidence}
        for prediction in wrong[:MISTAKES]
    ]


def _exactness(predictions: Predictions) -> dict[str, float]:
    """For a model that writes: the share of rows for which it writes the label and nothing else."""
    exact = predictions.exact_match
    return {} if exact is None else {"exact_match": exact}


def _answer(prediction: Prediction) -> dict[str, Any]:
    return {"id": prediction.row.id, "label": prediction.row.label, "predicted": prediction.predicted}
