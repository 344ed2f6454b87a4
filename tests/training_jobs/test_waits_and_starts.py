"""How long a run waits now, and how often it was started: a pause is no failure, and an earlier attempt is no wait."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tests.training_jobs.sharing import ask, grow_older, next_run, node
from training_jobs import endings
from training_jobs.actions import pause_run, resume_run
from training_jobs.contract.failures import Failure, explain
from training_jobs.models import Run
from training_jobs.presenting.attempts import starts
from training_jobs.presenting.queue_page import queue_context

pytestmark = pytest.mark.django_db


def at_work(run: Run) -> Run:
    assert next_run() == run
    run.refresh_from_db()
    return run


def waits_on_page(part: str) -> str:
    (row,) = queue_context()[part]
    return row.waits


def test_what_is_waited_is_the_present_wait(company):
    node()
    run = ask(company.ling)
    Run.objects.update(queued_at=Now() - timedelta(seconds=100))
    assert waits_on_page("queued") == "1 min 40 s"
    at_work(run)
    assert waits_on_page("running") == "1 min 40 s"
    grow_older(3600)
    endings.lose(run_id=run.pk, attempt=1, failure=Failure.KILLED)
    assert waits_on_page("queued") == "0 s"
    at_work(run)
    pause_run(by=company.ling, run=run)
    endings.pause(run_id=run.pk, attempt=2)
    grow_older(3600)
    resume_run(by=company.ling, run=run)
    assert waits_on_page("queued") == "0 s"


def test_starts_are_told_with_what_came_between(company):
    node()
    run = at_work(ask(company.ling))
    assert starts(run) == ""
    pause_run(by=company.ling, run=run)
    endings.pause(run_id=run.pk, attempt=1)
    resume_run(by=company.ling, run=run)
    assert starts(at_work(run)) == "started 2 times: 1 pause"
    endings.lose(run_id=run.pk, attempt=2, failure=Failure.WORKER_LOST)
    at_work(run)
    endings.release(run_id=run.pk, attempt=3)
    assert starts(at_work(run)) == "started 4 times: 1 pause, 1 lost worker, 1 change of worker"
    run = endings.fail(run_id=run.pk, attempt=4, failure=Failure.DIVERGED)
    assert starts(run).endswith("1 lost worker, 1 change of worker"), "its end is no interruption"


def test_a_process_that_was_ended_from_outside_is_called_so_everywhere(company):
    node()
    run = at_work(ask(company.ling))
    endings.lose(run_id=run.pk, attempt=1, failure=Failure.KILLED)
    assert starts(at_work(run)) == "started 2 times: process ended from outside 1 time"
    assert "training process was ended from outside" in explain(Failure.KILLED).happened
    assert "training process was ended from outside" in explain(Failure.QUARANTINED).happened


def test_a_run_that_waits_again_says_why(company):
    node()
    run = at_work(ask(company.ling))
    for attempt, failure in ((1, Failure.WORKER_LOST), (2, Failure.WORKER_LOST)):
        endings.lose(run_id=run.pk, attempt=attempt, failure=failure)
        at_work(run) if attempt == 1 else run.refresh_from_db()
    assert starts(run) == "started 2 times: 2 lost workers"
