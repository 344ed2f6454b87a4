"""A run's stream: written first, announced second, read from Postgres only.

`last_seq` and `told` move under the run's row lock, which also checks the attempt: the order of commits is the order
of the stream, a stale worker changes nothing, and lines sent twice are stored once.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from training_jobs import blocks, chunks
from training_jobs.announce import announce_on_commit, group_of
from training_jobs.contract.events import CheckpointSaved, Line, finite
from training_jobs.models import Checkpoint, Report, Run, RunAttempt
from training_jobs.moves import Fenced, held
from training_jobs.states import State

__all__ = ["Event", "Fenced", "append", "events_after", "group_of", "storable"]

Event = Line
BEGINS = ("training", "answering")
CHECKPOINT_FOLDER = re.compile(r"checkpoints/step-\d{1,12}")


@transaction.atomic
def append(*, run_id: int, attempt: int, events: Sequence[Event]) -> int:
    """Store the lines of an attempt that are not stored yet and renew its lease; returns the run's last seq.

    Raises Fenced when the attempt no longer holds the run. The engine's closing state is not stored: how a run
    ended is the platform's to say.
    """
    run = held(run_id, attempt)
    fresh = _fresh(events, run.told)
    lines = [line for line in fresh if not _is_closing(line)]
    changes: dict[str, Any] = {"told": fresh[-1].n} if fresh else {}
    if lines:
        changes |= _store(run, lines)
    until = Now() + timedelta(seconds=settings.LEASE_SECONDS)
    Run.objects.filter(pk=run.pk).update(lease_until=until, updated_at=Now(), **changes)
    if lines:
        announce_on_commit(run.public_id, changes["last_seq"])
    return int(changes.get("last_seq", run.last_seq))


def events_after(run: Run, seq: int, limit: int = 500) -> list[dict[str, Any]]:
    """The next events of a run in order, as they go over the wire."""
    return chunks.read(run.pk, seq, limit)


def storable(value: Any) -> Any:
    """`value` without what JSON in Postgres refuses: NUL and halves of surrogate pairs become U+FFFD."""
    escaped = json.dumps(value)
    if "\\u0000" not in escaped and "\\ud" not in escaped:
        return value
    return _mended(value)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {_mended(key): _mended(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(inner) for inner in value]
    return value


def _fresh(lines: Iterable[Line], told: int) -> list[Line]:
    fresh: list[Line] = []
    for line in lines:
        if line.n > told:
            fresh.append(line)
            told = line.n
    return fresh


def _is_closing(line: Line) -> bool:
    return line.kind == "state" and line.data.get("state") != "running"


def _store(run: Run, lines: Sequence[Line]) -> dict[str, Any]:
    """Write the lines and all that is kept of them elsewhere; returns the changes of the run's row."""
    state = State.RUNNING if run.state == State.STARTING else State(run.state)
    first, before = run.last_seq + 1, run.step
    told = storable([_told(run, line, state) for line in lines])
    changes: dict[str, Any] = {"state": state, "last_seq": run.last_seq + len(lines)} | _summary(run, told)
    if "resume_step" in changes:
        before = changes["resume_step"]
        _go_on_after(run, before)
    events = [
        {"seq": seq, "kind": line.kind, "data": data, "at": datetime.fromtimestamp(line.at, UTC).isoformat()}
        for seq, (line, (_kind, data)) in enumerate(zip(lines, told, strict=True), first)
    ]
    chunks.write(run.pk, run.attempt, events)
    blocks.close(run.pk, run.attempt, before, changes.get("step", before))
    _keep(run, told)
    return changes


def _told(run: Run, line: Line, state: State) -> tuple[str, dict[str, Any]]:
    data = finite(line.data)
    if line.kind != "state":
        return line.kind, data
    data |= {"state": state.value, "attempt": run.attempt}
    if "resume_step" not in data and data.get("phase") in BEGINS and _begins_again(run):
        data["resume_step"] = 0
    return line.kind, data


def _begins_again(run: Run) -> bool:
    """A later attempt that tells of no checkpoint has begun anew, once."""
    if run.attempt < 2:
        return False
    mine = run.chunks.filter(attempt=run.attempt).values_list("notes", flat=True)
    said = (event["data"] for packed in mine for event in chunks.unpack(packed) if event["kind"] == "state")
    return not any(data.get("phase") in BEGINS for data in said)


def _go_on_after(run: Run, step: int) -> None:
    RunAttempt.objects.filter(run=run, number=run.attempt).update(resume_step=step)
    blocks.open_at(run.pk, step)


def _keep(run: Run, told: Iterable[tuple[str, dict[str, Any]]]) -> None:
    for kind, data in told:
        if kind == "report":
            Report.objects.update_or_create(run=run, defaults={"data": data})
        elif kind == "checkpoint":
            _keep_checkpoint(run, CheckpointSaved.model_validate(data))


def _keep_checkpoint(run: Run, saved: CheckpointSaved) -> None:
    """A folder that lies elsewhere than checkpoints lie is not kept: a row is a promise to go on from it."""
    if not CHECKPOINT_FOLDER.fullmatch(saved.folder):
        return
    facts = {"digest": saved.digest[:64], "bytes": saved.bytes, "score": saved.score}
    facts["folder"] = f"{run.public_id}/{run.attempt}/{saved.folder}"
    Checkpoint.objects.update_or_create(run=run, attempt=run.attempt, step=saved.step, defaults=facts)


def _summary(run: Run, told: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """What the run's row shows of these events: the newest of each."""
    seen: dict[str, Any] = {}
    latest = dict(run.latest)
    for kind, data in told:
        if kind == "state":
            seen |= _moved(data)
        elif kind == "step":
            step, metrics, _at = chunks.point_of({"kind": kind, "data": data, "at": ""}) or (None, {}, "")
            seen |= {} if step is None else {"step": max(step, seen.get("step", run.step))}
            latest |= metrics
        elif kind == "sample" and "case" in data:
            seen |= {"step": data["case"], "total_steps": data["of"]}
        elif kind in ("eval", "report"):
            said = data["metrics"] if kind == "eval" else data
            names = ("macro_f1", "accuracy", "data_digest", "model_digest")
            seen |= {name: said[name] for name in names if said.get(name) is not None}
    return seen | ({"latest": latest} if latest != run.latest else {})


def _moved(data: dict[str, Any]) -> dict[str, Any]:
    kept = data.get("resume_step")
    found = {"total_steps": data["total_steps"]} if data.get("total_steps") else {}
    if kept is None:
        return found
    return found | {"resume_step": kept, "step": kept}
