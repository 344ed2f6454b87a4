import pytest
from django.conf import settings
from django.utils import timezone

from tests.conftest import person
from tests.threads import at_once
from tests.training_jobs.told import events_of
from training_jobs import nodes
from training_jobs.models import Run, RunAttempt, WorkerNode
from training_jobs.queue import claim, position, waiting_reason
from training_jobs.states import State


@pytest.mark.django_db
def test_the_oldest_run_is_next(queued_run):
    first, second = queued_run(), queued_run()
    assert [position(first), position(second)] == [1, 2]
    claimed = claim("gpu@here")
    assert claimed is not None
    assert claimed.run_id == first.pk
    first.refresh_from_db()
    assert (first.state, first.attempt, first.lease_owner) == (State.STARTING, 1, "gpu@here")
    left = (first.lease_until - timezone.now()).total_seconds()
    assert settings.LEASE_SECONDS - 5 < left <= settings.LEASE_SECONDS + 1
    assert [position(first), position(second)] == [None, 1]


@pytest.mark.django_db
def test_an_empty_queue_gives_nothing(company):
    assert claim("gpu@here") is None


@pytest.mark.django_db(transaction=True)
def test_twenty_doorbells_for_one_run_make_one_attempt(queued_run):
    run = queued_run()
    claims = at_once(*[lambda n=n: claim(f"gpu@{n}") for n in range(20)])
    assert len([taken for taken in claims if taken]) == 1
    assert [taken for taken in claims if isinstance(taken, Exception)] == []
    assert RunAttempt.objects.filter(run=run).count() == 1
    assert len(events_of(run)) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_once_take_different_runs(queued_run):
    people = [person(f"P{n}") for n in range(8)]
    runs = [queued_run(owner) for owner in people]
    claims = at_once(*[lambda n=n: claim(f"gpu@{n}") for n in range(8)])
    assert sorted(taken.run_id for taken in claims) == [run.pk for run in runs]


@pytest.mark.django_db
def test_a_second_attempt_keeps_what_the_first_reached(queued_run):
    run = queued_run(attempt=1, step=40, macro_f1=0.5, told=80)
    claim("gpu@here:1", "gpu@here")
    run.refresh_from_db()
    assert (run.attempt, run.step, run.macro_f1, run.told) == (2, 40, 0.5, 0)
    attempt = RunAttempt.objects.get(run=run)
    assert (attempt.owner, attempt.node, run.lease_node) == (run.experiment.owner, "gpu@here", "gpu@here")


@pytest.mark.django_db
def test_who_waits_is_told_why(queued_run, company):
    first, second = queued_run(), queued_run(company.sven)
    assert "No GPU worker" in waiting_reason(first)
    nodes.announce(name="gpu@here", queue="gpu", ready=False)
    assert "starting up" in waiting_reason(first)
    WorkerNode.objects.update(ready=True)
    assert "in a moment" in waiting_reason(first)
    assert waiting_reason(second) == "1 run is ahead of this one."
    claim("gpu@here:1", "gpu@here")
    assert "is next" in waiting_reason(second)
    assert waiting_reason(Run(state=State.RUNNING)) == ""
