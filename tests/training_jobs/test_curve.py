"""What a page draws of a run is what the run told, whichever way it is read."""

import random
from typing import Any

import pytest
from django.urls import reverse

from tests.training_jobs.told import begun, last_state, line
from training_jobs import blocks, chunks, curve, endings
from training_jobs.contract.failures import Failure
from training_jobs.models import Checkpoint, CurveBlock, Run, RunAttempt
from training_jobs.stream import append

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(queued_run) -> Run:
    return queued_run(state="running", attempt=1)


def loss(step: int, attempt: int = 1) -> float:
    return round(random.Random(step * 10 + attempt).uniform(0, 5), 6)


def told(run: Run, first: int, last: int, *, n: int, attempt: int = 1, at_once: int = 50) -> int:
    """Tell the steps in batches, lines from number `n`; returns the number of the next line."""
    lines = [
        line(n + step - first, "step", step=step, metrics={"loss": loss(step, attempt), "load": 0.5})
        for step in range(first, last + 1)
    ]
    for start in range(0, len(lines), at_once):
        append(run_id=run.pk, attempt=attempt, events=lines[start : start + at_once])
    run.refresh_from_db()
    return n + len(lines)


def taken_up(run: Run, step: int, attempt: int = 2) -> None:
    """Another worker goes on from a checkpoint at `step`."""
    Run.objects.filter(pk=run.pk).update(attempt=attempt, told=0)
    RunAttempt.objects.create(run=run, number=attempt, worker="gpu@two")
    again = line(1, "state", state="running", phase="training", total_steps=9_999, resume_step=step)
    append(run_id=run.pk, attempt=attempt, events=[again])
    run.refresh_from_db()


def test_a_snapshot_tells_all_that_the_stream_told(live):
    lines = [
        begun(1),
        line(2, "step", step=1, metrics={"loss": 2.0, "memory_mb": 300}),
        line(3, "step", step=2, metrics={"loss": None}, not_finite=True),
        line(4, "eval", step=2, epoch=0.5, metrics={"loss": 1.5, "macro_f1": 0.4}),
        line(5, "sample", step=2, id="a", text="t", label="x", predicted="y", confidence=0.6),
        line(6, "log", message="halfway", level="warning"),
        line(7, "checkpoint", step=2, folder="checkpoints/step-00000002", digest="d", bytes=9, seconds=0.1),
    ]
    append(run_id=live.pk, attempt=1, events=lines)
    live.refresh_from_db()
    drawn = curve.snapshot(live)
    assert (drawn["seq"], drawn["state"], drawn["phase"], drawn["step"]) == (7, "running", "training", 2)
    assert drawn["steps"] == {"step": [1, 2], "loss": [2.0, None], "memory_mb": [300, None]}
    assert drawn["evals"] == {"step": [2], "epoch": [0.5], "loss": [1.5], "macro_f1": [0.4]}
    assert [said["id"] for said in drawn["samples"]] == ["a"]
    assert (drawn["checkpoints"], drawn["log_lines"], drawn["thinned"]) == ([2], 1, False)
    assert (drawn["at"]["first_step"], drawn["at"]["last_step"]) == (1, 2)
    assert live.latest == {"loss": None, "memory_mb": 300}
    saved = Checkpoint.objects.get(run=live)
    assert saved.folder == f"{live.public_id}/1/checkpoints/step-00000002"


def test_a_checkpoint_elsewhere_is_no_checkpoint(live):
    hostile = {"step": 2, "digest": "d", "bytes": 9, "seconds": 0.1, "folder": "checkpoints/../../other"}
    append(run_id=live.pk, attempt=1, events=[line(1, "checkpoint", **hostile)])
    assert not Checkpoint.objects.exists()


