"""Which messages a prompt run is asked about, and which it is shown."""

from collections.abc import Sequence
from random import Random

from training_jobs.contract.datasets import Row


class UnknownExample(LookupError):
    """An example id that the train split does not have."""


def choose_cases(rows: Sequence[Row], count: int, seed: int) -> tuple[Row, ...]:
    """`count` rows (or all), in id order; the same for the same rows, count and seed, so runs compare."""
    ordered = sorted(rows, key=lambda row: row.id)
    return tuple(sorted(Random(seed).sample(ordered, min(count, len(ordered))), key=lambda row: row.id))


def find_examples(rows: Sequence[Row], ids: Sequence[str]) -> tuple[Row, ...]:
    """The train rows with these ids, in the order asked; raises UnknownExample."""
    by_id = {row.id: row for row in rows}
    missing = [wanted for wanted in ids if wanted not in by_id]
    if missing:
        raise UnknownExample(f"There is no training message {missing[0]!r}. Choose examples from the list.")
    return tuple(by_id[wanted] for wanted in ids)
