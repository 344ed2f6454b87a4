"""Ways for a run to end early: it leaves, it is stopped and keeps what it has, or there is no space."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys

import pytest

from tests.engine.conftest import lines_of, of_kind
from tests.engine.test_resuming import Clock, Told, at, leaving_at, weights
from tests.engine.test_training import spec_of
from training_jobs.contract.events import CheckpointSaved, Reported
from training_jobs.contract.failures import Failure
from training_jobs.contract.sayings import sentence
from training_jobs.engine import loop
from training_jobs.engine.checkpoint import checkpoints, step_of, verify
from training_jobs.engine.export import save_trained
from training_jobs.engine.halting import Halted, StopSwitch, Wish
from training_jobs.engine.jobs import perform
from training_jobs.engine.keeping import Keeping


@pytest.fixture
def spec(spec_file):
    return spec_of(spec_file(epochs=None, max_steps=12))


@contextlib.contextmanager
def no_file_longer_than(size):
    """The system refuses to write more, as it does on a full disk; both are the same failure to a run."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def keeping_at(step):
    asked = iter(range(1, step))
    return lambda: Wish.GO_ON if next(asked, None) else Wish.KEEP


def test_who_leaves_saves_a_checkpoint_and_reports_nothing(spec, places):
    told = Told(spec, places, wish=leaving_at(5))
    assert (told[-1].state, told[-1].code) == ("interrupted", Failure.INTERRUPTED)
    assert told[-1].message == "The run was interrupted and goes on from its checkpoint of step 5."
    assert [event.step for event in told.of(CheckpointSaved)] == [5]
    assert not told.of(Reported)
    assert not places.weights.exists()


def test_who_leaves_is_not_kept_waiting_for_an_evaluation(spec, places):
    told = Told(spec, places, wish=leaving_at(4))
    assert [step for step, _metrics in told.scores()] == [0, 2]
    resumed = Told(
        spec, at(places, "on"), keeping=Keeping(resume=tuple(checkpoints(places.out / "checkpoints")))
    )
    assert [step for step, _metrics in resumed.scores()] == [4, 6, 8, 10, 12]


def test_a_run_that_is_stopped_evaluates_reports_and_keeps_its_weights(spec, places):
    told = Told(spec, places, wish=keeping_at(5))
    assert [step for step, _metrics in told.scores()] == [0, 2, 4, 5]
    assert (told[-1].state, told[-1].code) == ("stopped", Failure.STOPPED)
    assert told.report["curve"]["steps"] == 5
    assert (places.weights / "model.safetensors").is_file()


def test_the_checkpoint_of_a_stop_is_from_before_the_evaluation_that_it_adds(spec, places):
    unbroken = Told(spec, at(places, "unbroken"))
    Told(spec, places, wish=keeping_at(5))
    [left] = checkpoints(places.out / "checkpoints")
    resumed = Told(spec, at(places, "on"), keeping=Keeping(resume=(left,)))
    assert resumed.report == unbroken.report
    assert weights(at(places, "on")) == weights(at(places, "unbroken"))


def test_a_wish_after_the_last_step_changes_nothing(spec, places):
    assert Told(spec, places, wish=leaving_at(12))[-1].state == "finished"


def test_a_full_disk_costs_checkpoints_and_not_the_run(spec, places):
    clock = Clock()
    saved = Told(spec, places, keeping=Keeping(seconds=1.0, clock=clock), clock=clock, killed_at=3)
    older = checkpoints(places.out / "checkpoints")
    with no_file_longer_than(50_000):
        told = Told(spec, places, keeping=Keeping(3.0, tuple(older), clock), clock=clock, wish=leaving_at(5))
    assert not told.of(CheckpointSaved)
    begun = "could not be saved: File too large. The last one is of step 3. Training goes on."
    assert told.warnings() == [f"The checkpoint of step {step} {begun}" for step in (6, 8)]
    assert told[-1].message == "The run was interrupted and goes on from its checkpoint of step 3."
    assert checkpoints(places.out / "checkpoints") == older
    resumed = Told(spec, at(places, "on"), keeping=Keeping(resume=tuple(older)))
    assert saved.measured() | resumed.measured() == Told(spec, at(places, "unbroken")).measured()


@pytest.mark.parametrize("method", ["lora", "full", "head"])
def test_weights_that_do_not_fit_the_disk_are_no_space_and_leave_nothing(spec_file, places, method):
    spec = spec_of(spec_file(method=method, epochs=None, max_steps=2))
    with no_file_longer_than(300), pytest.raises(Halted) as halted:
        Told(spec, places)
    assert halted.value.failure is Failure.NO_SPACE
    assert not list(places.out.rglob("*.safetensors"))