def test_each_step_has_one_value_when_attempts_go_on_from_checkpoints(live):
    told(live, 1, 700, n=1)
    taken_up(live, 300)
    assert (live.step, live.resume_step, RunAttempt.objects.get(run=live).resume_step) == (300, 300, 300)
    told(live, 301, 600, n=2, attempt=2)
    taken_up(live, 550, attempt=3)
    told(live, 551, 620, n=2, attempt=3)
    of_attempt = [*[1] * 300, *[2] * 250, *[3] * 70, *[1] * 80]
    wanted = [loss(step, attempt) for step, attempt in enumerate(of_attempt, 1)]
    snapshot = curve.snapshot(live)
    drawn = snapshot["steps"]
    assert (drawn["step"], drawn["loss"]) == (list(range(1, 701)), wanted)
    assert snapshot["step"] == 620
    assert (snapshot["at"]["first_step"], snapshot["at"]["last_step"]) == (551, 620)
    chunks.compact(live.pk)
    assert curve.snapshot(live)["steps"] == drawn


def test_what_a_lost_attempt_told_stays_unless_the_run_finishes_before_it(live):
    told(live, 1, 100, n=1)
    taken_up(live, 60)
    assert curve.snapshot(live)["at"]["first"] is None, "the new attempt has no pace yet"
    told(live, 61, 70, n=2, attempt=2)
    assert len(curve.snapshot(live)["steps"]["step"]) == 100
    endings.fail(run_id=live.pk, attempt=2, failure=Failure.DIVERGED)
    assert len(curve.snapshot(Run.objects.get(pk=live.pk))["steps"]["step"]) == 100


def test_a_run_that_is_stopped_and_kept_shows_the_way_to_its_weights(live):
    n = told(live, 1, 100, n=1)
    append(run_id=live.pk, attempt=1, events=[line(n, "eval", step=100, epoch=1.0, metrics={"loss": 1.0})])
    taken_up(live, 60)
    told(live, 61, 70, n=2, attempt=2)
    endings.finish(run_id=live.pk, attempt=2, kept=True)
    drawn = curve.snapshot(Run.objects.get(pk=live.pk))
    wanted = [loss(step, 1 if step <= 60 else 2) for step in range(1, 71)]
    assert (drawn["steps"]["loss"], drawn["evals"]["step"]) == (wanted, [])
    assert last_state(live)["step"] == 70
    chunks.compact(live.pk)
    assert curve.snapshot(Run.objects.get(pk=live.pk)) == drawn


def test_blocks_are_of_the_values_that_count(live):
    told(live, 1, 700, n=1)
    assert list(CurveBlock.objects.order_by("number").values_list("number", flat=True)) == [0, 1]
    taken_up(live, 300)
    assert list(CurveBlock.objects.order_by("number").values_list("number", flat=True)) == [0]
    told(live, 301, 512, n=2, attempt=2)
    (_first, _last, rows) = blocks.between(live.pk, 257, 512)[0]
    values = [loss(step, 1 if step <= 300 else 2) for step in range(257, 513)]
    assert (min(rows.values["loss"]), max(rows.values["loss"])) == (min(values), max(values))
    assert (rows.steps[0], rows.steps[-1], rows.count) == (257, 512, 256)


def test_a_long_run_that_begins_again_is_still_read_from_blocks(live, monkeypatch):
    monkeypatch.setattr(curve, "EXACT", 500)
    told(live, 1, 3_000, n=1, at_once=500)
    taken_up(live, 0)
    told(live, 1, 300, n=2, attempt=2)
    read = []
    monkeypatch.setattr(
        curve,
        "_exact",
        lambda run, first, last, read_on=curve._exact: (
            read.append((first, last)) or read_on(run, first, last)
        ),
    )
    drawn = curve.snapshot(live)["steps"]
    assert sum(last - first + 1 for first, last in read) <= 2 * 256, (
        "only where the attempt stands, and the rest"
    )
    assert (drawn["step"][0], drawn["step"][-1]) == (1, 3_000)
    assert all(
        value == loss(step, 2 if step <= 300 else 1)
        for step, value in zip(drawn["step"], drawn["loss"], strict=True)
    )


