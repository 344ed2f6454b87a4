"""Ling watches a run while the web server, Valkey and her network go away, one after another; she reloads nothing."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.promises import reduced
from tests.product import Product
from tests.training_jobs.workers import until

# Steps of some tens of milliseconds; more of them than are needed, because the run is stopped when all is proven.
SPEC = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
    "learning_rate": 0.001,
    "max_steps": 1400,
    "batch_size": 24,
    "max_length": 64,
}
CUT = re.compile(
    r"net::ERR_|WebSocket connection to|status of 50[0-9]"
)  # what a browser says of a plug that is out
SHOWN = "() => Number(document.getElementById('run_live').dataset.seq || 0)"


@pytest.fixture
def ling(product: Product) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {product.demo['tokens']['learner']}"}
    with httpx.Client(base_url=product.url, headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def mistakes() -> list[str]:
    return []


@pytest.fixture
def page(
    product: Product, browser: Browser, signed_in: Callable[[str], str], mistakes: list[str]
) -> Iterator[Page]:
    context = browser.new_context(storage_state=signed_in("learner"), base_url=product.url)
    page = context.new_page()
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on(
        "console",
        lambda said: (
            mistakes.append(said.text) if said.type == "error" and not CUT.search(said.text) else None
        ),
    )
    yield page
    context.close()


def part(product: Product, words: str) -> psutil.Process:
    for child in psutil.Process(product.process.pid).children():
        if any(words in word for word in child.cmdline()):
            return child
    raise AssertionError(f"no part runs {words}")


def stored(ling: httpx.Client, run: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while True:
        after = events[-1]["seq"] if events else 0
        more = ling.get(f"/api/v1/runs/{run}/events", params={"after": after}).json()["events"]
        if not more:
            return events
        events += more


def last_seq(ling: httpx.Client, run: str) -> int:
    try:
        answer = ling.get(f"/api/v1/runs/{run}")
    except httpx.TransportError:
        return 0
    return int(answer.json()["last_seq"]) if answer.status_code == 200 else 0


def until_shown(page: Page, seq: int) -> None:
    page.wait_for_function(f"seq => ({SHOWN})() >= seq", arg=seq, timeout=200_000)


def goes_on(page: Page, ling: httpx.Client, run: str) -> None:
    """The site answers, and the page shows what has been told meanwhile and what is told now."""
    until(lambda: last_seq(ling, run), 40)
    now = last_seq(ling, run)
    until_shown(page, now)
    until(lambda: last_seq(ling, run) > now + 5, 40)
    until_shown(page, now + 5)
    expect(page.locator("[data-live=connection]:visible")).to_have_count(0, timeout=120_000)


def drawn(page: Page, target: Path) -> list[dict[str, str]]:
    page.locator(".chart-tools .menu summary").first.click()
    with page.expect_download() as download:
        page.locator("[data-tool=csv]").first.click()
    download.value.save_as(target)
    return list(csv.DictReader(target.read_text().splitlines()))


def test_web_valkey_and_network_go_away_and_the_curve_is_the_stored_one(
    product: Product, ling: httpx.Client, page: Page, mistakes: list[str], tmp_path: Path
):
    answer = ling.post("/api/v1/experiments", json={"spec": SPEC})
    assert answer.status_code == 201, answer.text
    run = answer.json()["run"]["id"]
    page.goto(f"/runs/{run}/")
    page.evaluate("window.neverReloaded = true")
    until_shown(page, 15)

    part(product, "lms.asgi:application").kill()
    product.wait_until_said("web ended (killed by SIGKILL)")
    goes_on(page, ling, run)

    part(product, "valkey-server").kill()
    product.wait_until_said("valkey ended (killed by SIGKILL)")
    goes_on(page, ling, run)

    page.context.set_offline(True)
    expect(page.locator("[data-live=connection]:visible").first).to_be_visible()
    gone_at = last_seq(ling, run)
    until(lambda: last_seq(ling, run) > gone_at + 30, 60)
    assert page.evaluate(SHOWN) <= gone_at + 30
    page.context.set_offline(False)
    goes_on(page, ling, run)

    assert ling.post(f"/api/v1/runs/{run}/stop").status_code in (200, 202)
    page.wait_for_selector("#run_live[data-ended=yes]", state="attached", timeout=400_000)
    final = reduced(stored(ling, run))
    rows = {int(row["step"]): row for row in drawn(page, tmp_path / "curve.csv") if row["loss"]}
    assert sorted(rows) == sorted(final) == list(range(1, len(final) + 1))
    for step, metrics in final.items():
        assert {name: float(rows[step][name]) for name in metrics} == metrics
    assert ling.get(f"/api/v1/runs/{run}").json()["state"] == "finished"
    assert page.evaluate("window.neverReloaded")
    assert not mistakes, mistakes
