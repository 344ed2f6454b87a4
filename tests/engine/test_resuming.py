"""A run that was broken off and goes on is the same run: the same curve, to the same weights."""

import json
from dataclasses import replace

import pytest

from tests.engine.test_training import spec_of
from training_jobs.contract.events import (
    CheckpointSaved,
    Evaluated,
    Logged,
    Reported,
    StateChanged,
    StepMeasured,
)
from training_jobs.engine import assembly
from training_jobs.engine.checkpoint import checkpoints
from training_jobs.engine.device import Setting
from training_jobs.engine.halting import Wish, go_on
from training_jobs.engine.keeping import NEVER, Keeping
from training_jobs.engine.loop import train

TIMED = ("seconds", "examples_per_second")
EPOCH = 3  # steps


class Clock:
    """Moves on by a second a step, so that a save every second is one every step."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Told(list):
    """What a run told; `killed_at` drops the run as a killed process does, when that checkpoint is on disk."""

    def __init__(self, spec, places, *, wish=go_on, keeping=NEVER, clock=None, killed_at=None):
        for event in train(spec, places, wish=wish, keeping=keeping):
            self.append(event)
            if isinstance(event, StepMeasured) and clock:
                clock.now += 1
            if isinstance(event, CheckpointSaved) and event.step == killed_at:
                return

    def of(self, kind):
        return [event for event in self if isinstance(event, kind)]

    def measured(self, after=0):
        names = ("loss", "learning_rate", "gradient_norm")
        return {e.step: [e.metrics[n] for n in names] for e in self.of(StepMeasured) if e.step > after}

    def scores(self):
        return [(event.step, event.metrics) for event in self.of(Evaluated)]

    def warnings(self):
        return [event.message for event in self.of(Logged) if event.level == "warning"]

    @property
    def begins(self):
        return next(event for event in self.of(StateChanged) if event.phase == "training")

    @property
    def report(self):
        [reported] = self.of(Reported)
        return {name: value for name, value in reported.report.items() if name not in TIMED}


def weights(places):
    [path] = [path for path in places.out.rglob("*.safetensors") if path.parent.parent == places.out]
    return path.read_bytes()


def at(places, name):
    return replace(places, out=places.out.parent / name)


def leaving_at(step):
    asked = iter(range(1, step))
    return lambda: Wish.GO_ON if next(asked, None) else Wish.LEAVE


@pytest.fixture
def spec(spec_file):
    """A short run of three epochs and a bit, with dropout in it."""

    def make(method="lora", **changes):
        return spec_of(spec_file(method=method, epochs=None, max_steps=11, learning_rate=0.01, **changes))

    return make


@pytest.mark.parametrize("method", ["lora", "full", "head"])
def test_a_resumed_run_is_the_unbroken_one(spec, places, method):
    unbroken = Told(spec(method), at(places, "unbroken"))
    for step in (1, EPOCH, 2 * EPOCH + 1, 10):
        first, second = at(places, f"first-{step}"), at(places, f"second-{step}")
        begun = Told(spec(method), first, wish=leaving_at(step))
        resumed = Told(
            spec(method), second, keeping=Keeping(resume=tuple(checkpoints(first.out / "checkpoints")))
        )
        assert resumed.begins.resume_step == step
        assert max(begun.measured()) == step
        assert begun.measured() | resumed.measured() == unbroken.measured()
        assert begun.scores() + resumed.scores() == unbroken.scores()
        assert resumed.report == unbroken.report
        assert weights(second) == weights(at(places, "unbroken"))


def test_a_run_killed_between_two_checkpoints_goes_on_from_the_last(spec, places):
    unbroken = Told(spec(), at(places, "unbroken"))
    clock = Clock()
    every_second = Keeping(seconds=2.0, clock=clock)
    killed = Told(spec(), at(places, "killed"), keeping=every_second, clock=clock, killed_at=6)
    assert [event.step for event in killed.of(CheckpointSaved)] == [2, 4, 6]
    left = tuple(checkpoints(places.out.parent / "killed" / "checkpoints"))
    resumed = Told(spec(), places, keeping=replace(every_second, resume=left), clock=clock)
    assert resumed.measured() == unbroken.measured(after=6)
    assert resumed.report == unbroken.report
    assert weights(places) == weights(at(places, "unbroken"))


def test_a_run_may_be_broken_off_again_and_again(spec, places):
    unbroken = Told(spec(), at(places, "unbroken"))
    seen, keeping = {}, NEVER
    for number in range(5):
        home = at(places, f"part-{number}")
        part = Told(spec(), home, wish=leaving_at(2), keeping=keeping)
        seen |= part.measured()
        keeping = Keeping(resume=tuple(checkpoints(home.out / "checkpoints")))
    last = Told(spec(), places, keeping=keeping)
    assert seen | last.measured() == unbroken.measured()
    assert last.report == unbroken.report
    assert weights(places) == weights(at(places, "unbroken"))


def test_saving_checkpoints_changes_nothing_of_the_run(spec, places):
    clock = Clock()
    kept = Told(spec(), places, keeping=Keeping(seconds=1.0, clock=clock), clock=clock)
    plain = Told(spec(), at(places, "plain"))
    assert [event.step for event in kept.of(CheckpointSaved)] == list(range(1, 11))
    assert kept.measured() == plain.measured()
    assert weights(places) == weights(at(places, "plain"))
    assert len(checkpoints(places.out / "checkpoints")) <= 3


def test_a_checkpoint_is_told_with_its_place_and_its_score(spec, places):
    clock = Clock()
    told = Told(spec(), places, keeping=Keeping(seconds=3.0, clock=clock), clock=clock)
    saved = told.of(CheckpointSaved)
    assert [event.folder for event in saved] == [f"checkpoints/step-{step:08d}" for step in (3, 6, 9)]
    scores = {step: metrics["macro_f1"] for step, metrics in told.scores()}
    assert saved[1].score == scores[6]
    assert all(len(event.digest) == 64 and event.bytes > 1000 for event in saved)


def test_a_run_that_never_resumes_does_not_speak_of_it(spec, places):
    assert Told(spec(), places).begins.resume_step is None


def test_a_damaged_checkpoint_is_refused_in_words_and_the_one_before_it_used(spec, places):
    clock = Clock()
    Told(spec(), places, keeping=Keeping(seconds=1.0, clock=clock), clock=clock, killed_at=7)
    left = checkpoints(places.out / "checkpoints")
    path = left[0] / "tensors.safetensors"
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    resumed = Told(spec(), at(places, "resumed"), keeping=Keeping(resume=tuple(left)))
    assert resumed.warnings() == ["The checkpoint of step 7 cannot be used: tensors.safetensors is damaged."]
    assert resumed.begins.resume_step == 6
    assert resumed.measured() == Told(spec(), at(places, "unbroken")).measured(after=6)


def test_without_a_whole_checkpoint_a_run_starts_again_and_says_so(spec, places):
    Told(spec(), places, wish=leaving_at(4))
    [left] = checkpoints(places.out / "checkpoints")
    (left / "manifest.json").write_text("{")
    resumed = Told(
        spec(), at(places, "resumed"), keeping=Keeping(resume=(left, left.with_name("step-00000002")))
    )
    assert resumed.begins.resume_step == 0
    assert [message.split(":")[0] for message in resumed.warnings()] == [
        "The checkpoint of step 4 cannot be used",
        "The checkpoint of step 2 cannot be used",
        "No checkpoint could be used",
    ]
    assert list(resumed.measured()) == list(range(1, 12))


def test_a_checkpoint_of_other_settings_is_refused(spec, places):
    Told(spec(), places, wish=leaving_at(2))
    left = tuple(checkpoints(places.out / "checkpoints"))
    other = Told(spec(seed=8), at(places, "other"), keeping=Keeping(resume=left))
    assert other.begins.resume_step == 0
    assert "other settings" in other.warnings()[0]


def test_a_resumed_run_computes_as_before_whatever_is_fastest_now(spec, places, monkeypatch):
    with monkeypatch.context() as measured:
        measured.setattr(assembly, "chosen_setting", lambda *given: Setting("fp32", "math"))
        Told(spec(), places, wish=leaving_at(2))
    left = tuple(checkpoints(places.out / "checkpoints"))
    resumed = Told(spec(), at(places, "on"), keeping=Keeping(resume=left))
    assert resumed.begins.attention == "math"
    assert not resumed.warnings()
    assert Told(spec(), at(places, "fresh")).begins.attention != "math"


def test_a_curve_that_may_bend_is_told(spec, places, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    Told(spec(), places, wish=leaving_at(2))
    left = tuple(checkpoints(places.out / "checkpoints"))
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    resumed = Told(spec(), at(places, "on"), keeping=Keeping(resume=left))
    [told] = resumed.warnings()
    assert "threads: 1)" in told
    assert "threads: 2): the curve may bend" in told
    assert resumed.begins.resume_step == 2


def test_going_on_in_the_same_folder_leaves_no_checkpoint_of_the_past_that_was_given_up(spec, places):
    clock = Clock()
    Told(spec(), places, keeping=Keeping(seconds=1.0, clock=clock), clock=clock, killed_at=7)
    newest, before, *_ = checkpoints(places.out / "checkpoints")
    (newest / "state.json").unlink()
    halfway = places.out / "checkpoints" / ".step-00000008.new"
    halfway.mkdir()
    resumed = Told(spec(), places, wish=leaving_at(1), keeping=Keeping(resume=(newest, before)))
    assert resumed.begins.resume_step == 6
    assert not halfway.exists()
    assert json.loads((newest / "state.json").read_text())["step"] == 7


def test_a_model_that_writes_goes_on_just_the_same(spec_file, places, models_dir):
    writes = {"task": "text-generation", "base_model": "smollm2-135m-instruct", "precision": "auto"}
    spec = spec_of(spec_file(**writes, method="lora", epochs=None, max_steps=2, batch_size=4))
    homes = [replace(at(places, name), models=models_dir) for name in ("unbroken", "first", "second")]
    unbroken = Told(spec, homes[0])
    first = Told(spec, homes[1], wish=leaving_at(1))
    second = Told(spec, homes[2], keeping=Keeping(resume=tuple(checkpoints(homes[1].out / "checkpoints"))))
    assert first.measured() | second.measured() == unbroken.measured()
    assert first.scores() + second.scores() == unbroken.scores()
    assert second.report == unbroken.report
    assert weights(homes[2]) == weights(homes[0])
