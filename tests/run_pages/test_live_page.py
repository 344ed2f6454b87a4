"""The page while a run is at work. The test site has no sockets: this is also the way past a blocked one."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import chromium
from tests.run_pages.browsing import signed_in
from tests.run_pages.conftest import SORT, play, recorded
from training_jobs import endings, stream
from training_jobs.contract.events import Line
from training_jobs.contract.failures import Failure
from training_jobs.models import Run

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 15_000
PLACES = (
    "() => ['.chart-card', '.samples', '[data-live=log]'].map((c) => document.querySelector(c).offsetTop)"
)


@pytest.fixture
def page(live_server, company, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser, signed_in(browser, live_server.url, company.ling) as opened:
        yield opened


def watch(page, live_server, run):
    page.goto(live_server.url + reverse("training_jobs:run", args=[run.public_id]))
    return page


def seen(page, seq):
    page.locator(f'#run_live[data-seq="{seq}"]').wait_for(state="attached", timeout=SOON)


def test_points_appear_while_it_trains_and_nothing_jumps(page, live_server, ask):
    lines = recorded("head")
    run = play(ask(), lines, until=60)
    watch(page, live_server, run)
    seen(page, run.last_seq)
    before = page.evaluate(PLACES)
    last = stream.append(run_id=run.pk, attempt=run.attempt, events=lines[60:120])
    seen(page, last)
    assert page.evaluate(PLACES) == before
    steps = [line.data["step"] for line in lines[:120] if line.kind == "step"]
    expect(page.locator("#run_head .pill").first).to_contain_text(f"step {max(steps)} of")
    assert "training" in page.locator("[data-live=chart]").get_attribute("aria-label")


def test_the_report_comes_by_itself_when_the_run_finishes(page, live_server, ask):
    lines = recorded("head")
    run = play(ask(), lines, until=60)
    watch(page, live_server, run)
    seen(page, run.last_seq)
    stream.append(run_id=run.pk, attempt=run.attempt, events=lines[60:])
    endings.finish(run_id=run.pk, attempt=run.attempt)
    expect(page.locator("#report_title")).to_be_visible(timeout=SOON)
    expect(page.locator("#run_head")).to_contain_text("Finished")
    expect(page.locator("#run_head")).to_contain_text("You said 0.850")
    page.locator("#grade").click()
    expect(page.locator("#run_result")).to_contain_text("being scored", timeout=SOON)


def test_a_run_that_fails_says_why_without_a_reload(page, live_server, ask):
    lines = recorded("diverged")
    run = play(ask(), lines, until=10)
    watch(page, live_server, run)
    seen(page, run.last_seq)
    stream.append(run_id=run.pk, attempt=run.attempt, events=lines[10:])
    endings.fail(run_id=run.pk, attempt=run.attempt, failure=Failure.DIVERGED)
    expect(page.locator("#failure_title")).to_be_visible(timeout=SOON)
    expect(page.locator("[data-live=verdict]")).to_contain_text("run away")


def test_a_silent_worker_is_named_without_a_reload_until_the_run_has_moved(page, live_server, ask, settings):
    settings.LEASE_SECONDS = 10
    run = play(ask(), recorded("head"), until=60)
    watch(page, live_server, run)
    seen(page, run.last_seq)
    Run.objects.update(lease_until=Now() + timedelta(seconds=4))
    expect(page.locator("#run_waiting")).to_contain_text("The worker has said nothing for", timeout=SOON)
    endings.lose(run_id=run.pk, attempt=run.attempt, failure=Failure.WORKER_LOST)
    expect(page.locator("#run_head .pill").first).to_contain_text("Waiting", timeout=SOON)


def test_stop_takes_a_waiting_run_out_of_the_queue(page, live_server, ask):
    watch(page, live_server, ask())
    page.locator("#cancel").click()
    expect(page.locator("#run_head .pill").first).to_have_text("Cancelled", timeout=SOON)


def test_answers_fill_their_rows_one_by_one(page, live_server, ask_prompt):
    lines = recorded("prompt")
    run = play(ask_prompt(), lines, until=10)
    watch(page, live_server, run)
    seen(page, run.last_seq)
    answered = sum(1 for line in lines[:10] if line.kind == "sample")
    expect(page.locator("[data-live=answered]")).to_have_text(f"{answered} of 30 answered")
    height = page.evaluate("document.documentElement.scrollHeight")
    last = stream.append(run_id=run.pk, attempt=run.attempt, events=lines[10:20])
    seen(page, last)
    assert page.locator("[data-live=cases] tr:not(.waiting)").count() > answered
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_the_form_follows_method_and_slider_and_starts_one_run(page, live_server, course):
    page.goto(live_server.url + reverse("training_jobs:lab", args=SORT))
    rate = page.locator("#knob_learning_rate")
    page.get_by_label("Full").check()
    assert rate.get_attribute("placeholder") == "0.0002"
    page.locator("[data-for=knob_learning_rate]").focus()
    page.keyboard.press("End")
    assert rate.input_value() == "1"
    page.get_by_label("What validation macro-F1 do you expect?").fill("0.8")
    page.get_by_role("button", name="Run", exact=True).dblclick()
    page.wait_for_url("**/runs/**")
    assert Run.objects.count() == 1
    assert Run.objects.get().experiment.spec["learning_rate"] == 1


def test_the_chart_redraws_in_the_colours_of_the_other_theme(page, live_server, ask):
    run = play(ask(), recorded("head"), until=100)
    watch(page, live_server, run)
    seen(page, run.last_seq)
    canvas = "document.querySelector('.chart canvas').getContext('2d')"
    ink = f"() => [...{canvas}.getImageData(0, 0, 900, 400).data].join()"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => ({ink})() !== light", arg=light)


def test_a_zoom_by_keys_leaves_the_cursor_on_its_step(page, live_server, ask):
    run = play(ask(), recorded("full"))
    watch(page, live_server, run)
    seen(page, run.last_seq)
    readout = page.locator("[data-live=readout]")
    page.locator("[data-chart=gradient_norm]").wait_for()
    page.locator("[data-live=chart]").focus()
    for key, step in (
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("+", 3),
        ("ArrowRight", 4),
    ):
        page.keyboard.press(key)
        expect(readout).to_contain_text(f"Step {step}:")


def test_the_page_says_that_a_run_evaluates_until_the_scores_come(page, live_server, ask):
    run = play(ask(), recorded("head"), until=60)
    told = Line(n=61, kind="state", data={"state": "running", "phase": "evaluating"}, at=1.8e9)
    last = stream.append(run_id=run.pk, attempt=run.attempt, events=[told])
    watch(page, live_server, run)
    head = page.locator("#run_head .pill").first
    expect(head).to_contain_text("evaluating")
    seen(page, last)
    expect(head).to_contain_text("evaluating")
    scores = Line(
        n=62, kind="eval", data={"step": run.step, "epoch": 1.0, "metrics": {"loss": 1.0}}, at=1.8e9
    )
    seen(page, stream.append(run_id=run.pk, attempt=run.attempt, events=[scores]))
    expect(head).not_to_contain_text("evaluating")
