"""A worker that says nothing is spoken of before its lease is over; what is announced is what then happens."""

import re
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from tests.training_jobs.sharing import NODE, ask, next_run, node
from tests.training_jobs.told import checkpoint
from training_jobs import endings, queue, tasks
from training_jobs.actions import cancel_run, pause_run
from training_jobs.contract.failures import Failure
from training_jobs.models import Kind, Run
from training_jobs.states import State

pytestmark = pytest.mark.django_db
LEASE = 20


@pytest.fixture(autouse=True)
def lease(settings, monkeypatch):
    settings.LEASE_SECONDS = LEASE
    monkeypatch.setattr(tasks, "COMES_BACK", 0)


@pytest.fixture
def run(company) -> Run:
    node()
    ask(company.ling)
    return next_run()


def renewed(run: Run, seconds_ago: float) -> Run:
    Run.objects.filter(pk=run.pk).update(lease_until=Now() + timedelta(seconds=LEASE - seconds_ago))
    run.refresh_from_db()
    return run


def test_a_worker_that_renews_its_lease_is_not_spoken_of(run):
    assert queue.silence(renewed(run, LEASE / 4 + 2)) == ""
    assert queue.silent_for(run) is None


def test_a_silent_worker_is_named_with_what_happens_next(run):
    assert re.fullmatch(
        r"The worker has said nothing for 1\d s\. If it stays silent for [1-8] s more, "
        r"the run goes back into the queue and starts again on another worker\.",
        queue.silence(renewed(run, 12)),
    )
    assert re.match(
        r"The worker has said nothing for \d\d s and counts as lost\. In a moment the run goes back",
        queue.silence(renewed(run, 25)),
    )


def becomes(run: Run) -> str:
    words = queue.silence(renewed(run, LEASE + 1))
    assert tasks.reap_lost_runs() == 1
    run.refresh_from_db()
    return f"{run.state}: {words.partition('In a moment ')[2]}"


def test_what_is_announced_is_what_then_happens(company, run):
    assert becomes(run) == "queued: the run goes back into the queue and starts again on another worker."
    assert next_run() == run
    run.refresh_from_db()
    pause_run(by=company.ling, run=run)
    assert becomes(run) == "paused: the run is paused; when it is resumed it starts again at step 0."


def test_a_checkpoint_is_promised_where_there_is_one(company, run):
    checkpoint(run, 1, 20)
    assert becomes(run) == "queued: the run goes back into the queue and goes on from its newest checkpoint."
    assert next_run() == run
    run.refresh_from_db()
    pause_run(by=company.ling, run=run)
    assert becomes(run) == "paused: the run is paused at its newest checkpoint."


def test_a_cancelled_run_whose_worker_is_silent_counts_as_cancelled(company, run):
    cancel_run(by=company.ling, run=run)
    assert becomes(run) == "cancelled: the run counts as cancelled."


def test_a_prompt_run_starts_again_and_says_so(run):
    Run.objects.update(kind=Kind.PROMPT)
    assert becomes(run) == "queued: the run goes back into the queue and starts again on another worker."


def test_before_one_loss_too_many_it_says_that_the_run_is_set_aside(run):
    for attempt in (1, 2):
        endings.lose(run_id=run.pk, attempt=attempt, failure=Failure.KILLED)
        assert next_run() == run
    assert becomes(run) == "paused: the run is set aside, since too many workers were lost under it."


def test_a_run_that_rests_has_no_worker_to_be_silent(run):
    renewed(run, 15)
    endings.pause(run_id=run.pk, attempt=1)
    run.refresh_from_db()
    assert (run.state, queue.silence(run)) == (State.PAUSED, "")


def test_the_page_asks_when_nothing_comes_and_then_tells_until_the_run_has_moved(client, company, run):
    client.force_login(company.ling)
    address = reverse("training_jobs:run_waiting", args=[run.public_id])
    calm = client.get(address, {"was": "starting"})
    assert 'hx-trigger="run-quiet from:body"' in calm.content.decode()
    assert "HX-Trigger" not in calm.headers
    renewed(run, 12)
    told = client.get(address, {"was": "starting"}).content.decode()
    assert 'hx-trigger="every 3s"' in told
    assert "The worker has said nothing for 1" in told
    assert (
        "The worker has said nothing"
        in client.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()
    )
    endings.lose(run_id=run.pk, attempt=1, failure=Failure.WORKER_LOST)
    assert client.get(address, {"was": "starting"}).headers["HX-Trigger"] == "run-moved"


def test_the_queue_page_shows_which_worker_is_silent(client, company, run):
    client.force_login(company.dana)
    assert "silent for" not in client.get(reverse("training_jobs:queue")).content.decode()
    renewed(run, 12)
    html = client.get(reverse("training_jobs:queue")).content.decode()
    assert NODE in html
    assert "silent for 1" in html
