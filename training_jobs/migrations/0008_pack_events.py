"""Each stored event moves into a chunk. Written out here, so that it still packs like this when chunks.py changes."""

import json
import zlib
from datetime import datetime
from itertools import groupby

from django.db import migrations

FULL = 1_000


def packed(events):
    return zlib.compress(json.dumps(events, separators=(",", ":")).encode()) if events else b""


def chunks_of(run_id, rows, chunk):
    """The chunks of a run from its events in order."""
    made = []
    for attempt, mine in groupby(rows, key=lambda row: row.attempt):
        told = [
            {"seq": row.seq, "kind": row.kind, "data": row.data, "at": row.at.isoformat()} for row in mine
        ]
        for start in range(0, len(told), FULL):
            events = told[start : start + FULL]
            for event in events:
                kept = event["data"].get("resume_step") if event["kind"] == "state" else None
                if kept is not None:
                    cut(made, kept)
            steps = [event for event in events if event["kind"] == "step"]
            numbers = [event["data"]["step"] for event in steps]
            made.append(
                chunk(
                    run_id=run_id,
                    attempt=attempt,
                    first_seq=events[0]["seq"],
                    last_seq=events[-1]["seq"],
                    first_step=min(numbers, default=None),
                    last_step=max(numbers, default=None),
                    body=packed(steps),
                    notes=packed([event for event in events if event["kind"] != "step"]),
                )
            )
    return made


def cut(made, kept):
    for chunk in made:
        if chunk.last_step is not None and chunk.last_step > kept:
            chunk.kept_step = kept if chunk.kept_step is None else min(chunk.kept_step, kept)


def pack(apps, schema_editor):
    run, event, chunk = (apps.get_model("training_jobs", name) for name in ("Run", "RunEvent", "RunChunk"))
    for run_id in event.objects.order_by().values_list("run_id", flat=True).distinct():
        rows = event.objects.filter(run_id=run_id).order_by("seq")
        chunk.objects.bulk_create(chunks_of(run_id, rows.iterator(), chunk))
        newest = rows.filter(kind="step").last()
        if newest is not None:
            run.objects.filter(pk=run_id).update(latest=newest.data.get("metrics", {}))


def unpack(apps, schema_editor):
    event, chunk = (apps.get_model("training_jobs", name) for name in ("RunEvent", "RunChunk"))
    for row in chunk.objects.order_by("run_id", "first_seq").iterator():
        parts = [json.loads(zlib.decompress(body)) for body in (row.body, row.notes) if body]
        event.objects.bulk_create(
            event(
                run_id=row.run_id,
                attempt=row.attempt,
                seq=one["seq"],
                kind=one["kind"],
                data=one["data"],
                at=datetime.fromisoformat(one["at"]),
            )
            for part in parts
            for one in part
        )
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("training_jobs", "0007_chunk_notes")]
    operations = [migrations.RunPython(pack, unpack)]
