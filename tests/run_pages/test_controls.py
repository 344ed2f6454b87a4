"""The buttons of a run: what is offered in which state, and what a refused one says."""

import pytest
from django.urls import reverse
from django.utils.html import escape as html_of

from tests.run_pages.conftest import play, play_to_end, recorded
from training_jobs import endings
from training_jobs.contract.failures import Failure, explain
from training_jobs.models import Checkpoint, Run, RunAttempt
from training_jobs.states import State

HTMX = {"HX-Request": "true", "HX-Target": "run_head"}


def press(client, name, run):
    answer = client.post(reverse(f"training_jobs:{name}", args=[run.public_id]), headers=HTMX)
    assert answer.status_code == 200
    run.refresh_from_db()
    return answer.content.decode()


@pytest.fixture
def running(ask):
    return play(ask(), recorded("head"), until=60)


def test_a_pause_says_pausing_until_the_process_is_gone_and_then_paused(ling, running):
    html = press(ling, "pause", running)
    assert "Pausing" in html
    assert "Until its process is gone" in html
    assert 'id="pause" disabled title="This run is already paused' in html
    endings.pause(run_id=running.pk, attempt=running.attempt)
    html = ling.get(reverse("training_jobs:run", args=[running.public_id]), headers=HTMX).content.decode()
    assert "Paused on request after step" in html
    assert 'id="resume"' in html
    assert 'id="pause"' not in html
    assert "Waiting" in press(ling, "resume", running)


def test_a_run_that_found_no_room_says_so_while_it_is_paused(ling, running):
    endings.pause(run_id=running.pk, attempt=running.attempt, failure=Failure.NO_SPACE)
    html = ling.get(reverse("training_jobs:run", args=[running.public_id])).content.decode()
    assert "Paused" in html
    assert html_of(explain(Failure.NO_SPACE).happened) in html
    assert "Paused on request after step" not in html


def test_a_run_that_was_set_aside_says_why_and_may_be_tried_again_from_its_checkpoint(
    ling, company, running, settings, client
):
    Run.objects.filter(pk=running.pk).update(attempt=3)
    for number in (1, 2):
        RunAttempt.objects.update_or_create(run=running, number=number, defaults={"outcome": "killed"})
    folder = f"{running.public_id}/1/checkpoints/step-00000020"
    (settings.RUNS_DIR / folder).mkdir(parents=True)
    (settings.RUNS_DIR / folder / "manifest.json").write_text("{}")
    Checkpoint.objects.create(run=running, attempt=1, step=20, folder=folder, digest="0" * 64)
    endings.lose(run_id=running.pk, attempt=3, failure=Failure.WORKER_LOST)
    html = ling.get(reverse("training_jobs:run", args=[running.public_id])).content.decode()
    assert html_of(explain(Failure.QUARANTINED).happened) in html
    assert "fault, not yours." in html
    assert "<code>quarantined</code>" in html
    client.force_login(company.dana)
    queue_page = client.get(reverse("training_jobs:queue")).content.decode()
    assert "platform&#x27;s fault." in queue_page
    assert "not yours" not in queue_page
    client.force_login(company.ling)
    assert "What it has saved is kept until you try again or discard it." in html
    assert "Try again from step 20" in html
    assert "Waiting" in press(ling, "resume", running)


def test_stop_and_keep_ends_with_a_result_and_says_kept(ling, running):
    html = press(ling, "stop", running)
    assert "Stopping" in html
    assert "saves what it has learned" in html
    endings.finish(run_id=running.pk, attempt=running.attempt, kept=True)
    html = ling.get(reverse("training_jobs:run", args=[running.public_id])).content.decode()
    assert "Stopped early, kept" in html


def test_cancelling_asks_first_when_something_would_be_lost(ling, running):
    html = ling.get(reverse("training_jobs:run", args=[running.public_id])).content.decode()
    assert "This throws away what it has learned" in html
    assert "Yes, discard it" in html
    assert "Cancelling" in press(ling, "cancel", running)
    endings.cancel(run_id=running.pk, attempt=running.attempt)
    running.refresh_from_db()
    assert running.state == State.CANCELLED


def test_a_waiting_run_leaves_the_queue_without_a_question(ling, ask):
    html = ling.get(reverse("training_jobs:run", args=[ask().public_id])).content.decode()
    assert "Take out of the queue" in html
    assert "Yes, discard it" not in html
    assert "Stop and keep" not in html


def test_before_its_first_step_there_is_nothing_to_keep_and_the_button_says_why(ling, ask):
    run = play(ask(), recorded("head"), until=2)
    html = ling.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()
    assert 'id="stop" disabled title="This run has not learned anything yet.' in html


def test_a_prompt_run_cannot_be_paused_and_is_not_offered_it(ling, ask_prompt):
    run = play(ask_prompt(), recorded("prompt"), until=16)
    html = ling.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()
    assert 'id="pause"' not in html
    assert "Stop and keep the answers" in html


def test_an_ended_run_has_no_buttons_to_steer_it(ling, ask):
    run = play_to_end(ask(), recorded("head"))
    html = ling.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()
    for name in ("pause", "resume", "stop", "cancel"):
        assert f'id="{name}"' not in html
    assert "Watch it again" in html


def test_what_the_worker_wrote_down_is_not_what_the_page_says_already(ling, ask):
    why = explain(Failure.DIVERGED)
    said = f"{why.happened} (step 11) {why.next_step}"
    run = play_to_end(ask(learning_rate="0.05"), recorded("diverged"), Failure.DIVERGED, said)
    html = ling.get(reverse("training_jobs:run", args=[run.public_id])).content.decode()
    assert '<pre class="detail">(step 11)</pre>' in html
