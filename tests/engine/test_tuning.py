"""Which setting a run computes with, and how that is measured."""

import json
import math

import pytest

from training_jobs.contract.spec import parse_spec
from training_jobs.engine import device as machine
from training_jobs.engine.device import Setting
from training_jobs.engine.tuned import FILE, Case, case_of, chosen_setting, fingerprint, known, static_setting
from training_jobs.engine.tuning import Measured, fastest, measure_cases

MEASURED = Setting("fp32", "eager")


def spec_of(path, **changes):
    return parse_spec({**json.loads(path.read_text()), **changes}, datasets=("tiny",))


@pytest.fixture
def measured(places, tmp_path, spec_file):
    """The spec file's case is measured on this device, on another one it is not."""
    models = tmp_path / "models"
    models.mkdir()
    for model in places.models.iterdir():
        (models / model.name).symlink_to(model)
    case = str(case_of(spec_of(spec_file()), places))
    told = {"precision": MEASURED.precision, "attention": MEASURED.attention}
    content = {
        fingerprint("cpu"): {case: told},
        "another": {case: {"precision": "fp32", "attention": "math"}},
    }
    (models / FILE).write_text(json.dumps(content))
    return type(places)(places.out, models, places.datasets)


def test_auto_means_what_was_measured_on_this_device(measured, spec_file):
    spec = spec_of(spec_file(), precision="auto")
    assert chosen_setting(spec, measured, "cpu") == MEASURED


def test_without_a_measurement_a_safe_choice_is_taken(places, spec_file):
    spec = spec_of(spec_file(), precision="auto")
    assert chosen_setting(spec, places, "cpu") == static_setting(spec, "cpu")


def test_what_a_spec_asks_for_comes_before_what_was_measured(measured, spec_file):
    spec = spec_of(spec_file(), precision="fp32", attention="sdpa")
    assert chosen_setting(spec, measured, "cpu") == Setting("fp32", "sdpa")
    half = spec_of(spec_file(), precision="bf16", attention="auto")
    assert chosen_setting(half, measured, "cpu") == Setting("autocast", "eager")


@pytest.mark.parametrize("content", ["", "[]", '{"x": 3}', '{"%s": {"%s": {"precision": "int2"}}}'])
def test_a_damaged_file_of_measurements_is_as_good_as_none(places, spec_file, tmp_path, content):
    path = tmp_path / FILE
    case = case_of(spec_of(spec_file()), places)
    path.write_text(content.replace("%s", fingerprint("cpu"), 1).replace("%s", str(case)))
    assert known(path, fingerprint("cpu")) == {}


def test_long_messages_are_another_case(places, spec_file):
    assert case_of(spec_of(spec_file()), places) == Case("minilm-l6", "text-classification", "full", "short")


def test_a_setting_must_be_clearly_faster_and_compute_the_same():
    usual = Setting("bf16", "sdpa")
    exact = {Setting("fp32", "sdpa"): Measured(3.0, 1.0), usual: Measured(1.0, 1.01)}
    assert fastest(exact, usual) == usual
    slightly = {**exact, Setting("bf16", "eager"): Measured(0.97, 1.0)}
    assert fastest(slightly, usual) == usual
    clearly = {**exact, Setting("bf16", "eager"): Measured(0.8, 1.0)}
    assert fastest(clearly, usual) == Setting("bf16", "eager")
    wrong = {
        **exact,
        Setting("bf16", "math"): Measured(0.5, 1.2),
        Setting("bf16", "eager"): Measured(0.4, math.nan),
    }
    assert fastest(wrong, usual) == usual


def test_measuring_writes_down_each_case_once(tiny_models, tmp_path):
    file = tmp_path / FILE
    first = list(measure_cases(tiny_models, file, seconds=1e-9))
    assert first == []
    some = next(iter(measure_cases(tiny_models, file, seconds=60)))
    device = fingerprint(machine.device())
    assert known(file, device) == {str(some[0]): some[1]}
    told = json.loads(file.read_text())[device][str(some[0])]
    assert all(seconds > 0 for seconds in told["seconds"].values())
    again = next(iter(measure_cases(tiny_models, file, seconds=60)))
    assert again[0] != some[0]
