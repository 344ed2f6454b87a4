"""Every page about labs and runs, as people see it; the pictures are kept in var/screens."""

import pytest
from django.urls import reverse

from tests.browser import chromium, picture
from tests.looks import LOOKS
from tests.run_pages.browsing import (
    accessibility_problems,
    cells_out_of_sight,
    signed_in,
    what_sticks_out,
    width_beyond_screen,
)
from tests.run_pages.conftest import ASK, SORT, play, play_to_end, recorded
from training_jobs import endings, queue, stream
from training_jobs.actions import request_grading
from training_jobs.contract.events import Line
from training_jobs.contract.failures import Failure
from training_jobs.nodes import announce

REFUSED_STYLE = "Applying inline style"  # axe brings some; the page has none


def graded(run, macro_f1, interval):
    request_grading(by=run.experiment.owner, run=run)
    claimed = queue.claim("tests")
    said = {"task": "grade", "macro_f1": macro_f1, "interval": interval, "accuracy": macro_f1, "rows": 135}
    stream.append(
        run_id=claimed.run_id, attempt=claimed.attempt, events=[Line(n=1, kind="report", data=said, at=1.8e9)]
    )
    endings.finish(run_id=claimed.run_id, attempt=claimed.attempt)


@pytest.fixture
def pages(company, ask, ask_prompt):
    """Addresses by name, with runs in every state behind them."""
    announce(name="gpu@worker-1", queue="gpu", ready=True, device="2 CPU cores, bf16", version="0.1.0")
    finished = play_to_end(ask(method="lora", epochs="6"), recorded("head"))
    graded(play_to_end(ask(method="lora", epochs="5"), recorded("head")), 0.77, [0.69, 0.84])
    graded(finished, 0.83, [0.76, 0.89])
    failed = play_to_end(
        ask(learning_rate="0.05"), recorded("diverged"), Failure.DIVERGED, "loss is not finite, step 17"
    )
    prompted = play_to_end(ask_prompt(), recorded("prompt"))
    running = play(ask(method="full", prediction=0.9), recorded("head"), until=120)
    prompting = play(ask_prompt(), recorded("prompt"), until=16)
    waiting = ask(seed="8")
    ask(seed="9")
    runs = {
        "running": running,
        "finished": finished,
        "failed": failed,
        "prompted": prompted,
        "prompting": prompting,
    }
    found = {
        name: reverse("training_jobs:run", args=[run.public_id])
        for name, run in (runs | {"waiting": waiting}).items()
    }
    found |= {
        "lab": reverse("training_jobs:lab", args=SORT),
        "prompt_lab": reverse("training_jobs:lab", args=ASK),
    }
    chosen = "&".join(f"run={run.public_id}" for run in (finished, failed, running))
    return found | {
        "experiments": reverse("training_jobs:experiments"),
        "compare": f"{reverse('training_jobs:compare')}?{chosen}",
        "replay": reverse("training_jobs:replay", args=[finished.public_id]),
        "prompt_replay": reverse("training_jobs:replay", args=[prompted.public_id]),
        "recording": reverse("training_jobs:recording", args=SORT),
        "queue": reverse("training_jobs:queue"),
    }


def visit(browser, live_server, company, pages):
    """Each page in each look, drawn to its end, with what to call its picture."""
    for width, scheme, language in LOOKS:
        look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "locale": language}
        for name, address in pages.items():
            user = company.dana if name == "queue" else company.ling
            type(user).objects.filter(pk=user.pk).update(language=language)
            refused = []
            with signed_in(browser, live_server.url, user, expected=(REFUSED_STYLE,), **look) as page:
                page.on("console", lambda said, refused=refused: refused.append(said.text))
                page.goto(live_server.url + address)
                if page.locator("#run_live, #compare").count():
                    page.locator("#run_live[data-seq], #compare[data-drawn]").wait_for(state="attached")
                page.wait_for_load_state("networkidle")
                assert not [text for text in refused if REFUSED_STYLE in text], name
                yield page, f"{name}-{width}-{scheme}-{language}"


@pytest.mark.django_db(transaction=True)
def test_every_page_fits_its_screen_says_no_error_and_can_be_used_by_everybody(
    live_server, pages, company, monkeypatch
):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    found = {}
    with chromium() as browser:
        for page, name in visit(browser, live_server, company, pages):
            picture(page, f"run-pages-{name}")
            assert width_beyond_screen(page) <= 0, (name, what_sticks_out(page))
            assert "-390-" not in name or not cells_out_of_sight(page), name
            if problems := accessibility_problems(page):
                found[name] = problems
    assert not found
