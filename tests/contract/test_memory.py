"""The memory that a run needs, and what to change when there is not enough."""

import pytest

from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.memory import RUNTIME_MB, SHAPES, cheapest_fixes, needed_mb
from training_jobs.contract.spec import ExperimentSpec

# Peak resident memory of two steps of full-length rows, in MB, on a processor with AVX-512 bf16.
MEASURED = [
    ({"max_length": 96}, 863),
    ({"method": "full", "batch_size": 64, "max_length": 256}, 6937),
    ({"method": "head", "batch_size": 64, "max_length": 256}, 1330),
    ({"base_model": "smollm2-135m-instruct", "max_length": 96}, 2585),
    ({"base_model": "smollm2-135m-instruct", "max_length": 96, "method": "full"}, 4347),
    (
        {"base_model": "smollm2-135m-instruct", "batch_size": 32, "max_length": 256, "precision": "fp32"},
        13923,
    ),
]


def spec_of(**changes) -> ExperimentSpec:
    return ExperimentSpec.model_validate(
        {"base_model": "minilm-l6", "dataset": "insurer-messages", "batch_size": 16} | changes
    )


def test_every_base_model_has_a_shape():
    assert set(SHAPES) == set(BASE_MODELS)


@pytest.mark.parametrize(("changes", "measured"), MEASURED)
def test_the_estimate_covers_what_was_measured_and_is_not_twice_as_much(changes, measured):
    assert measured * 0.95 <= needed_mb(spec_of(**changes)) <= measured * 2


@pytest.mark.parametrize(
    "more",
    [
        {"batch_size": 64},
        {"max_length": 512},
        {"method": "full"},
        {"base_model": "smollm2-135m-instruct"},
        {"devices": 2},
    ],
)
def test_more_of_anything_needs_more(more):
    assert needed_mb(spec_of(**more)) > needed_mb(spec_of())


def test_fixes_fit_and_the_gentlest_comes_first():
    spec = spec_of(batch_size=128, max_length=512, method="full")
    fixes = cheapest_fixes(spec, 6000)
    assert len(fixes) == 3
    assert all(needed_mb(fix.spec) <= 6000 for fix in fixes)
    assert fixes[0].spec == spec.model_copy(update={"batch_size": 8})
    assert "instead of 128" in str(fixes[0].words[0])


@pytest.mark.parametrize(("memory_mb", "task"), [(2500, "text-classification"), (5500, "text-generation")])
def test_no_fix_asks_for_a_change_that_another_does_without(memory_mb, task):
    large = {"base_model": "smollm2-135m-instruct", "method": "full", "batch_size": 32, "max_length": 16}
    fixes = cheapest_fixes(spec_of(task=task, **large), memory_mb)
    assert len(fixes) > 1
    assert all(
        not all(word in fix.words for word in other.words)
        for fix in fixes
        for other in fixes
        if fix is not other
    )


def test_a_fix_takes_the_largest_batch_that_fits():
    spec = spec_of(batch_size=128, max_length=512)
    best = cheapest_fixes(spec, needed_mb(spec_of(batch_size=32, max_length=512)))[0].spec
    assert best.batch_size == 32


def test_fewer_devices_come_before_a_smaller_batch():
    spec = spec_of(devices=4)
    assert cheapest_fixes(spec, needed_mb(spec_of()))[0].spec.devices == 1


def test_a_changed_method_takes_its_own_learning_rate():
    spec = spec_of(base_model="smollm2-135m-instruct", method="full", max_length=16, batch_size=1)
    fixes = cheapest_fixes(spec, needed_mb(spec) - 800)
    assert fixes[0].spec.method == "lora"
    assert fixes[0].spec.learning_rate == spec_of(method="lora").learning_rate


def test_changes_are_put_together_when_no_single_one_is_enough():
    spec = spec_of(base_model="smollm2-135m-instruct", task="text-generation", method="full", batch_size=128)
    fixes = cheapest_fixes(spec.model_copy(update={"max_length": 512}), 2500)
    assert fixes
    assert all(len(fix.words) > 1 and needed_mb(fix.spec) <= 2500 for fix in fixes)
    assert len({frozenset(word.template for word in fix.words) for fix in fixes}) == len(fixes)


def test_two_gentle_changes_come_before_all_of_them_at_their_hardest():
    spec = spec_of(base_model="smollm2-135m-instruct", method="full", batch_size=128)
    fixes = cheapest_fixes(spec.model_copy(update={"max_length": 512}), 4000)
    assert len(fixes) == 3
    batch, method = fixes[1].spec.batch_size, fixes[1].spec.method
    assert (batch > 4, method) == (True, "head"), "no smaller than the change beside it asks for"


def test_nothing_is_offered_where_not_even_the_libraries_fit():
    assert cheapest_fixes(spec_of(), RUNTIME_MB) == ()
