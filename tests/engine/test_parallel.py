"""Several processes that share each batch."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.conftest import lines_of, of_kind
from training_jobs.engine.jobs import perform
from training_jobs.engine.places import Places

ENVIRONMENT = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


def started(path: Path, places: Places) -> subprocess.Popen:
    command = [sys.executable, "-m", "training_jobs.engine", str(path), "--out", str(places.out)]
    folders = ["--models", str(places.models), "--datasets", str(places.datasets)]
    return subprocess.Popen([*command, *folders], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)


def steps_of(out: Path) -> list[dict]:
    return [data["metrics"] for data in of_kind(lines_of(out), "step")]


@pytest.mark.parametrize(
    ("devices", "changes", "steps"),
    [
        (2, {"method": "full", "max_steps": 6, "epochs": None, "batch_size": 7}, 6),
        # 48 rows in batches of 5 end in one of 3: of four processes one has nothing to do then.
        (4, {"method": "lora", "lora": {"dropout": 0.0}, "epochs": 1, "batch_size": 5}, 10),
    ],
)
def test_several_processes_learn_what_one_learns(
    spec_file, places, tmp_path, tiny_models_without_dropout, devices, changes, steps
):
    one = Places(tmp_path / "one", tiny_models_without_dropout, places.datasets)
    several = Places(tmp_path / "several", tiny_models_without_dropout, places.datasets)
    assert perform(spec_file(**changes), one) == 0
    run = started(spec_file(**changes, devices=devices), several)
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    alone, together = steps_of(one.out), steps_of(several.out)
    assert len(alone) == steps
    assert [s["loss"] for s in together] == pytest.approx([s["loss"] for s in alone], abs=1e-4)
    norms = [step["gradient_norm"] for step in alone]
    assert [step["gradient_norm"] for step in together] == pytest.approx(norms, rel=1e-3)
    told = [data for data in of_kind(lines_of(several.out), "state") if data.get("phase") == "training"]
    assert told[0]["devices"] == devices


def test_the_death_of_a_process_ends_the_run_with_a_reason(spec_file, places):
    run = started(spec_file(max_steps=20_000, epochs=None, devices=2), places)
    wait_for_a_step(places.out)
    (follower,) = children(run.pid)
    os.kill(follower, signal.SIGKILL)
    run.communicate(timeout=60)
    last = lines_of(places.out)[-1].data
    assert (run.returncode, last["state"], last["code"]) == (9, "failed", "killed")
    assert "Process 2 of 2" in last["message"]


def test_the_death_of_the_leader_takes_the_others_with_it(spec_file, places):
    run = started(spec_file(max_steps=20_000, epochs=None, devices=2), places)
    wait_for_a_step(places.out)
    (follower,) = children(run.pid)
    with run:
        run.kill()
    deadline = time.monotonic() + 30
    while is_alive(follower) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(follower)


def test_a_stop_is_heard_once_and_leaves_nobody_behind(spec_file, places):
    run = started(spec_file(max_steps=20_000, epochs=None, devices=2), places)
    wait_for_a_step(places.out)
    (follower,) = children(run.pid)
    os.kill(follower, signal.SIGUSR1)
    run.send_signal(signal.SIGUSR1)
    run.communicate(timeout=60)
    assert run.returncode == 5
    assert not is_alive(follower)
    assert json.loads((places.out / "report.json").read_text())["rows"] == 18


@pytest.fixture(scope="module")
def tiny_models_without_dropout(tmp_path_factory, tiny_models) -> Path:
    """Chance differs between one process and two; everything else must not."""
    folder = tmp_path_factory.mktemp("models") / "minilm-l6"
    shutil.copytree(tiny_models / "minilm-l6", folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    (folder / "config.json").write_text(json.dumps(config))
    return folder.parent


def wait_for_a_step(out: Path) -> None:
    """Returns once the run has told a step; its file is the only sign there is."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path = out / "events.jsonl"
        if path.exists() and '"kind":"step"' in path.read_text():
            return
        time.sleep(0.02)
    pytest.fail("no step")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
