"""What people and disks hand in: each is refused or survived with words."""

import os
import shutil
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import transaction

from tests.faults.conftest import TINY
from tests.faults.promises import check_curve, check_words, exact, reduced, weights_digest
from tests.faults.readers import PATIENT
from tests.faults.runs import end_of, ended, unkilled
from tests.faults.scripts import BEGIN, finish, learn
from tests.training_jobs.told import events_of
from tests.training_jobs.workers import until, worker
from training_jobs import doorbell, queue
from training_jobs.actions import pause_run, resume_run
from training_jobs.contract.failures import Failure
from training_jobs.leftovers import resumable
from training_jobs.models import Run, RunAttempt
from training_jobs.states import State

pytestmark = pytest.mark.django_db(transaction=True)
REAL = "tests.faults.real_worker"


@pytest.mark.parametrize("gone", ["", pytest.param("train.csv", marks=pytest.mark.faults)])
def test_a_data_set_that_is_gone_when_the_run_starts_is_the_platforms_fault(
    gone, models_dir, asked, tmp_path, say
):
    library = tmp_path / "library"
    shutil.copytree(settings.DATASETS_DIR, library)
    run = asked()
    place = library / TINY["dataset"] / gone
    place.unlink() if gone else shutil.rmtree(place)
    with worker(app=REAL, TEST_DATASETS=str(library)):
        doorbell.ring()
        until(lambda: ended(run))
    assert run.state == State.FAILED
    check_words(run, Failure.DATASET_MISSING, "platform")
    assert RunAttempt.objects.filter(run=run).count() == 1
    what = gone or "the whole folder"
    say(
        f"data set deleted between submit and start ({what})",
        "failed with dataset_missing",
        run.failure_detail,
    )


def test_a_model_that_no_node_has_is_waited_for_with_words(models_dir, asked, tmp_path, say):
    (tmp_path / "models").mkdir()
    run = asked()
    with worker(app=REAL, MODELS=str(tmp_path / "models")):  # which hears the ring before it is ready
        until(lambda: not doorbell.waiting_doorbells())
        run.refresh_from_db()
        assert run.state == State.QUEUED
        reason = queue.waiting_reason(run)
        assert TINY["base_model"] in reason
    say("a node without the base model", "the run waits, and says for what", reason)


@pytest.mark.faults
def test_a_model_that_vanishes_from_its_node_is_the_platforms_fault(models_dir, asked, tmp_path, say):
    models = tmp_path / "models"
    shutil.copytree(models_dir / TINY["base_model"], models / TINY["base_model"], copy_function=copy)
    with worker(app=REAL, MODELS=str(models)):
        with transaction.atomic():  # its doorbell rings when the model is gone
            run = asked()
            shutil.rmtree(models / TINY["base_model"])
        until(lambda: ended(run))
    assert run.state == State.FAILED
    check_words(run, Failure.MODEL_MISSING, "platform")
    say("a base model deleted under its node", "failed with model_missing", run.failure_detail)


def copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def test_what_has_ended_is_not_resumed(scripted, web, token, say):
    run = scripted(BEGIN, learn(1, 2), *finish(2))
    with worker():
        doorbell.ring()
        until(lambda: ended(run))
    before = (run.state, run.last_seq)
    answer = httpx.post(f"{web.url}/api/v1/runs/{run.public_id}/resume", headers=token, timeout=PATIENT)
    assert answer.status_code == 409
    assert "already ended" in answer.json()["detail"]
    run.refresh_from_db()
    assert (run.state, run.last_seq) == before
    say("resume of a finished run", "409 with words, nothing changes", answer.json()["detail"])


