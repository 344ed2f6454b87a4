"""The task "text-classification": a head on the model says which label a message has."""

from collections.abc import Sequence
from typing import Any

from training_jobs.contract.datasets import Dataset, Split
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.data import Encoded, by_length, collate, encode
from training_jobs.engine.evaluation import EVAL_BATCH, Prediction, Predictions, scoring


class Classification:
    """Cross-entropy of the head's scores over the data set's labels."""

    def __init__(self, spec: ExperimentSpec, run: Assembled, dataset: Dataset) -> None:
        self.run = run
        self._dataset = dataset
        self._max_length = spec.max_length
        self._encoded: dict[Split, list[Encoded]] = {}

    def rows(self, split: Split) -> list[Encoded]:
        if split not in self._encoded:
            texts = self._dataset.rows(split)
            self._encoded[split] = encode(texts, self.run.labels, self.run.tokenizer, self._max_length)
        return self._encoded[split]

    def loss(self, rows: Sequence[Encoded]) -> Any:
        import torch

        batch = collate(rows, self.run.pad_token, self.run.device)
        return torch.nn.functional.cross_entropy(self.run.logits(batch), batch.labels)

    def evaluate(self, split: Split = "validation") -> Predictions:
        import torch

        rows = self.rows(split)
        found: dict[str, Prediction] = {}
        total = 0.0
        with scoring(self.run.model):
            for chunk in by_length(rows, EVAL_BATCH):
                batch = collate(chunk, self.run.pad_token, self.run.device)
                logits = self.run.logits(batch)
                total += torch.nn.functional.cross_entropy(logits, batch.labels, reduction="sum").item()
                found |= self._named(chunk, logits)
        ordered = tuple(found[item.row.id] for item in rows)
        return Predictions(ordered, total / max(1, len(rows)), self.run.labels)

    def _named(self, chunk: Sequence[Encoded], logits: Any) -> dict[str, Prediction]:
        shares, places = logits.softmax(-1).max(-1)
        told = zip(chunk, places.tolist(), shares.tolist(), strict=True)
        return {
            item.row.id: Prediction(item.row, self.run.labels[place], round(share, 6))
            for item, place, share in told
        }
