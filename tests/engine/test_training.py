"""A fine-tune from the inside: what it tells, and that it tells the same again."""

import json
import math
from itertools import islice
from pathlib import Path

import pytest

from tests.engine.conftest import CANARY
from training_jobs.contract.events import Evaluated, SamplePredicted, StateChanged, StepMeasured
from training_jobs.contract.failures import Failure
from training_jobs.contract.spec import ExperimentSpec, parse_spec
from training_jobs.engine.divergence import DivergenceWatch
from training_jobs.engine.halting import Halted, Wish, go_on
from training_jobs.engine.loop import train
from training_jobs.engine.schedule import Schedule, schedule_for

GOLDEN_LOSSES = [1.37, 1.1834, 1.1912, 0.9677, 0.847, 1.0103]


def spec_of(path: Path) -> ExperimentSpec:
    spec = parse_spec(json.loads(path.read_text()), datasets=("tiny",))
    assert isinstance(spec, ExperimentSpec)
    return spec


def told_by(path, places, wish=go_on):
    return list(train(spec_of(path), places, wish=wish))


def collect(run, told):
    """Keep what is told until the run ends or fails."""
    for event in run:
        told.append(event)


def losses(told):
    return [event.metrics["loss"] for event in told if isinstance(event, StepMeasured)]


def test_a_seeded_run_repeats_its_losses(spec_file, places):
    told = told_by(spec_file(max_steps=6, epochs=None), places)
    assert losses(told) == pytest.approx(GOLDEN_LOSSES, abs=1e-3)


def test_two_runs_with_one_seed_are_equal_and_another_seed_is_not(spec_file, places):
    short = {"max_steps": 4, "epochs": None, "method": "lora"}
    first, again = (losses(told_by(spec_file(**short), places)) for _ in range(2))
    assert first == again
    assert first != losses(told_by(spec_file(**short, seed=8), places))


def test_the_first_point_comes_before_the_untrained_model_is_scored(spec_file, places):
    told = told_by(spec_file(), places)
    interesting = [event for event in told if isinstance(event, (StepMeasured, Evaluated))]
    assert isinstance(interesting[0], StepMeasured)
    assert isinstance(interesting[1], Evaluated)
    assert interesting[1].step == 0


def test_training_learns_and_ends_finished(spec_file, places):
    told = told_by(spec_file(epochs=12), places)
    scores = [event.metrics["macro_f1"] for event in told if isinstance(event, Evaluated)]
    assert scores[0] < 0.7
    assert scores[-1] > 0.9
    assert told[-1] == StateChanged(state="finished")


def test_every_evaluation_samples_the_same_four_rows(spec_file, places):
    told = told_by(spec_file(), places)
    rows = {}
    for event in told:
        if isinstance(event, SamplePredicted):
            rows.setdefault(event.step, []).append(event.id)
    assert len(rows) > 1
    assert len({tuple(ids) for ids in rows.values()}) == 1
    assert all(len(ids) == 4 for ids in rows.values())


def test_the_training_state_says_how_much_is_trained(spec_file, places):
    states = [e for e in islice(told_by(spec_file(method="lora"), places), 4) if isinstance(e, StateChanged)]
    assert [state.phase for state in states] == ["loading", "tokenising", "training"]
    assert states[-1].total_steps == 12
    assert 0 < states[-1].trainable_parameters < states[-1].total_parameters


def test_every_evaluation_is_announced_before_its_scores(spec_file, places):
    told = [
        "evaluating" if isinstance(event, StateChanged) and event.phase == "evaluating" else "scores"
        for event in told_by(spec_file(method="head"), places)
        if isinstance(event, Evaluated) or (isinstance(event, StateChanged) and event.phase == "evaluating")
    ]
    assert told == ["evaluating", "scores"] * (len(told) // 2)
    assert len(told) > 2


def test_a_hopeless_learning_rate_ends_as_diverged_with_its_curve(spec_file, places):
    told = []
    spec = spec_of(spec_file(learning_rate=1000, epochs=50))
    run = train(spec, places)
    with pytest.raises(Halted) as halted:
        collect(run, told)
    assert halted.value.failure is Failure.DIVERGED
    assert "learning rate" in halted.value.detail
    assert len(losses(told)) >= 3


def test_a_stopped_run_still_reports_and_saves_what_it_has(spec_file, places):
    wishes = iter([Wish.GO_ON, Wish.GO_ON])
    told = told_by(spec_file(epochs=20), places, wish=lambda: next(wishes, Wish.KEEP))
    assert len(losses(told)) == 3
    assert told[-1].state == "stopped"
    assert told[-1].code == Failure.STOPPED
    report = told[-2].report
    assert report["curve"]["steps"] == 3
    assert (places.weights / "model.safetensors").is_file()


def test_no_test_row_is_told_while_training(spec_file, places):
    told = told_by(spec_file(), places)
    assert CANARY not in "".join(event.model_dump_json() for event in told)


def test_three_losses_that_are_no_numbers_are_enough():
    watch = DivergenceWatch(classes=3)
    for step, loss in enumerate([math.nan, 1.0, math.inf, math.nan], start=1):
        watch.check(step, loss)
    with pytest.raises(Halted):
        watch.check(5, math.nan)


def test_the_rate_rises_then_falls_to_nearly_nothing():
    schedule = Schedule(total=10, per_epoch=5, warmup=2, peak=1.0)
    assert [schedule.rate(step) for step in (1, 2, 3, 10)] == [0.5, 1.0, 1.0, 0.125]


@pytest.mark.parametrize(("changes", "total"), [({"epochs": 2}, 6), ({"epochs": None, "max_steps": 5}, 5)])
def test_a_run_is_as_long_as_asked(spec_file, changes, total):
    schedule = schedule_for(spec_of(spec_file(**changes)), rows=48)
    assert schedule.total == total
    assert schedule.evaluates(total)