@pytest.mark.parametrize(
    ("broken", "file"),
    [
        ("newest", "tensors.safetensors"),
        pytest.param("newest", "state.json", marks=pytest.mark.faults),
        pytest.param("newest", "manifest.json", marks=pytest.mark.faults),
        pytest.param("all", "tensors.safetensors", marks=pytest.mark.faults),
    ],
)
def test_a_checkpoint_with_one_flipped_byte_is_refused_and_the_one_before_is_used(
    broken, file, models_dir, company, asked, say
):
    spec = {"max_steps": 100}
    with worker(app=REAL, CHECKPOINT_SECONDS="0.1"):
        control, digest, _alone = unkilled(asked, **spec)
        run = asked(**spec)
        until(lambda: run.refresh_from_db() or len(resumable(run)) > 1)
        pause_run(by=company.ling, run=run)
        until(lambda: run.refresh_from_db() or run.state == State.PAUSED)
        folders = resumable(run)
        damaged = folders if broken == "all" else folders[:1]
        for folder in damaged:
            flip(folder / file)
        resume_run(by=company.ling, run=run)
        end_of(run)
    left = [int(folder.name.removeprefix("step-")) for folder in folders[len(damaged) :]]
    assert run.resume_step == (left[0] if left else 0)
    said = [event["data"]["message"] for event in events_of(run, "log")]
    refused = [message for message in said if "cannot be used" in message]
    assert len(refused) == len(damaged)
    assert all(f"{file} is damaged" in message for message in refused)
    assert (exact(check_curve(run)), weights_digest(run)) == (exact(control), digest)
    say(
        f"one byte flipped in {file} of the newest {len(damaged)} of {len(folders)}",
        "refused, the one before used, said so",
        refused[0],
    )


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_torn_and_foreign_lines_in_the_event_file_cost_only_themselves(scripted, say):
    run = scripted(
        BEGIN,
        learn(1, 3),
        ["half", 'Segmentation fault\n{"n": "x"}\n\n[1, 2]\n'],
        learn(4, 5),
        ["half", '{"n":7,"kind":"step","data":{"step":6,"metr'],
        ["exit", 0],
    )
    with worker():
        doorbell.ring()
        until(lambda: ended(run))
    assert run.state == State.FINISHED
    assert sorted(reduced(events_of(run))) == [1, 2, 3, 4, 5]
    check_curve(run)
    say("garbage between lines and a last line that is cut", "every whole line is kept, the run finishes", "")


CONTRADICTIONS = {
    "two lengths": {"epochs": 2, "max_steps": 30},
    "a head on a model that writes": {
        "task": "text-generation",
        "base_model": "smollm2-135m-instruct",
        "method": "head",
    },
    "more devices than rows": {"devices": 8, "batch_size": 2},
    "a model nobody knows": {"base_model": "gpt-9"},
    "a data set nobody knows": {"dataset": "nothing"},
    "a number that is none": {"learning_rate": "fast"},
}


def test_contradictions_are_refused_where_they_stand(web, token, say):
    told = []
    for name, changes in CONTRADICTIONS.items():
        answer = httpx.post(
            f"{web.url}/api/v1/experiments",
            json={"spec": {**TINY, **changes}},
            headers=token,
            timeout=PATIENT,
        )
        assert answer.status_code == 422, (name, answer.text)
        (flaw,) = answer.json()["errors"]
        assert flaw["pointer"].startswith("/spec")
        told.append(flaw["detail"])
    assert not Run.objects.exists()
    say(f"{len(CONTRADICTIONS)} contradictory specs", "422 with a pointer and words, no run", told[0])


def test_a_label_that_no_node_bears_is_waited_for_with_words(scripted, say):
    run = scripted(BEGIN, learn(1, 1), *finish(1))
    Run.objects.filter(pk=run.pk).update(node_label="a100")
    with worker():
        doorbell.ring()
        until(lambda: not doorbell.waiting_doorbells())
        run.refresh_from_db()
        assert run.state == State.QUEUED
        reason = queue.waiting_reason(run)
        assert "a100" in reason
    say("a label that no node bears", "the run waits, and says for what", reason)
