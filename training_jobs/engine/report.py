"""What a run has to say at its end, as plain JSON data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from training_jobs.contract.spec import ExperimentSpec, GradeSpec
from training_jobs.engine.evaluation import Prediction, Predictions
from training_jobs.engine.measures import bootstrap_interval, confusion, summary

MISTAKES = 10


@dataclass
class Curve:
    """The parts of the loss curve that a report keeps; seconds are those spent on steps, not on scoring."""

    losses: list[float] = field(default_factory=list)
    evaluations: list[tuple[int, float]] = field(default_factory=list)
    examples: int = 0
    seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        return {
            "steps": len(self.losses),
            "first_loss": self.losses[0] if self.losses else None,
            "last_loss": self.losses[-1] if self.losses else None,
            "lowest_loss": min(self.losses, default=None),
        }

    def best(self) -> dict[str, Any]:
        """The earliest evaluation with the highest macro-F1."""
        step, score = max(self.evaluations, key=lambda pair: (pair[1], -pair[0]), default=(0, 0.0))
        return {"step": step, "macro_f1": score}

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


def _answer(prediction: Prediction) -> dict[str, Any]:
    return {"id": prediction.row.id, "label": prediction.row.label, "predicted": prediction.predicted}
