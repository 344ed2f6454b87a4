"""What must hold of a run whatever happened to it."""

import hashlib
from collections.abc import Iterable
from typing import Any

from tests.faults.readers import Reader
from tests.training_jobs.told import events_of
from training_jobs import access, curve
from training_jobs.contract.failures import Failure, explain
from training_jobs.models import Run, Wish

EXACT = ("loss", "learning_rate", "gradient_norm")  # what does not depend on how fast the machine is
Points = dict[int, dict[str, Any]]


def reduced(events: Iterable[dict[str, Any]]) -> Points:
    """The curve that a reader of the stream ends with; a step that one attempt tells twice fails."""
    points: Points = {}
    told: set[int] = set()
    for event in events:
        data = event["data"]
        if event["kind"] == "state" and data.get("resume_step") is not None:
            told = set(range(1, data["resume_step"] + 1))
        elif event["kind"] == "state" and data["state"] == "finished":
            points = {step: metrics for step, metrics in points.items() if step <= data["step"]}
        elif event["kind"] == "step":
            assert data["step"] not in told, f"two values for step {data['step']}"
            told.add(data["step"])
            points[data["step"]] = data["metrics"]
    return points


def drawn(run: Run) -> Points:
    """The curve that a page draws which is opened now, looked at so closely that every step is shown."""
    run.refresh_from_db()
    points: Points = {}
    for start in range(1, run.step + 1, curve.POINTS):
        shown = curve.snapshot(run, start=start, stop=start + curve.POINTS - 1)
        assert not shown["thinned"]
        columns = dict(shown["steps"])
        for at, step in enumerate(columns.pop("step")):
            assert step not in points, f"step {step} is drawn twice"
            points[step] = {name: column[at] for name, column in columns.items()}
    return points


def check_curve(run: Run, *readers: Reader) -> Points:
    """One value per metric and step, the same for everybody; and nobody lost anything they saw."""
    final = drawn(run)
    assert sorted(final) == list(range(1, len(final) + 1)), "steps are missing"
    stored = events_of(run)
    assert [event["seq"] for event in stored] == list(range(1, run.last_seq + 1))
    assert _same(reduced(stored), final)
    for reader in readers:
        reader.finish()
        assert not reader.problems, reader.problems
        assert [(event["seq"], event["data"]) for event in reader.seen] == [
            (event["seq"], event["data"]) for event in stored
        ], "what was shown is not what is stored"
        assert set(reader.steps()) <= set(final) or run.wish == Wish.KEEP, "a step that was seen is gone"
    return final


def _same(one: Points, other: Points) -> bool:
    return one.keys() == other.keys() and all(
        other[step].get(name) == value for step, metrics in one.items() for name, value in metrics.items()
    )


def exact(points: Points) -> dict[int, tuple[float, ...]]:
    """The part of a curve that a repetition gives again to the last bit."""
    return {step: tuple(metrics[name] for name in EXACT) for step, metrics in points.items()}


def check_words(run: Run, code: Failure, fault: str) -> None:
    """The reason has a stable code, says whose fault it is, and what to do."""
    run.refresh_from_db()
    assert run.failure == code
    why = explain(run.failure)
    assert why.fault == fault
    assert why.happened
    assert why.next_step


def weights_digest(run: Run) -> str:
    folder = access.artefact_folder(run)
    assert folder is not None, "no trained weights"
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
