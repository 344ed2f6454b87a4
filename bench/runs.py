"""From the Run button to the curve on a real screen: the running product, a real worker, a real browser."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, Page

from bench.figures import Figure, figure
from tests.browser import chromium
from tests.e2e.conftest import sign_in
from tests.product import Product, running

LAB = "/labs/first-classifier/sort-messages/sort-messages/"
ROUNDS = 5
# Notes when each event of the stream has been drawn; the page says in data-seq how far its last frame came.
WATCH = """
window.drawn = [];
new MutationObserver(() => {
  const live = document.getElementById("run_live");
  if (live?.dataset.seq) window.drawn.push([Number(live.dataset.seq), Date.now()]);
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-seq"] });
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
        rounds = [one_run(browser, product) for _round in range(ROUNDS)]
    firsts = [first for first, _delays, _whole in rounds]
    delays = [delay for _first, run, _whole in rounds for delay in run]
    wholes = [whole for _first, _delays, whole in rounds]
    yield figure("runs.button_to_first_point", firsts, "ms", control="the limit of 4 s", controls=[4000.0])
    yield figure(
        "runs.step_to_screen_p95", delays, "ms", control="the limit of 150 ms", controls=[150.0], share=0.95
    )
    yield figure("runs.default_lora_run", wholes, "s", control="the limit of 60 s", controls=[60.0])
