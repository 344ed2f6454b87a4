"""Recordings of runs: what their lines tell, and what is refused with its line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.assets import BadAsset
from courses.content.recordings import LONGEST, MOST_POINTS, SILENCE, Recorded, read_recording
from tests.content.sample_files import recording
from training_jobs.recordings import FOLDER


def lines(*events: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps({"at": float(n), **event}).encode() for n, event in enumerate(events))


def step(number: int, loss: float | None = 1.0, **more: Any) -> dict[str, Any]:
    return {"kind": "step", "data": {"step": number, "metrics": {"loss": loss}}, **more}


def test_what_the_engine_writes_is_a_recording():
    recorded = read_recording((FOLDER / "sort-messages.jsonl").read_bytes())
    assert recorded.steps[0].step == 1
    assert recorded.last == recorded.steps[-1].step == 120
    assert recorded.evals[-1].accuracy is not None
    assert Recorded.model_validate(recorded.model_dump(mode="json")) == recorded


def test_a_step_counts_as_it_was_told_last():
    recorded = read_recording(lines(step(1), step(2, 0.9), step(3, 0.8), step(2, 0.5)))
    assert [(one.step, one.loss) for one in recorded.steps] == [(1, 1.0), (2, 0.5), (3, 0.8)]


def test_long_silences_are_shortened():
    recorded = read_recording(lines(step(1, at=0.0), step(2, at=5000.0), step(3, at=5001.0)))
    assert [one.at for one in recorded.steps] == [0, SILENCE, SILENCE + 1]


def test_what_is_no_number_is_a_gap():
    told = b'{"kind": "step", "data": {"step": 1, "metrics": {"loss": NaN}}, "at": 1}\n' + lines(
        step(2), step(3)
    )
    assert [one.loss for one in read_recording(told).steps] == [None, 1.0, 1.0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "at least two steps; this file tells of 0"),
        (lines(step(1)), "tells of 1"),
        (lines(step(1)) + b"\nnot json", "Line 2: This is no event"),
        (lines(step(1), {"kind": "step", "data": {"step": "x"}}), "Line 2: This is no event"),
        (lines(step(1), {"kind": "step", "data": {"step": 2, "metrics": []}}), "Line 2: This is no event"),
        (lines(step(1), {"kind": "step", "data": []}), "Line 2: This is no event"),
        (lines(step(1), step(2, at="soon")), "Line 2: This is no event"),
        (b"[" * 5000, "Line 1: This is no event"),
        (b"\n" * LONGEST, f"at most {LONGEST} lines"),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes, why: str):
    with pytest.raises(BadAsset, match=why):
        read_recording(content)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes):
    with pytest.raises(BadAsset):
        read_recording(content)


@given(st.integers(2, 3000), st.randoms())
def test_a_long_run_keeps_its_ends_and_its_extremes(count: int, chance: Any):
    losses = [chance.random() for _each in range(count)]
    recorded = read_recording(lines(*(step(n + 1, loss) for n, loss in enumerate(losses))))
    kept = {one.step: one.loss for one in recorded.steps}
    assert len(kept) <= MOST_POINTS
    assert list(kept) == sorted(kept)
    assert {1, count} <= kept.keys()
    assert {min(losses), max(losses)} <= set(kept.values())


def test_the_sample_turns_in_its_middle():
    recorded = read_recording(recording())
    assert min(recorded.evals, key=lambda one: one.loss or 9).step == 20
