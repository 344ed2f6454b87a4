"""Turns messages into token batches: bucketed by length, padded no further than each batch needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from training_jobs.contract.datasets import Row
from training_jobs.contract.memory import SCORED_TOKENS
from training_jobs.engine.device import put

BUCKET_BATCHES = 8


@dataclass(frozen=True)
class Encoded:
    """One row as token ids, cut to the spec's length, and its label's place in the data set's list."""

    row: Row
    tokens: list[int]
    label: int


@dataclass(frozen=True)
class Batch:
    """Tensors of one step: `tokens` and `mask` are int64 [rows, longest]; `labels` is int64 [rows].

    No mask means that no row was padded; attention is cheaper without one.
    """

    tokens: Any
    mask: Any
    labels: Any

    @property
    def rows(self) -> int:
        return int(self.labels.shape[0])


def encode(rows: Sequence[Row], labels: Sequence[str], tokenizer: Any, max_length: int) -> list[Encoded]:
    """Tokenise rows, keeping their order."""
    texts = [row.text for row in rows]
    encoded = tokenizer(texts, truncation=True, max_length=max_length, padding=False)["input_ids"]
    places = {label: place for place, label in enumerate(labels)}
    return [Encoded(row, ids, places[row.label]) for row, ids in zip(rows, encoded, strict=True)]


def epoch_order(rows: Sequence[Encoded], batch_size: int, rng: Random) -> list[list[Encoded]]:
    """One epoch's batches: shuffled, then neighbours of like length within buckets of some batches.

    Padding costs as much as text; bucketing keeps it low while the order stays random between buckets.
    """
    shuffled = list(rows)
    rng.shuffle(shuffled)
    batches: list[list[Encoded]] = []
    bucket = batch_size * BUCKET_BATCHES
    for start in range(0, len(shuffled), bucket):
        alike = sorted(shuffled[start : start + bucket], key=lambda item: len(item.tokens))
        batches += [alike[at : at + batch_size] for at in range(0, len(alike), batch_size)]
    rng.shuffle(batches)
    return batches


def endless_batches(rows: Sequence[Encoded], batch_size: int, seed: int) -> Iterator[list[Encoded]]:
    """Epoch after epoch, the same for the same seed."""
    rng = Random(seed)
    while True:
        yield from epoch_order(rows, batch_size, rng)


def by_length(rows: Sequence[Encoded], batch_size: int) -> list[list[Encoded]]:
    """Batches for scoring, where order does not matter: sorted by length, so hardly any padding.

    None holds more than SCORED_TOKENS with its padding, unless one row does.
    """
    batches: list[list[Encoded]] = []
    for item in sorted(rows, key=lambda item: len(item.tokens)):
        fits = batches and len(batches[-1]) < batch_size
        if fits and (len(batches[-1]) + 1) * len(item.tokens) <= SCORED_TOKENS:
            batches[-1].append(item)
        else:
            batches.append([item])
    return batches


def collate(rows: Sequence[Encoded], pad_token: int, device: str = "cpu") -> Batch:
    """Pad to the longest of these rows, on the right; the mask is None where nothing was padded."""
    import torch

    lengths = [len(item.tokens) for item in rows]
    longest = max(lengths)
    tokens = torch.tensor([item.tokens + [pad_token] * (longest - len(item.tokens)) for item in rows])
    mask = None
    if min(lengths) < longest:
        mask = (torch.arange(longest) < torch.tensor(lengths).unsqueeze(1)).long()
    labels = torch.tensor([item.label for item in rows])
    return Batch(*(put(tensor, device) for tensor in (tokens, mask, labels)))
