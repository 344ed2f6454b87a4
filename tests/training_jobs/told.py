"""What engines say, for tests that need no engine."""

from typing import Any

from django.conf import settings

from training_jobs.contract.events import Line
from training_jobs.models import Checkpoint, Run
from training_jobs.stream import events_after

SPEC: dict[str, Any] = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "head",
    "learning_rate": 0.01,
    "max_steps": 4,
    "seed": 7,
}
AT = 1_790_000_000.0


def line(n: int, kind: str, **data: Any) -> Line:
    return Line(n=n, kind=kind, data=data, at=AT + n)


def begun(n: int = 1) -> Line:
    return line(n, "state", state="running", phase="training", total_steps=4)


def step(n: int, number: int, loss: float | None = 1.0) -> Line:
    return line(n, "step", step=number, epoch=number / 4, metrics={"loss": loss, "learning_rate": 0.01})


def steps(first: int, last: int) -> list[Line]:
    """Lines first..last, each the step of its number."""
    return [step(n, n) for n in range(first, last + 1)]


def grade(n: int, macro_f1: float) -> Line:
    return line(
        n,
        "report",
        task="grade",
        macro_f1=macro_f1,
        interval=[macro_f1 - 0.05, macro_f1 + 0.05],
        accuracy=0.9,
    )


def events_of(run: Run, kind: str = "") -> list[dict[str, Any]]:
    """The run's stream as readers get it, or the events of one kind."""
    return [event for event in events_after(run, 0, limit=100_000) if kind in ("", event["kind"])]


def seqs_of(run: Run) -> list[int]:
    return [event["seq"] for event in events_of(run)]


def last_state(run: Run) -> dict[str, Any]:
    data: dict[str, Any] = events_of(run, "state")[-1]["data"]
    return data


def checkpoint(run: Run, attempt: int, step: int) -> Checkpoint:
    """One that the engine told of, on disk and in Postgres."""
    name = f"{run.public_id}/{attempt}/checkpoints/step-{step:08}"
    folder = settings.RUNS_DIR / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    return Checkpoint.objects.create(run=run, attempt=attempt, step=step, folder=name, digest="0" * 64)


def log_of(run: Run) -> list[str]:
    return [event["data"]["message"] for event in events_of(run, "log")]
