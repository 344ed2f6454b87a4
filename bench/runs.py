"""From the Run button to the curve on a real screen: the running product, a real worker, a real browser."""

import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.commands import SPEC, run_alone
from bench.figures import Figure, figure
from tests.browser import chromium
from tests.e2e.conftest import sign_in
from tests.product import Product, running

LAB = "/labs/first-classifier/sort-messages/sort-messages/"
WHOLE_RUNS, FIRST_POINTS, COMMANDS = 2, 20, 3
# Notes when each event of the stream has been drawn; the page says in data-seq how far its last frame came.
WATCH = """
window.drawn = [];
new MutationObserver(() => {
  const live = document.getElementById("run_live");
  if (live?.dataset.seq) window.drawn.push([Number(live.dataset.seq), Date.now()]);
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-seq"] });
"""


CANCEL = """
async url => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  await fetch(url, { method: "POST", headers: { "X-CSRFToken": token } });
}
"""


def press_run(page: Page) -> float:
    """Open the lab, press Run, and return the moment of pressing (ms of the epoch)."""
    page.goto(LAB)
    page.fill("input[name=prediction]", "0.8")
    pressed = time.time() * 1000
    page.click("main form button.primary")
    return pressed


def until_ended(page: Page) -> dict[str, Any]:
    """All events of the run on the page, once it has ended."""
    page.wait_for_selector("#run_live[data-ended=yes]", state="attached", timeout=180_000)
    address = page.get_attribute("#run_live", "data-events")
    events: list[dict[str, Any]] = []
    while True:
        after = events[-1]["seq"] if events else 0
        answer = page.evaluate("async url => (await fetch(url)).json()", f"{address}?after={after}")
        events += answer["events"]
        if not answer["events"] or events[-1]["seq"] >= answer["seq"]:
            return {"events": events, "drawn": page.evaluate("window.drawn")}


def moment(event: dict[str, Any]) -> float:
    return datetime.fromisoformat(event["at"]).timestamp() * 1000


def one_run(browser: Browser, product: Product) -> tuple[float, list[float], float]:
    """Milliseconds from button to first loss point, from each step to the screen, and seconds of the whole run."""
    context = browser.new_context(base_url=product.url)
    page = context.new_page()
    page.add_init_script(WATCH)
    sign_in(page, product, "learner")
    pressed = press_run(page)
    told = until_ended(page)
    steps = [event for event in told["events"] if event["kind"] == "step"]
    shown = {event["seq"]: next(at for seq, at in told["drawn"] if seq >= event["seq"]) for event in steps}
    context.close()
    delays = [shown[event["seq"]] - moment(event) for event in steps]
    return shown[steps[0]["seq"]] - pressed, delays, (moment(told["events"][-1]) - pressed) / 1000


def first_point(page: Page) -> float:
    """Milliseconds from the button to the first loss point on the screen; the run is cancelled then."""
    page.evaluate("window.drawn = []")
    pressed = press_run(page)
    # A few steps are on the screen; asking at every frame would keep the browser drawing.
    page.wait_for_function("drawn.some(([seq]) => seq >= 12)", timeout=30_000, polling=200)
    events = page.evaluate(
        "async url => (await fetch(url)).json()", page.get_attribute("#run_live", "data-events")
    )
    first = next(event for event in events["events"] if event["kind"] == "step")
    drawn = page.evaluate("window.drawn")
    page.evaluate(CANCEL, page.url + "cancel/")
    page.wait_for_selector("#run_live[data-ended=yes]", state="attached", timeout=30_000)
    return next(at for seq, at in drawn if seq >= first["seq"]) - pressed


def enrol(product: Product) -> None:
    learner = product.session("learner")
    page = learner.get("/courses/first-classifier/")
    form = {"csrfmiddlewaretoken": learner.cookies["csrftoken"]}
    learner.post("/courses/first-classifier/enrol/", data=form, headers={"Referer": str(page.url)})


def wait_for_worker(product: Product) -> None:
    client = product.session("learner")
    deadline = time.monotonic() + 60
    while client.get("/healthz/ready").json()["parts"]["worker_gpu"] != "ok":
        assert time.monotonic() < deadline, "the GPU worker did not get ready"
        time.sleep(0.2)


def figures() -> Iterator[Figure]:
    with running() as product, chromium() as browser:
        enrol(product)
        wait_for_worker(product)
        whole = [one_run(browser, product) for _round in range(WHOLE_RUNS)]
        # The site's own policy refuses the way in which playwright waits.
        context = browser.new_context(base_url=product.url, bypass_csp=True)
        page = context.new_page()
        page.add_init_script(WATCH)
        sign_in(page, product, "learner")
        firsts = [first_point(page) for _round in range(FIRST_POINTS)] + [first for first, *_rest in whole]
    with tempfile.TemporaryDirectory() as scratch:
        spec = {**SPEC, "max_steps": 2}
        commands = [
            run_alone(Path(scratch) / str(number), spec).to_first * 1000 for number in range(COMMANDS)
        ]
    delays = [delay for _first, run, _seconds in whole for delay in run]
    cold = "the engine's command, from its start to its first loss"
    yield figure("runs.button_to_first_point", firsts, "ms", control=cold, controls=commands)
    limit = {"control": "the limit", "unit": "ms"}
    yield figure("runs.button_to_first_point_p50", firsts, controls=[1000.0], **limit)
    yield figure("runs.button_to_first_point_p95", firsts, controls=[1500.0], share=0.95, **limit)
    yield figure("runs.step_to_screen_p95", delays, controls=[100.0], share=0.95, **limit)
    seconds = [seconds for *_rest, seconds in whole]
    yield figure("runs.default_lora_run", seconds, "s", control="the limit of 60 s", controls=[60.0])
