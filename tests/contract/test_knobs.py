"""What a lab opens to its learners, and what it refuses."""

import pytest

from training_jobs.contract.knobs import apply_knobs, flat, nested, open_knobs, prompt_for_lab
from training_jobs.contract.labs import lab_problems
from training_jobs.contract.problems import SpecRefused
from training_jobs.contract.spec import LEARNING_RATE_PRESETS, LoraSpec

EXPERIMENT = {
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
    "learning_rate": 0.001,
    "lora": {"rank": 8, "alpha": 16},
}
HEAD_ONLY = {"base_model": "minilm-l6", "dataset": "insurer-messages", "method": "head"}
LAB = {
    "kind": "fine-tune",
    "experiment": EXPERIMENT,
    "knobs": {
        "method": {"options": ["full", "head", "lora"]},
        "learning_rate": {"min": 0.00001, "max": 0.05},
        "epochs": {"min": 1, "max": 10},
        "batch_size": {"options": [8, 16, 32]},
        "lora.rank": {"min": 1, "max": 32},
    },
    "grading": {"metric": "macro_f1", "threshold": 0.8, "tries": 3},
}
PROMPT = {"base_model": "smollm2-135m-instruct", "dataset": "insurer-messages", "max_examples": 2}


def spec_with(**values):
    return apply_knobs(EXPERIMENT, values, open_knobs(LAB))


def refusals(**values):
    with pytest.raises(SpecRefused) as refused:
        spec_with(**values)
    return {problem.field: problem.message for problem in refused.value.problems}


def test_knobs_come_in_the_authors_order_with_label_and_help():
    knobs = open_knobs(LAB)
    assert [knob.path for knob in knobs] == list(LAB["knobs"])
    assert all(knob.text.label and knob.text.help for knob in knobs)
    assert knobs[1].text.scale == "log"


def test_nothing_chosen_is_the_labs_own_spec():
    assert spec_with(epochs="", batch_size=None).learning_rate == 0.001


def test_text_from_a_form_becomes_numbers():
    spec = spec_with(**{"epochs": "6", "batch_size": "32", "lora.rank": " 4 ", "learning_rate": "3e-4"})
    assert (spec.epochs, spec.batch_size, spec.lora.rank, spec.learning_rate) == (6, 32, 4, 0.0003)
    assert spec.lora.alpha == 16


def test_nested_values_from_a_program_mean_the_same():
    assert spec_with(lora={"rank": 4, "alpha": 16}) == spec_with(**{"lora.rank": "4"})


def test_another_method_brings_its_own_learning_rate_unless_one_is_given():
    usual = LEARNING_RATE_PRESETS["text-classification"]["head"]
    assert spec_with(method="head").learning_rate == usual
    assert spec_with(method="head", learning_rate="0.002").learning_rate == 0.002


def test_another_method_leaves_what_only_lora_uses_in_the_lab_and_refuses_it_from_a_person():
    own = {**EXPERIMENT, "lora": {"rank": 4, "alpha": 32}}
    spec = apply_knobs(own, {"method": "head"}, open_knobs(LAB))
    assert spec.lora == LoraSpec()
    assert "does not use lora.rank" in refusals(method="head", lora={"rank": 4})["lora"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("epochs", "11", "from 1 to 10"),
        ("epochs", "2.5", "whole number"),
        ("learning_rate", "0.06", "from 0.00001 to 0.05"),
        ("learning_rate", "nan", "from 0.00001"),
        ("learning_rate", "quick", "Write a number"),
        ("batch_size", "9", "8, 16, 32"),
        ("method", "magic", "full, head, lora"),
        ("max_length", 20, "stays at 96"),
        ("lora.dropout", 0.5, "stays at 0.05"),
        ("colour", "red", "no setting"),
        ("dataset", "other", "stays at insurer-messages"),
    ],
)
def test_what_the_lab_does_not_allow_is_refused_in_its_place(field, value, says):
    assert says in refusals(**{field: value})[field]


