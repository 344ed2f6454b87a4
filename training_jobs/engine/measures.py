"""Classification measures by hand, on lists of labels; no torch and no scikit-learn."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class ClassScore:
    """One class: precision, recall and F1 from 0 to 1, and how many rows truly belong to it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


def accuracy(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Share of rows whose label was predicted; 0 for no rows."""
    _same_length(truth, predicted)
    return sum(map(str.__eq__, truth, predicted)) / len(truth) if truth else 0.0


def confusion(truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> list[list[int]]:
    """Counts [true label][predicted label], in the order of `labels`; other predictions are left out."""
    _same_length(truth, predicted)
    place = {label: index for index, label in enumerate(labels)}
    matrix = [[0] * len(labels) for _ in labels]
    for true, guess in zip(truth, predicted, strict=True):
        if guess in place:
            matrix[place[true]][place[guess]] += 1
    return matrix


def class_scores(
    truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]
) -> tuple[ClassScore, ...]:
    """Precision TP/(TP+FP), recall TP/(TP+FN) and F1 = 2TP/(2TP+FP+FN) per class; 0 where undefined.

    Source: van Rijsbergen 1979, Information Retrieval, ch. 7 (F measure with equal weights).
    """
    _same_length(truth, predicted)
    return tuple(_class_score(truth, predicted, label) for label in labels)


def macro_f1(truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> float:
    """Mean of the classes' F1, each class counting the same (Opitz & Burst 2019, arXiv 1911.03347, eq. 1).

    Classes that occur neither in the truth nor in the predictions are left out of the mean, because
    a bootstrap sample may lack one.
    """
    counts = _Counts(truth, predicted)
    return counts.macro_f1(labels)


def bootstrap_interval(
    truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str], *, samples: int, seed: int
) -> tuple[float, float]:
    """95 % percentile interval of macro-F1 over rows drawn with replacement, by class.

    Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, section 13.3. Drawing within each
    true class keeps the class sizes of the test set.
    """
    rng = random.Random(seed)
    rows = list(zip(truth, predicted, strict=True))
    strata = [[row for row in rows if row[0] == label] for label in labels]
    scores = sorted(_resampled(strata, labels, rng) for _ in range(samples))
    return percentile(scores, 2.5), percentile(scores, 97.5)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The `share` percentile of ascending numbers, linear between neighbours (Hyndman & Fan 1996, type 7)."""
    place = (len(ordered) - 1) * share / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def summary(truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    """The part of a report that every scored split has: rows, accuracy, error_rate, macro_f1, per_class."""
    share = accuracy(truth, predicted)
    return {
        "rows": len(truth),
        "accuracy": share,
        "error_rate": 1 - share,
        "macro_f1": macro_f1(truth, predicted, labels),
        "per_class": [asdict(score) for score in class_scores(truth, predicted, labels)],
    }


class _Counts:
    """True positives, true rows and predicted rows per label."""

    def __init__(self, truth: Sequence[str], predicted: Sequence[str]) -> None:
        _same_length(truth, predicted)
        self.hits: dict[str, int] = {}
        self.true: dict[str, int] = {}
        self.guessed: dict[str, int] = {}
        for true, guess in zip(truth, predicted, strict=True):
            self.true[true] = self.true.get(true, 0) + 1
            self.guessed[guess] = self.guessed.get(guess, 0) + 1
            if true == guess:
                self.hits[true] = self.hits.get(true, 0) + 1

    def macro_f1(self, labels: Sequence[str]) -> float:
        seen = [(label, self.true.get(label, 0) + self.guessed.get(label, 0)) for label in labels]
        scores = [2 * self.hits.get(label, 0) / total for label, total in seen if total]
        return sum(scores) / len(scores) if scores else 0.0


def _resampled(strata: list[list[tuple[str, str]]], labels: Sequence[str], rng: random.Random) -> float:
    drawn = [row for rows in strata if rows for row in rng.choices(rows, k=len(rows))]
    return _Counts([row[0] for row in drawn], [row[1] for row in drawn]).macro_f1(labels)


def _class_score(truth: Sequence[str], predicted: Sequence[str], label: str) -> ClassScore:
    pairs = list(zip(truth, predicted, strict=True))
    hits = sum(true == guess == label for true, guess in pairs)
    support = sum(true == label for true, _ in pairs)
    guessed = sum(guess == label for _, guess in pairs)
    return ClassScore(
        label=label,
        precision=hits / guessed if guessed else 0.0,
        recall=hits / support if support else 0.0,
        f1=2 * hits / (support + guessed) if support + guessed else 0.0,
        support=support,
    )


def _same_length(truth: Sequence[str], predicted: Sequence[str]) -> None:
    if len(truth) != len(predicted):
        raise ValueError(f"{len(truth)} labels cannot be compared with {len(predicted)} predictions.")
