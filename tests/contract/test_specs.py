"""What may be asked: defaults, limits and the sentences that say what is wrong."""

import json

import pytest
from pydantic import ValidationError

from training_jobs.contract.problems import problems_of
from training_jobs.contract.spec import (
    LEARNING_RATE_PRESETS,
    GradeSpec,
    PromptSpec,
    canonical,
    digest,
    parse_job,
    parse_spec,
)

BASE = {"task": "text-classification", "base_model": "minilm-l6", "dataset": "insurer-messages"}
PROMPT = {**BASE, "task": "prompt", "base_model": "smollm2-135m-instruct", "template": "{{ message }}?"}


def problems(**changes):
    with pytest.raises(ValidationError) as refused:
        parse_spec({**BASE, **changes})
    return {problem.field: problem.message for problem in problems_of(refused.value)}


def test_three_names_make_a_whole_spec():
    spec = parse_spec(BASE)
    assert (spec.method, spec.epochs, spec.max_steps, spec.batch_size, spec.seed) == ("lora", 4, None, 16, 7)
    assert (spec.max_length, spec.lora.rank, spec.lora.alpha) == (96, 8, 16)


@pytest.mark.parametrize("method", ["full", "head", "lora"])
def test_each_method_has_its_own_learning_rate_and_it_is_written_down(method):
    spec = parse_spec({**BASE, "method": method})
    usual = LEARNING_RATE_PRESETS["text-classification"][method]
    assert spec.learning_rate == usual
    assert json.loads(canonical(spec))["learning_rate"] == usual


def test_a_model_that_writes_has_usual_learning_rates_of_its_own():
    writes = {**BASE, "task": "text-generation", "base_model": "smollm2-135m-instruct"}
    for method, rate in LEARNING_RATE_PRESETS["text-generation"].items():
        assert parse_spec({**writes, "method": method}).learning_rate == rate


@pytest.mark.parametrize("method", ["head", "full"])
def test_a_setting_that_the_method_ignores_is_refused_and_named(method):
    told = problems(method=method, lora={"rank": 16, "dropout": 0.1})["lora"]
    assert f"“{method}” does not use lora.rank, lora.dropout" in told
    defaults = parse_spec({**BASE, "method": method}).model_dump()
    assert parse_spec(defaults).method == method, "a default that is written out contradicts nothing"


def test_what_was_stored_with_an_ignored_setting_can_still_be_read():
    stored = {**BASE, "method": "head", "lora": {"rank": 16}}
    assert parse_job(stored).lora.rank == 16
    job = {**BASE, "task": "grade", "trained": stored, "weights": "adapter"}
    assert parse_job(job).trained.lora.rank == 16


def test_a_spec_reads_back_from_its_own_spelling():
    spec = parse_spec({**BASE, "max_steps": 30})
    assert parse_spec(json.loads(canonical(spec))) == spec


def test_one_meaning_has_one_digest():
    assert digest(parse_spec(BASE)) == digest(parse_spec({**BASE, "epochs": "4", "lora": {"alpha": 16}}))
    assert digest(parse_spec(BASE)) != digest(parse_spec({**BASE, "seed": 8}))


def test_steps_take_the_place_of_epochs():
    assert parse_spec({**BASE, "max_steps": 12}).epochs is None


def test_two_lengths_are_one_too_many():
    assert "Keep one" in problems(epochs=2, max_steps=30)[""]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"learning_rate": 0}, "learning_rate", "above 0"),
        ({"learning_rate": "fast"}, "learning_rate", "a number"),
        ({"learning_rate": float("nan")}, "learning_rate", "ordinary number"),
        ({"epochs": 51}, "epochs", "50 or less"),
        ({"epochs": 1.5}, "epochs", "whole number"),
        ({"batch_size": 0}, "batch_size", "1 or more"),
        ({"method": "magic"}, "method", "'full', 'head' or 'lora'"),
        ({"lora": {"rank": 65}}, "lora.rank", "64 or less"),
        ({"lora": {"rnk": 6}}, "lora.rnk", "Did you mean “lora.rank”"),
        ({"learning_rat": 1}, "learning_rat", "Did you mean “learning_rate”"),
        ({"qqq": 1}, "qqq", "Remove it"),
        ({"base_model": "gpt-9"}, "base_model", "minilm-l6, smollm2-135m-instruct"),
        ({"dataset": "cats"}, "dataset", "insurer-messages"),
        ({"dataset": None}, "dataset", "as text"),
    ],
)
def test_each_problem_is_placed_and_says_what_to_do(changes, field, says):
    assert says in problems(**changes)[field]


@pytest.mark.parametrize("given", [None, [], "lora", {}, {"task": "dance"}])
def test_what_is_no_spec_at_all_is_refused_with_one_sentence(given):
    with pytest.raises(ValidationError) as refused:
        parse_spec(given)
    assert [problem.message != "" for problem in problems_of(refused.value)] == [True]


def test_every_problem_is_told_at_once():
    assert set(problems(epochs=0, batch_size=0, colour="red")) == {"epochs", "batch_size", "colour"}


def test_a_prompt_needs_a_place_for_the_message_and_a_model_that_writes():
    assert isinstance(parse_spec(PROMPT), PromptSpec)
    with pytest.raises(ValidationError) as refused:
        parse_spec({**PROMPT, "template": "Hello", "base_model": "minilm-l6", "examples": ["m1"] * 13})
    found = {problem.field: problem.message for problem in problems_of(refused.value)}
    assert "{{message}}" in found["template"]
    assert "cannot write" in found["base_model"]
    assert "at most 12" in found["examples"]


def test_a_person_cannot_ask_for_a_grading_but_the_platform_can():
    job = {**BASE, "task": "grade", "trained": BASE, "weights": "adapter"}
    assert isinstance(parse_job(job), GradeSpec)
    with pytest.raises(ValidationError):
        parse_spec(job)