@pytest.mark.parametrize(("setting", "value"), [("max_steps", 5), ("node_label", "a100")])
def test_a_closed_setting_that_the_lab_leaves_empty_stays_empty(setting, value):
    told = refusals(**{setting: value})
    assert told == {setting: f"This lab does not let you change “{setting}”; it stays empty."}


def test_a_closed_setting_may_be_repeated_unchanged():
    assert spec_with(max_length=96, dataset="insurer-messages", task="text-classification").max_length == 96


def test_all_refusals_come_at_once():
    assert set(refusals(epochs="0", batch_size="9", max_length=1)) == {"epochs", "batch_size", "max_length"}


def test_values_that_are_no_settings_are_refused():
    with pytest.raises(SpecRefused):
        apply_knobs(EXPERIMENT, ["epochs"], open_knobs(LAB))


def test_flat_and_nested_undo_each_other():
    assert nested(flat(EXPERIMENT)) == EXPERIMENT


def test_a_prompt_lab_takes_template_and_examples_and_keeps_the_rest():
    spec = prompt_for_lab(PROMPT, template="{{message}}", examples=["m0001"])
    assert (spec.base_model, spec.examples, spec.cases) == ("smollm2-135m-instruct", ("m0001",), 30)
    with pytest.raises(SpecRefused, match="at most 2"):
        prompt_for_lab(PROMPT, template="{{message}}", examples=["a", "b", "c"])
    with pytest.raises(SpecRefused, match="template"):
        prompt_for_lab(PROMPT, template="", examples=[])


def test_a_sound_lab_has_no_problems():
    assert lab_problems(LAB) == []
    assert lab_problems({**LAB, "experiment": HEAD_ONLY}) == [], (
        "LoRA's settings are of use once it is chosen"
    )
    assert lab_problems({"kind": "prompt", "prompt": {**PROMPT, "template": "{{message}}"}}) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "dance"}, "kind:"),
        ({"experiment": None}, "experiment:"),
        ({"experiment": {**EXPERIMENT, "base_model": "gpt-9"}}, "experiment.base_model:"),
        ({"experiment": {**EXPERIMENT, "epochs": 20}}, "outside 1 to 10"),
        ({"experiment": {**EXPERIMENT, "batch_size": 12}}, "not among those"),
        ({"knobs": {"colour": {"options": ["red"]}}}, "no such knob"),
        ({"knobs": {"epochs": {"min": 3}}}, "“min” and “max”"),
        ({"knobs": {"epochs": {"min": 9, "max": 3}}}, "smaller"),
        ({"knobs": {"epochs": {"min": 0, "max": 10}}}, "0 cannot be run"),
        ({"knobs": {"method": {"options": ["lora", "magic"]}}}, "magic cannot be run"),
        ({"knobs": {"method": {"options": []}}}, "at least one"),
        ({"knobs": {"method": {"min": 1, "max": 2}}}, "This is a choice"),
        ({"experiment": {**EXPERIMENT, "method": "head", "lora": {"rank": 4}}}, "experiment.lora:"),
        ({"knobs": {"lora.rank": {"min": 1, "max": 32}}, "experiment": HEAD_ONLY}, "32 cannot be run"),
        ({"knobs": []}, "one entry per setting"),
        ({"grading": {"metric": "luck", "threshold": 0.8, "tries": 3}}, "grading.metric"),
        ({"grading": {"metric": "accuracy", "threshold": 80, "tries": 3}}, "grading.threshold"),
        ({"grading": {"metric": "accuracy", "threshold": 0.8}}, "grading:"),
    ],
)
def test_an_author_hears_of_each_problem(changes, says):
    assert says in "\n".join(lab_problems({**LAB, **changes}))


def test_a_prompt_lab_is_checked_too():
    assert "prompt.template" in "\n".join(lab_problems({"kind": "prompt", "prompt": PROMPT}))
    too_many = {**PROMPT, "template": "{{message}}", "max_examples": 13}
    assert "max_examples" in "\n".join(lab_problems({"kind": "prompt", "prompt": too_many}))
