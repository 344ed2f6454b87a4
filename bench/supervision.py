"""What it costs to be supervised: processor time of the other parts of the product beside that of the run's own process.

The wall clocks of a run with and without a worker differ by less than those of two runs of one kind do, so time is
counted by process; what the product takes while nothing runs is no cost of a run.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from bench.commands import SPEC
from bench.figures import Figure, figure
from bench.processes import Times, times_below
from bench.runs import wait_for_worker
from tests.product import Product, running

SCOPES = ("experiments:write", "runs:read", "runs:write")
ROUNDS, STEPS, WATCHED = 3, 1_000, 20.0
PATIENCE = 180.0


def supervised(api: httpx.Client, product: Product) -> tuple[float, float]:
    """Processor seconds in WATCHED seconds of a run: of all else beyond what an idle product takes, and of the run."""
    idle = _spent(product)
    answer = api.post("/api/v1/experiments", json={"spec": {**SPEC, "max_steps": STEPS}})
    answer.raise_for_status()
    run = f"/api/v1/runs/{answer.json()['run']['id']}"
    _until(api, run, lambda told: told["step"] >= 3)
    busy = _spent(product)
    assert api.get(run).json()["state"] == "running", "the run ended while it was watched"
    api.post(f"{run}/cancel").raise_for_status()
    _until(api, run, lambda told: told["state"] == "cancelled")
    return busy.of_others - idle.of_others, busy.of_engines


def _spent(product: Product) -> Times:
    before = times_below(product.process.pid)
    time.sleep(WATCHED)
    after = times_below(product.process.pid)
    return Times(after.of_engines - before.of_engines, after.of_others - before.of_others)


def program(product: Product) -> httpx.Client:
    """Ling's own program, with her token."""
    told = product.manage("token", product.person("learner")["email"], "--scope", *SCOPES)
    token = told.stdout.split()[-1]
    return httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def figures() -> Iterator[Figure]:
    with running() as product, program(product) as api:
        wait_for_worker(product)
        spent = [supervised(api, product) for _round in range(ROUNDS)]
    others, engines = ([pair[place] for pair in spent] for place in (0, 1))
    control = "processor seconds of the run's own process meanwhile"
    yield figure("supervision.processor_seconds", others, "s", control=control, controls=engines)


def _until(api: httpx.Client, run: str, reached: Callable[[dict[str, Any]], bool]) -> None:
    """Ask every two seconds, as a script would; that is part of the cost."""
    deadline = time.monotonic() + PATIENCE
    while not reached(told := api.get(run).json()):
        assert told["state"] not in ("failed", "cancelled", "paused"), told
        assert time.monotonic() < deadline, "the run did not get there"
        time.sleep(2)
