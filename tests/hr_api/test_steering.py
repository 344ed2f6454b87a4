"""Pause, resume, stop and cancel over HTTP."""

import pytest

from people.tokens import Scope
from tests.hr_api.programs import Program, assert_problem
from tests.hr_api.test_runs import run_of
from training_jobs.models import Run
from training_jobs.states import State


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("pause", State.RUNNING, "pausing"),
        ("pause", State.QUEUED, "paused"),
        ("resume", State.PAUSED, "queued"),
        ("stop", State.RUNNING, "stopping"),
        ("cancel", State.PAUSED, "cancelled"),
    ],
)
def test_each_act_answers_with_the_run_and_again_is_harmless(ling, company, act, before, after):
    run = run_of(company.ling, before)
    Run.objects.filter(pk=run.pk).update(step=3)
    first, again = (ling.post(f"runs/{run.public_id}/{act}") for _twice in range(2))
    assert (first.status_code, first.json()["state"]) == (200, after)
    assert (again.status_code, again.json()) == (200, first.json())


@pytest.mark.parametrize("act", ["pause", "resume", "stop", "cancel"])
def test_a_run_that_has_ended_refuses_with_a_reason(ling, company, act):
    run = run_of(company.ling, State.FINISHED)
    body = assert_problem(ling.post(f"runs/{run.public_id}/{act}"), 409, "conflict")
    assert "already ended" in body["detail"]


@pytest.mark.parametrize("act", ["pause", "resume", "stop", "cancel"])
def test_reading_does_not_allow_it_and_strangers_find_nothing(company, omar, act):
    run = run_of(company.ling, State.RUNNING)
    reader = Program(company.ling, Scope.RUNS_READ)
    assert_problem(reader.post(f"runs/{run.public_id}/{act}"), 403, "missing-scope")
    assert_problem(omar.post(f"runs/{run.public_id}/{act}"), 404, "not-found")