@pytest.fixture
def cramped(places, monkeypatch):
    """A disk on which what was trained fits beside so many checkpoints only."""

    def make(beside):
        def save(*given):
            if len(checkpoints(places.out / "checkpoints")) > beside:
                raise Halted(Failure.NO_SPACE, "full")
            return save_trained(*given)

        monkeypatch.setattr(loop, "save_trained", save)

    return make


def test_what_was_trained_takes_the_room_of_older_checkpoints(spec, places, cramped):
    unbroken, clock = at(places, "unbroken"), Clock()
    Told(spec, unbroken)
    cramped(beside=1)
    told = Told(spec, places, keeping=Keeping(seconds=1.0, clock=clock), clock=clock)
    assert told[-1].state == "finished"
    assert told.warnings() == [sentence("made_room", {})]
    assert weights(places) == weights(unbroken)


def test_the_newest_checkpoint_makes_room_for_nothing(spec, places, cramped):
    clock = Clock()
    cramped(beside=0)
    with pytest.raises(Halted):
        Told(spec, places, keeping=Keeping(seconds=1.0, clock=clock), clock=clock)
    [newest] = checkpoints(places.out / "checkpoints")
    assert step_of(newest) == 11
    verify(newest)


def test_no_space_for_events_ends_with_code_7(spec_file, places):
    with no_file_longer_than(900):
        assert perform(spec_file(), places) == 7
    assert (places.out / "events.jsonl").stat().st_size <= 900


def test_weights_of_an_earlier_time_give_way_only_to_whole_ones(spec, places):
    Told(spec, places)
    before = weights(places)
    with no_file_longer_than(300), pytest.raises(Halted):
        Told(spec, places)
    assert weights(places) == before


@pytest.mark.parametrize(
    ("number", "wish"),
    [(signal.SIGTERM, Wish.LEAVE), (signal.SIGUSR1, Wish.KEEP), (signal.SIGINT, Wish.KEEP)],
)
def test_each_signal_is_a_wish(number, wish):
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT)}
    switch = StopSwitch()
    switch.listen()
    try:
        assert switch() is Wish.GO_ON
        os.kill(os.getpid(), number)
        assert switch() is wish
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def test_another_process_goes_on_from_where_a_terminated_one_left(spec_file, places):
    path = spec_file(method="lora", epochs=None, max_steps=4000)
    process = start(path, places, "--checkpoint-seconds", "0")
    wait_for_a_step(process, places)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 11
    first = lines_of(places.out)
    [saved] = of_kind(first, "checkpoint")
    assert first[-1].data["code"] == "interrupted"
    again = at(places, "again")
    enough = saved["step"] + 5
    folder = places.out / saved["folder"]
    assert perform(path, again, wish=keeping_at(5), keeping=Keeping(resume=(folder,))) == 5
    whole = at(places, "whole")
    assert perform(path, whole, wish=keeping_at(enough)) == 5
    parts = {step["step"]: step["metrics"]["loss"] for step in of_kind(first + lines_of(again.out), "step")}
    assert parts == {step["step"]: step["metrics"]["loss"] for step in of_kind(lines_of(whole.out), "step")}
    assert weights(again) == weights(whole)


def start(path, places, *more):
    command = [sys.executable, "-m", "training_jobs.engine", str(path), "--out", str(places.out)]
    folders = ["--models", str(places.models), "--datasets", str(places.datasets)]
    environment = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"}
    return subprocess.Popen([*command, *folders, *more], env=environment)


def wait_for_a_step(process, places):
    """Returns once the run has told a step: its file grows without a sign that could be awaited."""
    path = places.out / "events.jsonl"
    while not (path.exists() and b'"kind":"step"' in path.read_bytes()):
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"The run ended with {process.wait(timeout=0.05)}.")


def test_a_grading_leaves_when_asked_and_cannot_be_kept_half_done(spec_file, places, tmp_path):
    assert perform(spec_file(method="full"), places) == 0
    trained = json.loads((places.out / "report.json").read_text())["spec"]
    job = {"task": "grade", "base_model": "minilm-l6", "dataset": "tiny", "trained": trained}
    (tmp_path / "grade.json").write_text(json.dumps({**job, "weights": "out/weights", "samples": 100}))
    assert perform(tmp_path / "grade.json", at(places, "graded"), wish=lambda: Wish.LEAVE) == 11
    assert (
        lines_of(at(places, "graded").out)[-1].data["message"]
        == "The grading was interrupted; it starts again."
    )
    assert perform(tmp_path / "grade.json", at(places, "kept"), wish=lambda: Wish.KEEP) == 0
