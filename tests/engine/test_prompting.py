"""A prompt run with the real small language model."""

import json

import pytest

from tests.engine.conftest import lines_of, of_kind
from training_jobs.contract.catalogue import LIBRARY
from training_jobs.contract.datasets import open_dataset
from training_jobs.engine.halting import Wish
from training_jobs.engine.jobs import perform
from training_jobs.engine.places import Places
from training_jobs.engine.prompting import common_start
from training_jobs.prompts.cases import choose_cases

TEMPLATE = "Sort the message into one department ({{labels}}). Answer with one word.\n\nMessage: {{message}}"


def prompt_spec(tmp_path, **changes):
    spec = {"task": "prompt", "base_model": "smollm2-135m-instruct", "dataset": "insurer-messages"}
    path = tmp_path / "prompt.json"
    path.write_text(json.dumps({**spec, "template": TEMPLATE, "cases": 2, "max_new_tokens": 4, **changes}))
    return path


@pytest.fixture
def out(tmp_path, models_dir):
    return Places(tmp_path / "out", models_dir, LIBRARY)


def test_every_case_is_answered_and_graded_as_it_comes(tmp_path, out):
    example = open_dataset("insurer-messages").rows("train")[0].id
    assert perform(prompt_spec(tmp_path, examples=[example]), out) == 0
    lines = lines_of(out.out)
    samples = of_kind(lines, "sample")
    expected = choose_cases(open_dataset("insurer-messages").rows("validation"), 2, 7)
    assert [sample["id"] for sample in samples] == [row.id for row in expected]
    assert [(sample["case"], sample["of"]) for sample in samples] == [(1, 2), (2, 2)]
    report = of_kind(lines, "report")[0]
    assert report["rows"] == 2
    assert report["correct"] == sum(sample["correct"] for sample in samples)
    assert lines[-1].data == {"state": "finished"}


def test_what_all_chats_begin_with_is_found():
    assert common_start([[1, 2, 3, 4], [1, 2, 5]]) == [1, 2]
    assert common_start([[7, 8]]) == [7, 8]
    assert common_start([[1], []]) == []


def test_a_stopped_prompt_run_reports_what_was_answered(tmp_path, out):
    assert perform(prompt_spec(tmp_path), out, wish=lambda: Wish.KEEP) == 5
    assert json.loads((out.out / "report.json").read_text())["rows"] == 1


def test_a_prompt_run_that_leaves_says_that_it_starts_again(tmp_path, out):
    assert perform(prompt_spec(tmp_path), out, wish=lambda: Wish.LEAVE) == 11
    last = lines_of(out.out)[-1].data
    assert (last["state"], last["code"]) == ("interrupted", "interrupted")
    assert "starts again" in last["message"]
    assert not (out.out / "report.json").exists()


def test_an_unknown_example_is_named(tmp_path, out):
    assert perform(prompt_spec(tmp_path, examples=["m9999"]), out) == 3
    assert "m9999" in lines_of(out.out)[-1].data["message"]


def test_a_prompt_that_is_far_too_long_says_what_to_shorten(tmp_path, out):
    words = "{{message}} " * 330
    assert perform(prompt_spec(tmp_path, template=words), out) == 3
    assert "shorter template" in lines_of(out.out)[-1].data["message"]


def test_the_real_encoder_takes_a_few_steps(tmp_path, out):
    spec = {"task": "text-classification", "base_model": "minilm-l6", "dataset": "insurer-messages"}
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({**spec, "max_steps": 2, "batch_size": 4}))
    assert perform(path, out) == 0
    report = json.loads((out.out / "report.json").read_text())
    assert report["total_parameters"] > 22_000_000
    assert report["trainable_parameters"] < 200_000
