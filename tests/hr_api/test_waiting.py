"""Programs read why a run waits, what they may still compute, and what makes a run fit."""

import pytest

from tests.hr_api.programs import assert_problem
from tests.reporting.stories import run_of
from tests.training_jobs.sharing import had
from training_jobs import nodes
from training_jobs.contract.version import CONTRACT
from training_jobs.models import Quota
from training_jobs.states import State

pytestmark = pytest.mark.django_db
LARGE = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "full",
    "batch_size": 128,
    "max_length": 512,
}


def test_a_run_that_is_too_large_is_refused_with_settings_to_send_instead(ling):
    nodes.announce(name="gpu@here", queue="gpu", ready=True, contract=CONTRACT, memory_mb=3000)
    body = assert_problem(ling.post("experiments", {"spec": LARGE}), 422, "invalid-input")
    (flaw,) = body["errors"]
    assert "the largest worker has 2.9 GB" in flaw["detail"]
    assert flaw["pointer"].startswith("/spec/")
    assert 1 <= len(flaw["fixes"]) <= 3
    fix = flaw["fixes"][0]
    assert fix["detail"]
    assert ling.post("experiments", {"spec": {**LARGE, **fix["spec"]}}).status_code == 201


def test_a_waiting_run_tells_when_it_will_start(ling, company):
    nodes.announce(name="gpu@here", queue="gpu", ready=True)
    first = run_of(company.omar, State.QUEUED, expected_seconds=90)
    second = run_of(company.ling, State.QUEUED, expected_seconds=30)
    told = [ling.get(f"runs/{run.public_id}") for run in (first, second)]
    assert told[0].status_code == 404
    body = told[1].json()
    assert (body["queue_position"], body["starts_in_seconds"]) == (2, 90)
    assert body["waiting_reason"] == "1 run is ahead of this one."


def test_what_does_not_wait_has_no_start(ling, company):
    run = run_of(company.ling, State.RUNNING)
    body = ling.get(f"runs/{run.public_id}").json()
    assert (body["queue_position"], body["starts_in_seconds"], body["waiting_reason"]) == (None, None, "")


def test_a_program_reads_what_is_left_of_each_limit(ling, company, settings):
    settings.QUOTA_SECONDS, settings.RUNS_AT_ONCE = 3600, 2
    Quota.objects.create(unit=company.claims, seconds=900, window_days=3)
    had(company.ling, 600)
    had(company.marco, 600)
    had(company.ling, 600, charged=False)
    own, unit = ling.get("compute").json()["allowances"]
    assert (own["whose"], own["seconds"], own["runs_at_once"], own["runs_at_work"]) == ("person", 3600, 2, 0)
    assert own["used_seconds"] == pytest.approx(600)
    assert own["left_seconds"] == pytest.approx(3000)
    assert (unit["name"], unit["window_days"], unit["left_seconds"]) == ("Claims", 3, 0)
    assert unit["frees_at"] < own["frees_at"], "its window is shorter"


def test_nothing_left_is_a_conflict_that_says_when_some_of_it_frees_up(ling, company):
    Quota.objects.create(person=company.ling, seconds=60)
    had(company.ling, 90, days_ago=2)
    spec = {**LARGE, "batch_size": 8, "max_length": 64}
    detail = assert_problem(ling.post("experiments", {"spec": spec}), 409, "conflict")["detail"]
    assert detail.startswith("Ling used 1 min 30 s of the 1 min of computing that one person has in 7 days.")
    assert "some of it frees up" in detail
