"""From the submit to the certificate's evidence with nothing scripted: a real model learns from real text."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Max

from courses.models import PartDone
from tests.training_jobs.told import SPEC, events_of
from tests.training_jobs.workers import until, worker
from training_jobs import access
from training_jobs.actions import request_grading, submit_experiment
from training_jobs.contract.spec import parse_spec
from training_jobs.leftovers import resume_step
from training_jobs.models import Checkpoint, Report, Run, RunAttempt
from training_jobs.states import ENDED, State

pytestmark = pytest.mark.django_db(transaction=True)
LORA = {**SPEC, "method": "lora", "learning_rate": 0.005, "max_steps": 30}


@pytest.fixture
def gpu_worker(transactional_db, models_dir) -> Iterator[None]:
    with worker(app="lms", LEASE_SECONDS="30"):
        yield


def asked_for(spec: dict, **about) -> Run:
    run = submit_experiment(spec=parse_spec(spec), **about)
    until(lambda: run.refresh_from_db() or run.state in ENDED, 120)
    assert run.state == State.FINISHED, (run.failure, run.failure_detail)
    return run


def test_a_learner_trains_is_graded_and_takes_the_model_home(gpu_worker, company, labs, settings):
    run = asked_for(LORA, by=company.ling, place=labs.graded, prediction=0.7)
    report = Report.objects.get(run=run).data
    assert run.macro_f1 == report["macro_f1"]
    assert (run.step, run.total_steps) == (30, 30)
    assert len(run.data_digest) == len(run.model_digest) == 64
    losses = [e["data"]["metrics"]["loss"] for e in events_of(run, "step")]
    assert len(losses) == 30
    assert sum(losses[-5:]) < sum(losses[:5])
    assert access.check_can_download.refusal(company.ling, run) == ""
    assert any(path.suffix == ".safetensors" for path in access.artefact_folder(run).iterdir())

    grading = request_grading(by=company.ling, run=run)
    until(lambda: grading.run.refresh_from_db() or grading.run.state in ENDED, 60)
    grading.refresh_from_db()
    assert grading.run.state == State.FINISHED, grading.run.failure_detail
    assert grading.low < grading.macro_f1 < grading.high
    assert PartDone.objects.filter(key="sort").exists() == grading.passed
    told = str(events_of(grading.run))
    hidden = Path(settings.DATASETS_DIR, "insurer-messages", "test.csv").read_text().splitlines()[1:]
    assert not [row for row in hidden if row.split(",")[0] in told]


def test_a_killed_training_goes_on_from_its_checkpoint_and_is_set_aside_after_the_third_time(
    company, transactional_db, models_dir
):
    spec = parse_spec({**LORA, "max_steps": 2000})
    with worker(app="lms", LEASE_SECONDS="30", CHECKPOINT_SECONDS="0.5"):
        run = submit_experiment(by=company.ling, spec=spec)
        reached = 0
        for attempt in (1, 2, 3):
            until(lambda n=attempt, past=reached: in_attempt(run, n) and run.step > past + 10, 60)
            until(lambda past=reached: newest_checkpoint(run) > past, 30)
            reached = newest_checkpoint(run)
            kill_training()
        until(lambda: run.refresh_from_db() or run.state == State.PAUSED, 15)
    assert run.failure == "quarantined"
    assert resume_step(run) >= reached, "a person may try again from there"
    outcomes = RunAttempt.objects.filter(run=run).order_by("number").values_list("outcome", "resume_step")
    assert [outcome for outcome, _step in outcomes] == ["killed"] * 3
    assert [step > 0 for _outcome, step in outcomes] == [False, True, True], "it went on where it was saved"


def in_attempt(run: Run, number: int) -> bool:
    run.refresh_from_db()
    return run.attempt == number and run.state == State.RUNNING


def newest_checkpoint(run: Run) -> int:
    return Checkpoint.objects.filter(run=run).aggregate(step=Max("step"))["step"] or 0


def kill_training() -> None:
    for pid in training_pids():
        os.kill(pid, signal.SIGKILL)


def training_pids() -> list[int]:
    """Processes of this test's runs: forks of the host that lead a group and have the run's log open."""
    pids = []
    for process in Path("/proc").iterdir():
        try:
            log = Path(os.readlink(process / "fd" / "2")) if process.name.isdecimal() else Path()
            if log.name == "log.txt" and log.is_relative_to(settings.RUNS_DIR):
                pids.append(int(process.name))
        except OSError:
            continue
    return pids


def test_a_rate_that_is_too_high_fails_with_a_reason_and_keeps_its_curve(gpu_worker, company):
    run = submit_experiment(
        by=company.ling, spec=parse_spec({**LORA, "method": "full", "learning_rate": 900})
    )
    until(lambda: run.refresh_from_db() or run.state in ENDED, 120)
    assert (run.state, run.failure) == (State.FAILED, "diverged")
    assert events_of(run, "step")


def test_prompts_are_answered_one_by_one_and_complete_their_lab(gpu_worker, company, labs):
    spec = {
        "task": "prompt",
        "base_model": "smollm2-135m-instruct",
        "dataset": "insurer-messages",
        "cases": 2,
    }
    run = asked_for(
        {**spec, "template": "One word: claims or billing? {{message}}"}, by=company.ling, place=labs.prompt
    )
    assert len(events_of(run, "sample")) == 2
    assert (run.step, run.total_steps) == (2, 2)
    assert Report.objects.get(run=run).data["rows"] == 2
    assert PartDone.objects.get().key == "ask"
