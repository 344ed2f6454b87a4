"""What a run may not use up: the disk, its memory, the range of numbers."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from django.db import transaction

from tests.faults.processes import host_of
from tests.faults.promises import check_curve, check_words, exact, weights_digest
from tests.faults.readers import PATIENT
from tests.faults.runs import end_of, ended, held_between_saves, unkilled
from tests.training_jobs.told import events_of
from tests.training_jobs.workers import until, worker
from training_jobs import curve
from training_jobs.actions import resume_run
from training_jobs.contract.failures import Failure
from training_jobs.contract.sayings import SAYINGS
from training_jobs.engine.checkpoint import verify
from training_jobs.leftovers import resumable
from training_jobs.models import Checkpoint, Run, RunAttempt
from training_jobs.states import State

pytestmark = pytest.mark.django_db(transaction=True)
REAL = "tests.faults.real_worker"
IN_THEIR_PLACE = SAYINGS["made_room"]
LONG = {"max_steps": 150}
PIECE = b"\0" * 65_536


@pytest.fixture
def small_disk(tmp_path, settings) -> Iterator[Path]:
    """Runs are kept on a disk of eight megabytes."""
    folder = Path(settings.RUNS_DIR)
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Take all the room on the disk but `left` bytes, whoever else writes meanwhile: what cannot be had is not taken."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file:
        with suppress(OSError):
            while file.write(PIECE):
                continue
        file.truncate(max(0, file.seek(0, os.SEEK_END) - left))
    return filler


def paused(run: Run) -> bool:
    run.refresh_from_db()
    assert run.state not in (State.FAILED, State.CANCELLED), (run.failure, run.failure_detail)
    return run.state in (State.PAUSED, State.FINISHED)


def saved_and_then(asked, disk: Path, left: int) -> tuple[Run, Path]:
    """A run that had saved twice when the disk filled up."""
    run = asked(**LONG)
    until(lambda: Checkpoint.objects.filter(run=run).count() > 1)
    with held_between_saves(run):
        return run, fill(disk, left)


def warnings(run: Run) -> list[str]:
    said = [event["data"] for event in events_of(run, "log")]
    return [one["message"] for one in said if one["level"] == "warning"]


@pytest.mark.parametrize(
    "left", [0, *[pytest.param(left, marks=pytest.mark.faults) for left in (4_096, 20_000)]]
)
def test_a_full_disk_pauses_the_run_and_room_lets_it_go_on(left, models_dir, small_disk, company, asked, say):
    with worker(app=REAL, CHECKPOINT_SECONDS="0.1"):
        control, digest, _alone = unkilled(asked, **LONG)
        run, filler = saved_and_then(asked, small_disk, left)
        until(lambda: paused(run))
        check_words(run, Failure.NO_SPACE, "platform")
        verify(resumable(run)[0])
        fill(small_disk, 0)
        resume_run(by=company.ling, run=run)
        until(lambda: RunAttempt.objects.filter(run=run, number=2, outcome="no_space").exists())
        assert paused(run), "a resume on the full disk loses nothing"
        check_words(run, Failure.NO_SPACE, "platform")
        filler.unlink()
        resume_run(by=company.ling, run=run)
        end_of(run)
    assert run.failure == ""
    assert run.resume_step > 0, "it went on from its checkpoint"
    assert (exact(check_curve(run)), weights_digest(run)) == (exact(control), digest)
    say(
        f"a disk of 8 MB filled up to {left:,} bytes under a run; resumed on the full disk, then with room",
        "paused with no_space both times, its checkpoint whole; then the end of an undisturbed run",
        f"went on from step {run.resume_step}",
    )


@pytest.mark.faults
@pytest.mark.parametrize(("left", "fits"), [(100_000, False), (600_000, True), (930_000, True)])
def test_a_disk_too_full_for_checkpoints_costs_checkpoints_and_not_the_run(
    left, fits, models_dir, small_disk, asked, say
):
    """A checkpoint has 940,000 bytes, all other that is to come 400,000."""
    with worker(app=REAL, CHECKPOINT_SECONDS="0.1"):
        control, digest, _alone = unkilled(asked, **LONG)
        run, _filler = saved_and_then(asked, small_disk, left)
        until(lambda: warnings(run))
        with held_between_saves(run):
            verify(resumable(run)[0])
        end_of(run)
    told = warnings(run)
    gave_way = told[-1] == IN_THEIR_PLACE
    unsaved = told[:-1] if gave_way else told
    assert gave_way is not fits
    assert unsaved
    assert all("could not be saved" in message and "Training goes on." in message for message in unsaved)
    assert (exact(check_curve(run)), weights_digest(run)) == (exact(control), digest)
    say(
        f"{left:,} bytes left on the disk of a run",
        "older checkpoint whole; says so; finishes with the weights of an undisturbed run",
        f"{len(unsaved)} checkpoints not saved" + ("" if fits else f"; {IN_THEIR_PLACE}"),
    )


def allowed(memory_mb: int, asked, **wanted) -> Run:
    """A run that no worker sees before it has its limit."""
    with transaction.atomic():
        run = asked(**wanted)
        Run.objects.filter(pk=run.pk).update(memory_mb=memory_mb)
    return run


def test_a_run_that_needs_too_much_memory_fails_alone_and_is_not_tried_again(models_dir, company, asked, say):
    with worker(app=REAL, TEST_SLACK_MB="0") as process:
        host = host_of(process)
        run = allowed(60, asked, method="full", batch_size=64, max_length=128)
        until(lambda: ended(run))
        end_of(allowed(4000, asked, by=company.sven, max_steps=3))
        assert host_of(process) == host, "the warm host lives on"
    assert run.state == State.FAILED
    check_words(run, Failure.OUT_OF_MEMORY, "yours")
    assert list(RunAttempt.objects.filter(run=run).values_list("outcome", flat=True)) == ["out_of_memory"]
    say(
        "a run that allocates beyond its limit",
        "failed with out_of_memory, one attempt; host and others live",
        "",
    )


def test_a_loss_that_is_no_number_ends_the_run_with_words_and_valid_json(models_dir, asked, web, token, say):
    with worker(app=REAL):
        run = asked(method="full", learning_rate=1000, max_steps=60)
        until(lambda: ended(run))
    assert run.state == State.FAILED
    check_words(run, Failure.DIVERGED, "yours")
    for address in (f"/api/v1/runs/{run.public_id}/events", f"/api/v1/runs/{run.public_id}/curve"):
        answer = httpx.get(web.url + address, headers=token, timeout=PATIENT)
        assert answer.status_code == 200
        json.loads(answer.text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    losses = curve.snapshot(run)["steps"]["loss"]
    gaps = losses.count(None)
    assert RunAttempt.objects.filter(run=run).count() == 1
    assert losses[0] is not None
    say(
        "a learning rate of 1,000",
        "failed with diverged; the curve is kept, as JSON",
        f"{len(losses)} steps, {gaps} gaps",
    )