def test_an_attempt_that_never_saved_begins_the_curve_anew(live):
    told(live, 1, 40, n=1)
    Run.objects.filter(pk=live.pk).update(attempt=2, told=0)
    append(run_id=live.pk, attempt=2, events=[begun(1)])
    told(live, 1, 5, n=2, attempt=2)
    append(run_id=live.pk, attempt=2, events=[begun(7)])
    live.refresh_from_db()
    drawn = curve.snapshot(live)
    assert drawn["steps"]["loss"] == [loss(step, 2 if step < 6 else 1) for step in range(1, 41)]
    assert (live.resume_step, drawn["step"]) == (0, 5)


def test_a_long_curve_read_from_blocks_keeps_its_ends_and_extremes(live, monkeypatch):
    monkeypatch.setattr(curve, "EXACT", 1_000)
    told(live, 1, 3_000, n=1, at_once=300)
    drawn = curve.snapshot(live, points=200)["steps"]
    values = [loss(step) for step in range(1, 3_001)]
    assert len(drawn["step"]) <= 200
    assert (drawn["step"][0], drawn["step"][-1]) == (1, 3_000)
    assert (min(drawn["loss"]), max(drawn["loss"])) == (min(values), max(values))
    assert all(value == loss(step) for step, value in zip(drawn["step"], drawn["loss"], strict=True))


@pytest.mark.parametrize(("steps", "size"), [(2_000, 256), (3_000, 1_024), (9_000, 4_096)])
def test_longer_curves_are_read_from_larger_blocks_where_there_are_some(live, monkeypatch, steps, size):
    monkeypatch.setattr(blocks, "MANY", {2_000: 10, 3_000: 4, 9_000: 3}[steps])
    told(live, 1, steps, n=1, at_once=1_000)
    found = blocks.between(live.pk, 1, steps)
    assert [(first, last) for first, last, _rows in found] == [
        (start + 1, start + size) for start in range(0, steps - size + 1, size)
    ]
    CurveBlock.objects.filter(size=size).exclude(size=256).delete()
    assert {last - first + 1 for first, last, _rows in blocks.between(live.pk, 1, steps)} <= {256, 1_024}


def test_a_stretch_is_shown_step_by_step(live):
    told(live, 1, 600, n=1)
    drawn = curve.snapshot(live, start=200, stop=290)
    assert drawn["steps"]["step"] == list(range(200, 291))
    assert curve.snapshot(live, points=50)["thinned"]


def test_a_step_that_is_no_number_spoils_nothing(live):
    told_so: list[dict[str, Any]] = [
        {"step": "x", "metrics": {}},
        {"step": 2**40, "metrics": {}},
        {"step": 1, "metrics": {"loss": "?"}},
    ]
    odd = [line(n, "step", **data) for n, data in enumerate(told_so, 1)]
    append(run_id=live.pk, attempt=1, events=odd)
    live.refresh_from_db()
    assert curve.snapshot(live)["steps"] == {"step": [1], "loss": [None]}


def test_the_log_is_found_and_taken_along(client, company, live):
    lines = [line(n, "log", message=f"Line {n}", level="info") for n in range(1, 13)]
    append(run_id=live.pk, attempt=1, events=lines)
    client.force_login(company.ling)
    address = reverse("training_jobs:run_log", args=[live.public_id])
    found = client.get(address, {"find": "LINE 1", "after": 5}).json()
    assert [row["message"] for row in found["lines"]] == ["Line 10", "Line 11", "Line 12"]
    assert client.get(address, {"after": "x"}).status_code == 400
    answer = client.get(reverse("training_jobs:run_log_download", args=[live.public_id]))
    text = b"".join(answer.streaming_content).decode()
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert [row.split()[-1] for row in text.splitlines()] == [str(n) for n in range(1, 13)]


def test_the_page_asks_for_the_curve_over_http(client, company, live):
    told(live, 1, 200, n=1)
    client.force_login(company.marco)
    address = reverse("training_jobs:run_curve", args=[live.public_id])
    assert client.get(address, {"from": 10, "to": 20}).json()["steps"]["step"] == list(range(10, 21))
    assert len(client.get(address, {"points": 60}).json()["steps"]["step"]) <= 60
    assert client.get(address, {"points": "-1"}).status_code == 400
