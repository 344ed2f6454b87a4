"""A run's stream: written first, announced second, read from Postgres only.

`last_seq` and `told` move inside one row-locked update that also checks the attempt, so the order of commits is the
order of the stream, a stale worker changes nothing, and lines sent twice are stored once.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from training_jobs.announce import announce_on_commit, group_of
from training_jobs.contract.events import Line
from training_jobs.models import Report, Run, RunEvent
from training_jobs.moves import Fenced

__all__ = ["Event", "Fenced", "append", "events_after", "group_of"]

Event = Line

TAKE = """
WITH here AS (
    SELECT id, told FROM training_jobs_run
    WHERE id = %(run)s AND attempt = %(attempt)s AND state IN ('starting', 'running', 'pausing', 'stopping')
    FOR UPDATE
)
UPDATE training_jobs_run run SET
    last_seq = run.last_seq + (SELECT count(*) FROM unnest(%(numbers)s::bigint[]) AS n WHERE n > here.told),
    told = GREATEST(run.told, %(last)s),
    state = CASE WHEN run.state = 'starting' AND %(began)s THEN 'running' ELSE run.state END,
    step = GREATEST(run.step, %(step)s),
    total_steps = COALESCE(%(total_steps)s::int, run.total_steps),
    macro_f1 = COALESCE(%(macro_f1)s::float8, run.macro_f1),
    accuracy = COALESCE(%(accuracy)s::float8, run.accuracy),
    data_digest = COALESCE(%(data_digest)s::text, run.data_digest),
    model_digest = COALESCE(%(model_digest)s::text, run.model_digest),
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    updated_at = clock_timestamp()
FROM here WHERE run.id = here.id
RETURNING run.last_seq, here.told, run.state, run.public_id
"""


@transaction.atomic
def append(*, run_id: int, attempt: int, events: Sequence[Event]) -> int:
    """Store the lines of an attempt that are not stored yet and renew its lease; returns the run's last seq.

    Raises Fenced when the attempt no longer holds the run. The engine's closing state is not stored: how a run
    ended is the platform's to say.
    """
    lines = [line for line in events if not _is_closing(line)]
    summary = _summary(lines)
    values = {
        "run": run_id,
        "attempt": attempt,
        "numbers": [line.n for line in lines],
        "last": max((line.n for line in events), default=0),
        "began": bool(lines),
        "lease": settings.LEASE_SECONDS,
        **{
            name: summary.get(name)
            for name in ("total_steps", "macro_f1", "accuracy", "data_digest", "model_digest")
        },
        "step": summary.get("step", 0),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        taken = cursor.fetchone()
    if taken is None:
        raise Fenced(f"Attempt {attempt} of run {run_id} is over.")
    last_seq, told, state, public_id = taken
    fresh = [line for line in lines if line.n > told]
    if fresh:
        _store(run_id, attempt, fresh, first_seq=last_seq - len(fresh) + 1, state=state)
        announce_on_commit(public_id, last_seq)
    return int(last_seq)


def events_after(run: Run, seq: int, limit: int = 500) -> list[dict[str, Any]]:
    """The next events of a run in order, as they go over the wire."""
    rows = RunEvent.objects.filter(run_id=run.pk, seq__gt=seq).order_by("seq")[:limit]
    return [{"seq": row.seq, "kind": row.kind, "data": row.data, "at": row.at.isoformat()} for row in rows]


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


def _is_closing(line: Line) -> bool:
    return line.kind == "state" and line.data.get("state") != "running"


def _store(run_id: int, attempt: int, lines: Sequence[Line], *, first_seq: int, state: str) -> None:
    RunEvent.objects.bulk_create(
        RunEvent(
            run_id=run_id,
            seq=seq,
            attempt=attempt,
            kind=line.kind,
            data=storable(_told(line, attempt, state)),
            at=datetime.fromtimestamp(line.at, UTC),
        )
        for seq, line in enumerate(lines, first_seq)
    )
    for line in lines:
        if line.kind == "report":
            Report.objects.update_or_create(run_id=run_id, defaults={"data": storable(line.data)})


def _told(line: Line, attempt: int, state: str) -> dict[str, Any]:
    return {**line.data, "state": state, "attempt": attempt} if line.kind == "state" else line.data


def _summary(lines: Iterable[Line]) -> dict[str, Any]:
    """What the run's row shows of these lines: the newest of each."""
    seen: dict[str, Any] = {}
    for line in lines:
        data = line.data
        if line.kind == "state":
            seen |= {"total_steps": data.get("total_steps") or seen.get("total_steps")}
        elif line.kind == "step":
            seen["step"] = data["step"]
        elif line.kind == "sample" and "case" in data:
            seen |= {"step": data["case"], "total_steps": data["of"]}
        elif line.kind == "eval":
            seen |= {name: data["metrics"].get(name) for name in ("macro_f1", "accuracy")}
        elif line.kind == "report":
            names = ("macro_f1", "accuracy", "data_digest", "model_digest")
            seen |= {name: data[name] for name in names if data.get(name) is not None}
    return seen
