"""However a run's events are packed, a reader gets the same plain list."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training_jobs.told import events_of, line, steps
from training_jobs import chunks, compaction, endings
from training_jobs.models import Run, RunChunk
from training_jobs.queue import claim
from training_jobs.stream import append, events_after


@pytest.fixture
def live(queued_run) -> Run:
    return queued_run(state="running", attempt=1)


def mixed(first: int, last: int) -> list:
    """Lines of every kind, as a run tells them."""
    return [
        line(n, "log", message=f"{n}") if n % 7 == 0 else line(n, "step", step=n, metrics={"loss": 1.0 / n})
        for n in range(first, last + 1)
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(1, 400), min_size=1, max_size=12),
    after=st.integers(0, 900),
    limit=st.integers(1, 700),
)
@pytest.mark.django_db
def test_reading_chunks_is_reading_a_list(live, sizes, after, limit):
    RunChunk.objects.all().delete()
    Run.objects.update(last_seq=0, told=0, step=0)
    first = 1
    for size in sizes:
        append(run_id=live.pk, attempt=1, events=mixed(first, first + size - 1))
        first += size
    plain = [(n, "log" if n % 7 == 0 else "step") for n in range(1, first)]
    for _pass in ("as told", "packed"):
        read = [(event["seq"], event["kind"]) for event in events_after(live, after, limit)]
        assert read == plain[after : after + limit]
        chunks.compact(live.pk)
    assert RunChunk.objects.count() <= 2 * sum(sizes) // chunks.FULL + 1


@pytest.mark.django_db
def test_packing_changes_no_event(live):
    random.seed(5)
    first = 1
    while first < 2_500:
        size = random.randint(1, 60)
        append(run_id=live.pk, attempt=1, events=mixed(first, first + size - 1))
        first += size
    before = events_of(live)
    many = RunChunk.objects.count()
    assert chunks.compact(live.pk) == many - RunChunk.objects.count() > 30
    assert events_of(live) == before
    assert chunks.compact(live.pk) == 0


@pytest.mark.django_db
def test_a_reader_opens_only_the_chunks_it_needs(live):
    append(run_id=live.pk, attempt=1, events=mixed(1, 5_000))
    append(run_id=live.pk, attempt=1, events=mixed(5_001, 5_100))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [event["seq"] for event in events_after(live, 5_050, limit=10)] == list(range(5_051, 5_061))
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_packing_while_a_writer_writes_loses_nothing(live):
    def write(_number: int) -> None:
        for first in range(1, 601, 4):
            append(run_id=live.pk, attempt=1, events=mixed(first, first + 3))
        connection.close()

    def pack(_number: int) -> None:
        for _round in range(20):
            chunks.compact(live.pk)
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda work: work(0), [write, pack, pack]))
    assert [event["seq"] for event in events_of(live)] == list(range(1, 601))


@pytest.mark.django_db
def test_a_crowded_stream_is_packed_without_being_asked_for(live):
    for n in range(1, compaction.SMALL + 10):
        append(run_id=live.pk, attempt=1, events=steps(n, n))
    assert compaction.pack_streams() > compaction.SMALL
    assert compaction.pack_streams() == 0


@pytest.mark.django_db(transaction=True)
def test_a_run_that_ends_asks_to_be_packed(queued_run, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(compaction, "_ask", asked.append)
    run = queued_run()
    claim("gpu@here", "here")
    append(run_id=run.pk, attempt=1, events=steps(1, 3))
    assert asked == []
    endings.finish(run_id=run.pk, attempt=1)
    assert asked == [run.pk]


@pytest.mark.django_db(transaction=True)
def test_stored_events_move_into_chunks_and_back(queued_run):
    """Real rows of the old table: two attempts, the second of which began anew."""
    run = queued_run(state="finished", attempt=2, last_seq=1_505)
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes("training_jobs")
    old = executor.migrate([("training_jobs", "0007_chunk_notes")]).apps
    try:
        rows = [
            {"attempt": 1, "kind": "step", "data": {"step": n, "metrics": {"loss": 1 / n}}}
            for n in range(1, 1_501)
        ]
        rows += [{"attempt": 2, "kind": "state", "data": {"state": "starting", "resume_step": 0}}]
        rows += [
            {"attempt": 2, "kind": "step", "data": {"step": n, "metrics": {"loss": 2.0}}} for n in range(1, 5)
        ]
        event = old.get_model("training_jobs", "RunEvent")
        at = run.created_at
        event.objects.bulk_create(
            event(run_id=run.pk, seq=seq, at=at, **row) for seq, row in enumerate(rows, 1)
        )
        executor = MigrationExecutor(connection)
        executor.migrate(newest)
        assert [(e["kind"], e["data"]) for e in events_of(run)] == [
            (row["kind"], row["data"]) for row in rows
        ]
        assert events_of(run)[0]["at"] == at.isoformat()
        assert [point.step for point in chunks.points(run.pk, 1, 2_000)] == [1, 2, 3, 4]
        assert Run.objects.get(pk=run.pk).latest == {"loss": 2.0}
        back = MigrationExecutor(connection).migrate([("training_jobs", "0007_chunk_notes")]).apps
        assert back.get_model("training_jobs", "RunEvent").objects.filter(run_id=run.pk).count() == len(rows)
    finally:
        MigrationExecutor(connection).migrate(newest)
