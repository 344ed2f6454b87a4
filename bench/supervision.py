"""What it costs to be supervised: the same run alone on the command line and under a worker of the running product."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx

from bench.contenders import MODELS, ROOT
from bench.figures import Figure, figure
from bench.runs import wait_for_worker
from tests.product import Product, running

SPEC = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
    "learning_rate": 0.001,
    "max_steps": 60,
    "batch_size": 16,
    "seed": 7,
}
SCOPES = ("experiments:write", "runs:read")
ROUNDS = 3
PATIENCE = 180.0


def alone(folder: Path) -> float:
    """Seconds from the first step to the last, with nobody reading what is told."""
    from training_jobs.worker.warm import clean_environment

    folder.mkdir()
    (folder / "spec.json").write_text(json.dumps(SPEC))
    command = [sys.executable, "-m", "training_jobs.engine", str(folder / "spec.json"), "--out", str(folder)]
    environment = clean_environment(ROOT, str(folder))
    subprocess.run([*command, "--models", str(MODELS)], env=environment, check=True, capture_output=True)
    lines = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    at = [line["at"] for line in lines if line["kind"] == "step"]
    return float(at[-1] - at[0])


def supervised(api: httpx.Client) -> float:
    """The same under a worker, which stores and announces every step."""
    answer = api.post("/api/v1/experiments", json={"spec": SPEC})
    answer.raise_for_status()
    run = f"/api/v1/runs/{answer.json()['run']['id']}"
    deadline = time.monotonic() + PATIENCE
    while (state := api.get(run).json()["state"]) != "finished":
        assert state in ("queued", "starting", "running"), state
        assert time.monotonic() < deadline, "the run did not end"
        time.sleep(1)
    events = api.get(f"{run}/events", params={"limit": 1_000}).json()["events"]
    at = [datetime.fromisoformat(event["at"]) for event in events if event["kind"] == "step"]
    assert len(at) == SPEC["max_steps"]
    return (at[-1] - at[0]).total_seconds()


def program(product: Product) -> httpx.Client:
    """Ling's own program, with her token."""
    told = product.manage("token", product.person("learner")["email"], "--scope", *SCOPES)
    token = told.stdout.split()[-1]
    return httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def figures() -> Iterator[Figure]:
    with running() as product, tempfile.TemporaryDirectory() as scratch, program(product) as api:
        wait_for_worker(product)
        values, controls = [], []
        for number in range(ROUNDS):
            values.append(supervised(api))
            controls.append(alone(Path(scratch) / str(number)))
    control = "the same run alone, its events unread"
    yield figure("supervision.seconds_of_steps", values, "s", control=control, controls=controls)
