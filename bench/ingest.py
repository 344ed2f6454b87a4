"""What a run tells: how fast it is stored, and how fast a page gets the curve of a very long one."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench import world
from bench.figures import Figure, figure

SECONDS, PER_SECOND, BATCH = 60, 2_000, 100
MILLION, LOT = 1_000_000, 512_000  # a lot fills whole chunks and whole blocks
AT = "2026-11-22T00:00:00+00:00"
BARE = "INSERT INTO bare_event (run, seq, kind, data, at) VALUES (%s, %s, 'step', %s, now())"


def milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def bare(first: int) -> None:
    """The control: each event a row of its own, in one transaction, and nothing else."""
    from django.db import connection, transaction

    rows = [(0, number, json.dumps(world.line(number).data)) for number in range(first, first + BATCH)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(BARE, rows)


def paced() -> Iterator[Figure]:
    from django.db import connection

    from training_jobs.stream import append, events_after

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare_event (run bigint, seq bigint, kind text, data jsonb, at timestamptz, UNIQUE (run, seq))"
        )
    run = world.live_run(world.learner())
    values, controls = [], []
    began = time.perf_counter()
    with world.rate(PER_SECOND / BATCH) as due:
        for first in range(1, SECONDS * PER_SECOND + 1, BATCH):
            due()
            lines = [world.line(number) for number in range(first, first + BATCH)]
            values.append(milliseconds(partial(append, run_id=run.pk, attempt=1, events=lines)))
            if first // BATCH % 10 == 0:
                controls.append(milliseconds(partial(bare, first)))
    took = time.perf_counter() - began
    run.refresh_from_db()
    asked = SECONDS * PER_SECOND
    steps = [event["data"]["step"] for event in events_after(run, 0, limit=asked + 1)]
    assert (run.last_seq, steps) == (asked, list(range(1, asked + 1))), "the count is not exact"
    yield Figure(
        "ingest.points_per_second",
        asked / took,
        "points/s",
        "2,000 a second for as long",
        2_000,
        1,
        (asked / took, asked / took),
    )
    yield figure(
        "ingest.append_100_p95", values, "ms", control="100 bare rows, p95", controls=controls, share=0.95
    )


def long_run(steps: int) -> Any:
    """A finished run of so many steps, stored as a live one is after its chunks were packed."""
    from training_jobs import blocks, chunks
    from training_jobs.models import CurveBlock

    finished = {"state": "finished", "attempt": 1, "step": steps, "last_seq": steps, "total_steps": steps}
    run = world.runs(world.learner(), 1, **finished)[0]
    made: list[CurveBlock] = []
    for first in range(1, steps + 1, LOT):
        lines = [world.line(number) for number in range(first, min(first + LOT, steps + 1))]
        events = [{"seq": one.n, "kind": "step", "data": one.data, "at": AT} for one in lines]
        for start in range(0, len(events), chunks.FULL):
            chunks.write(run.pk, 1, events[start : start + chunks.FULL])
        points = [chunks.Point(one.n, one.data["metrics"], AT) for one in lines]
        for size in blocks.SIZES:
            for start in range(0, len(points) - size + 1, size):
                metrics = blocks.summed(points[start : start + size])
                number = (first + start) // size
                made.append(CurveBlock(run=run, size=size, number=number, attempt=1, metrics=metrics))
    CurveBlock.objects.bulk_create(made, batch_size=1_000)
    return run


def curves() -> Iterator[Figure]:
    from training_jobs import curve

    long, short = long_run(MILLION), long_run(1_000)
    drawn = curve.snapshot(long)
    assert drawn["thinned"]
    assert max(map(len, drawn["steps"].values())) <= curve.POINTS
    assert (drawn["steps"]["step"][0], drawn["steps"]["step"][-1]) == (1, MILLION)

    def draw(run: Any, **part: int) -> float:
        return milliseconds(lambda: json.dumps(curve.snapshot(run, **part)))

    control = "the same of 1,000 points"
    whole, few = zip(*[(draw(long), draw(short)) for _round in range(15)], strict=True)
    yield figure("curve.million_points_p95", whole, "ms", control=control, controls=few, share=0.95)
    near, few = zip(
        *[(draw(long, start=500_000, stop=505_000), draw(short)) for _round in range(15)], strict=True
    )
    yield figure("curve.zoom_5000_p95", near, "ms", control=control, controls=few, share=0.95)


def opened(client: Any, address: str) -> None:
    status = client.get(address).status_code
    assert status == 200, (address, status)


def pages() -> Iterator[Figure]:
    """The list of 1,000 finished runs, and the comparison of eight of them, against those of ten."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found: dict[str, list[tuple[float, int]]] = {}
    for count in (10, 1_000):
        owner = world.learner(f"Learner{count}")
        made = world.runs(owner, count, state="finished", attempt=1, macro_f1=0.8, total_steps=40, step=40)
        client = Client(headers={"host": "localhost"})
        client.force_login(owner)
        chosen = "&".join(f"run={run.public_id}" for run in made[:8])
        for name, address in {"list": "/experiments/", "compare": f"/compare/?{chosen}"}.items():
            for _round in range(12):
                with CaptureQueriesContext(connection) as asked:
                    took = milliseconds(partial(opened, client, address))
                found.setdefault(f"{name} {count}", []).append((took, len(asked)))
    for name in ("list", "compare"):
        few, many = found[f"{name} 10"][2:], found[f"{name} 1000"][2:]
        times, controls = [took for took, _asked in many], [took for took, _asked in few]
        yield figure(
            f"{name}.of_1000_runs_p95", times, "ms", control="of 10 runs", controls=controls, share=0.95
        )
        queries, controls = [float(asked) for _took, asked in many], [float(asked) for _took, asked in few]
        yield figure(f"{name}.queries", queries, "queries", control="of 10 runs", controls=controls)


def figures() -> Iterator[Figure]:
    world.prepare()
    yield from paced()
    yield from pages()


def curve_figures() -> Iterator[Figure]:
    world.prepare()
    yield from curves()
