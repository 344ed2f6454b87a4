"""Recordings: of one's own run, and the one that comes with a lab."""

import json
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.content.recordings import read_recording
from courses.drafts.begun import begin_course
from courses.drafts.drafting import check_draft
from lms.kit.templatetags.texts import duration
from tests.browser import chromium
from tests.run_pages.browsing import signed_in
from tests.run_pages.conftest import ASK, SORT, play, play_to_end, recorded, shipped
from training_jobs import endings
from training_jobs.contract.events import decode
from training_jobs.models import Experiment
from training_jobs.nodes import announce
from training_jobs.recordings import FOLDER, recording_of

LAB = reverse("training_jobs:lab", args=SORT)
RECORDING = reverse("training_jobs:recording", args=SORT)
EVENTS = reverse("training_jobs:recording_events", args=SORT)


def test_the_shipped_recording_is_a_whole_run_with_the_settings_of_its_lab():
    assert recording_of(shipped("sort-messages", "sort-messages"), "sort-messages")
    told = [decode(line) for line in (FOLDER / "sort-messages.jsonl").read_text().splitlines()]
    assert [line.n for line in told] == list(range(1, len(told) + 1))
    assert told[-1].data == {"state": "finished"}
    assert {"step", "eval", "sample", "log", "checkpoint", "report"} <= {line.kind for line in told}


def test_a_lab_whose_settings_have_changed_has_no_recording(tmp_path):
    lab = shipped("sort-messages", "sort-messages")
    assert not recording_of(lab | {"experiment": lab["experiment"] | {"epochs": 5}}, "sort-messages")
    assert not recording_of(lab, "another-lab")
    (tmp_path / "x.jsonl").write_text("")
    (tmp_path / "x.spec.json").write_text(json.dumps({"task": "nothing"}))
    assert not recording_of(lab, "x", tmp_path)


def test_a_lab_offers_its_recording_only_while_no_worker_is_ready(ling, course):
    assert RECORDING in ling.get(LAB).content.decode()
    announce(name="gpu@one", queue="gpu", ready=True)
    assert RECORDING not in ling.get(LAB).content.decode()


def test_learners_of_the_lab_get_its_events_and_nobody_else(client, company, course):
    client.force_login(company.ling)
    told = client.get(EVENTS).json()
    assert [event["seq"] for event in told["events"]] == list(range(1, told["seq"] + 1))
    assert "report" not in {event["kind"] for event in told["events"]}
    client.force_login(company.sven)
    assert client.get(EVENTS).status_code == 404
    assert client.get(RECORDING).status_code == 404


def test_a_prompt_lab_has_none(ling, course):
    assert ling.get(reverse("training_jobs:recording", args=ASK)).status_code == 404


def test_only_what_has_ended_is_replayed_and_only_to_those_who_may_see_it(client, company, ask):
    run = play(ask(), recorded("head"), until=40)
    address = reverse("training_jobs:replay", args=[run.public_id])
    client.force_login(company.ling)
    assert client.get(address).status_code == 404
    endings.finish(run_id=run.pk, attempt=run.attempt)
    assert client.get(address).status_code == 200
    client.force_login(company.sven)
    assert client.get(address).status_code == 404


def test_a_run_is_taken_away_as_a_recording_for_lessons(client, company, ask):
    run = play_to_end(ask(), recorded("full"))
    address = reverse("training_jobs:replay_download", args=[run.public_id])
    client.force_login(company.ling)
    assert address in client.get(reverse("training_jobs:replay", args=[run.public_id])).content.decode()
    answer = client.get(address)
    content = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="run-{run.public_id}.jsonl"'
    told = [json.loads(line) for line in content.splitlines()]
    assert {event["kind"] for event in told} == {"state", "step", "eval"}, (
        "no row of data, no word of the log"
    )
    assert read_recording(content).steps[-1].step == run.step
    client.force_login(company.sven)
    assert client.get(address).status_code == 404


def test_a_run_of_ones_own_becomes_a_block_of_a_lesson_and_nobody_elses_does(client, company, ask):
    run = play_to_end(ask(), recorded("full"))
    draft = begin_course(by=company.dana, title="Curves", language="en")
    lesson = "/authoring/curves/edit/lessons/first-lesson/"
    add = reverse("courses:add_run_block", args=["curves"])
    told = {"lesson": "first-lesson", "run": run.public_id, "title": "It learns"}
    client.force_login(company.dana)
    assert str(run.public_id) not in client.get(lesson).content.decode()
    assert client.post(add, told).status_code == 404, "an administrator sees it, and it is Ling's"
    Experiment.objects.filter(runs=run).update(owner=company.dana)
    assert str(run.public_id) in client.get(lesson).content.decode()
    assert client.post(add, told).headers["Location"].endswith("/it-learns.replay.yaml")
    made = check_draft(draft).course
    assert made is not None
    assert [block.kind for block in made.lessons[0].blocks] == ["text", "replay"]
    assert client.post(add, {**told, "run": ""}, follow=True).context["messages"]


@pytest.mark.django_db(transaction=True)
def test_a_recording_plays_stops_and_jumps_by_keys_alone(live_server, company, ask, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    run = play_to_end(ask(), recorded("full"))
    with chromium() as browser, signed_in(browser, live_server.url, company.ling) as page:
        page.goto(live_server.url + reverse("training_jobs:replay", args=[run.public_id]))
        button = page.locator("[data-replay=play]")
        expect(button).to_have_text("Pause")
        button.focus()
        page.keyboard.press("Space")
        expect(button).to_have_text("Play")
        page.locator("[data-replay=seek]").focus()
        page.keyboard.press("End")
        page.locator("#run_live[data-seq]").wait_for(state="attached")
        expect(page.locator("[data-live=points] tr").last).to_contain_text("90")
        expect(page.locator("[data-live=log] li").first).to_contain_text("Loaded minilm-l6")
        page.keyboard.press("Home")
        expect(page.locator("[data-live=points] tr")).to_have_count(0)
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_label("50×")).to_be_checked()


@pytest.mark.django_db(transaction=True)
def test_a_recording_says_what_is_left_to_watch_and_not_what_was_left_of_a_slow_run(
    live_server, company, ask, monkeypatch
):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    slow = [line.model_copy(update={"at": 1.8e9 + 40 * (line.at - 1.8e9)}) for line in recorded("full")]
    run = play_to_end(ask(), slow)
    with chromium() as browser, signed_in(browser, live_server.url, company.ling) as page:
        page.goto(live_server.url + reverse("training_jobs:replay", args=[run.public_id]))
        page.locator("[data-replay=play][aria-pressed=true]").click()
        seek, left = page.locator("[data-replay=seek]"), page.locator("[data-replay=left]")
        page.get_by_label("1×", exact=True).check()
        whole = float(seek.get_attribute("max") or 0)
        seek.fill(str(whole / 2))
        expect(left).to_have_text(in_seconds(whole / 2))
        page.get_by_label("50×").check()
        expect(left).to_have_text(in_seconds(whole / 100))


def in_seconds(whole):
    """As the page says a span, give or take the rounding of the recording's length."""
    near = [round(whole) + off for off in (-1, 0, 1)]
    return re.compile("|".join(f"^{duration(max(0, seconds))}$" for seconds in near))
