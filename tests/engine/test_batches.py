"""How rows become batches."""

from itertools import islice

from training_jobs.contract.datasets import Row
from training_jobs.contract.memory import SCORED_TOKENS
from training_jobs.engine.data import Encoded, by_length, collate, endless_batches


def rows_of(*lengths: int) -> list[Encoded]:
    return [
        Encoded(Row(str(place), "text", "a"), [7] * length, place % 2) for place, length in enumerate(lengths)
    ]


def test_a_batch_is_padded_to_its_longest_row_and_masked():
    batch = collate(rows_of(2, 3), pad_token=9)
    assert batch.tokens.tolist() == [[7, 7, 9], [7, 7, 7]]
    assert batch.mask.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert batch.labels.tolist() == [0, 1]


def test_a_batch_of_equal_rows_needs_no_mask():
    assert collate(rows_of(3, 3), pad_token=9).mask is None


def test_scoring_loses_no_row_and_holds_no_more_tokens_than_memory_was_promised_for():
    rows = rows_of(*[500, 3, 40, SCORED_TOKENS + 1] * 30)
    batches = by_length(rows, 64)
    assert sorted(item.row.id for batch in batches for item in batch) == sorted(item.row.id for item in rows)
    assert all(len(batch) <= 64 for batch in batches)
    padded = [(len(batch), len(batch) * max(len(item.tokens) for item in batch)) for batch in batches]
    assert all(tokens <= SCORED_TOKENS or count == 1 for count, tokens in padded)


def test_which_rows_come_at_a_step_follows_from_the_seed_alone():
    rows = rows_of(*range(1, 60))

    def batches(seed, begin):
        return [
            [item.row.id for item in batch] for batch in islice(endless_batches(rows, 8, seed), begin, 30)
        ]

    assert batches(1, 20) == batches(1, 0)[20:]
    assert batches(1, 0) != batches(2, 0)
