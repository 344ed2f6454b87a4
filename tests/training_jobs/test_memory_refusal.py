"""A run that no worker could ever hold is refused when it is asked for, with what would make it fit."""

import pytest
from django.urls import reverse

from courses.models import Block
from tests.training_jobs.told import SPEC
from training_jobs import estimates, nodes
from training_jobs.actions import submit_experiment
from training_jobs.capacity import TooLarge
from training_jobs.contract.memory import needed_mb
from training_jobs.contract.spec import parse_spec
from training_jobs.contract.version import CONTRACT
from training_jobs.models import Experiment, Kind, Run

pytestmark = pytest.mark.django_db
LARGE = {**SPEC, "method": "full", "learning_rate": 2e-4, "batch_size": 64, "max_length": 512}


@pytest.fixture
def large():
    return parse_spec(LARGE)


def worker(memory_mb: int, **facts) -> None:
    facts = {"base_models": ["minilm-l6"], "contract": CONTRACT, "memory_mb": memory_mb, **facts}
    nodes.announce(name=f"gpu@{memory_mb}", queue="gpu", ready=True, **facts)


def test_a_run_larger_than_every_worker_is_refused_with_changes_that_fit(company, large):
    worker(1000)
    worker(2048)
    with pytest.raises(TooLarge, match=r"the largest worker has 2 GB") as refusal:
        submit_experiment(by=company.ling, spec=large)
    assert not Experiment.objects.exists()
    assert 1 <= len(refusal.value.fixes) <= 3
    for fix, changes in zip(refusal.value.fixes, refusal.value.changes, strict=True):
        assert needed_mb(fix.spec) <= 2048
        assert changes
        assert parse_spec({**LARGE, **changes}) == fix.spec, "the changes alone make the offered spec"
    assert refusal.value.problems[0].field == next(iter(refusal.value.changes[0]))


@pytest.mark.parametrize("memory", [[], [0], [1000, 0], [64_000]])
def test_a_run_is_not_refused_where_it_may_fit_or_nobody_knows(company, large, memory):
    for megabytes in memory:
        worker(megabytes)
    assert submit_experiment(by=company.ling, spec=large).memory_mb == needed_mb(large)


def test_only_workers_with_the_asked_label_count(company, large):
    worker(64_000)
    worker(1000, labels=["small"])
    with pytest.raises(TooLarge):
        submit_experiment(by=company.ling, spec=large.model_copy(update={"node_label": "small"}))


@pytest.fixture
def lab_page(client, company, labs):
    """Posts the form of a lab that opens the batch size and nothing else of what a fix may change."""
    block = Block.objects.get(key="sort")
    block.content = {
        **block.content,
        "experiment": {key: value for key, value in LARGE.items() if key != "max_steps"},
        "knobs": {"batch_size": {"min": 1, "max": 64}},
    }
    block.save()
    client.force_login(company.ling)
    address = reverse("training_jobs:lab", args=["first-classifier", "sorting", "sort"])
    return lambda **fields: client.post(address, {"form_key": "k", "batch_size": "64", **fields})


def test_the_lab_offers_what_the_lesson_lets_one_change_and_takes_it_with_one_press(lab_page):
    worker(2048)
    page = lab_page()
    assert page.status_code == 422
    (offer,) = page.context["form"].offers
    assert "batches of" in offer.words
    assert "the largest worker has 2 GB" in page.content.decode()
    assert lab_page(offer=offer.value).status_code == 302
    assert Run.objects.get().memory_mb <= 2048


@pytest.mark.parametrize("offer", ["{", "[]", "7", '{"method": "head"}', '{"batch_size": [1]}'])
def test_an_invented_offer_opens_nothing(lab_page, offer):
    worker(2048)
    assert lab_page(offer=offer).status_code == 422
    assert not Run.objects.exists()


def test_a_grading_needs_what_scoring_takes_whatever_its_data_set_became(company, queued_run):
    run = queued_run(company.ling)
    run.experiment.spec = {**parse_spec(LARGE).model_dump(mode="json"), "dataset": "was-deleted"}
    grading = Run(experiment=run.experiment, kind=Kind.GRADE)
    estimates.fill(grading)
    assert 400 < grading.memory_mb < needed_mb(parse_spec(LARGE))
