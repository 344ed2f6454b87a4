"""What it costs to be supervised: the same run alone on the command line and under a worker of the running product."""

import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from bench.commands import SPEC, run_alone
from bench.figures import Figure, figure
from bench.runs import wait_for_worker
from tests.product import Product, running

SCOPES = ("experiments:write", "runs:read")
ROUNDS, STEPS = 3, 60
PATIENCE = 180.0


def supervised(api: httpx.Client, spec: Mapping[str, Any]) -> float:
    """The same under a worker, which stores and announces every step."""
    answer = api.post("/api/v1/experiments", json={"spec": spec})
    answer.raise_for_status()
    run = f"/api/v1/runs/{answer.json()['run']['id']}"
    deadline = time.monotonic() + PATIENCE
    while (state := api.get(run).json()["state"]) != "finished":
        assert state in ("queued", "starting", "running"), state
        assert time.monotonic() < deadline, "the run did not end"
        time.sleep(1)
    events = api.get(f"{run}/events", params={"limit": 1_000}).json()["events"]
    at = [datetime.fromisoformat(event["at"]) for event in events if event["kind"] == "step"]
    assert len(at) == spec["max_steps"]
    return (at[-1] - at[0]).total_seconds()


def program(product: Product) -> httpx.Client:
    """Ling's own program, with her token."""
    told = product.manage("token", product.person("learner")["email"], "--scope", *SCOPES)
    token = told.stdout.split()[-1]
    return httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def figures() -> Iterator[Figure]:
    spec = {**SPEC, "max_steps": STEPS}
    with running() as product, tempfile.TemporaryDirectory() as scratch, program(product) as api:
        wait_for_worker(product)
        values, controls = [], []
        for number in range(ROUNDS):
            values.append(supervised(api, spec))
            controls.append(run_alone(Path(scratch) / str(number), spec).steps)
    control = "the same run alone, its events unread"
    yield figure("supervision.seconds_of_steps", values, "s", control=control, controls=controls)
