"""The whole queue in a fixed number of queries, with estimates that follow from it."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from tests.conftest import person
from tests.training_jobs.sharing import ask, had, next_run, node
from tests.training_jobs.told import SPEC
from training_jobs import estimates, queue
from training_jobs.models import Kind, Run
from training_jobs.states import State

pytestmark = pytest.mark.django_db


def test_the_start_follows_from_slots_lengths_and_what_is_left(company):
    node(slots=2)
    at_work = ask(company.aisha, seconds_ago=50, expected_seconds=40)
    assert next_run() == at_work
    Run.objects.update(step=25, total_steps=100, started_at=Now() - timedelta(seconds=10))
    people = [person(f"P{number}") for number in range(4)]
    waiting = [
        ask(owner, seconds_ago=9 - place, expected_seconds=20 + place) for place, owner in enumerate(people)
    ]
    told = [queue.starts_in(run) for run in waiting]
    assert told == pytest.approx([0, 20, 30, 41], abs=1), "10 s for a quarter leave 30 s on the other slot"


def test_the_start_is_unknown_where_a_length_ahead_is(company):
    node()
    ask(company.ling, seconds_ago=9)
    run = ask(company.sven)
    assert queue.waiting(run).position == 2
    assert queue.starts_in(run) is None


def test_without_a_worker_there_is_a_place_and_no_start(company):
    run = ask(company.ling, expected_seconds=5)
    assert (queue.position(run), queue.starts_in(run)) == (1, None)


def test_the_start_heeds_memory_and_what_a_person_may_run_at_once(company):
    node(slots=3, memory_mb=4000)
    first = ask(company.ling, seconds_ago=20, expected_seconds=30, memory_mb=3000)
    assert next_run() == first
    big = ask(company.sven, seconds_ago=9, expected_seconds=10, memory_mb=2000)
    assert queue.starts_in(big) == pytest.approx(30, abs=1)
    Run.objects.filter(pk=big.pk).delete()
    second = ask(company.ling, seconds_ago=8, expected_seconds=10, memory_mb=500)
    third = ask(company.ling, seconds_ago=7, expected_seconds=10, memory_mb=500)
    assert queue.starts_in(second) == 0
    assert queue.starts_in(third) == pytest.approx(10, abs=1)


@pytest.mark.parametrize("waiting", [10, 1000])
def test_a_place_costs_the_same_queries_for_any_queue(company, django_assert_num_queries, waiting):
    node(slots=2)
    had(company.ling, 60)
    runs = [ask(company.ling, seconds_ago=number, expected_seconds=3) for number in range(waiting)]
    run = Run.objects.select_related("experiment").get(pk=runs[0].pk)
    with django_assert_num_queries(7):
        assert queue.waiting(run).reason


@pytest.mark.parametrize("waiting", [3, 30])
def test_the_queue_page_costs_the_same_queries_for_any_queue(
    client, company, django_assert_max_num_queries, waiting
):
    node(slots=2)
    for number in range(waiting):
        ask(company.ling, seconds_ago=number)
    next_run()
    client.force_login(company.dana)
    with django_assert_max_num_queries(24):
        assert client.get(reverse("training_jobs:queue")).status_code == 200


def test_the_length_of_a_run_is_learned_from_runs_like_it(company):
    spec = {**SPEC, "method": "lora", "batch_size": 16, "max_length": 64, "max_steps": 100}
    guessed = estimates.expected_seconds(Kind.TRAIN, spec)
    for seconds in (53, 43, 63):
        run = had(company.ling, seconds)
        run.experiment.spec = spec
        run.experiment.save()
        begun = Now() - timedelta(seconds=seconds)
        Run.objects.filter(pk=run.pk).update(
            base_model=SPEC["base_model"], step=100, started_at=begun, ended_at=Now()
        )
    assert estimates.expected_seconds(Kind.TRAIN, spec) == pytest.approx(53, abs=1) != guessed
    twice = {**spec, "max_steps": 200}
    assert estimates.expected_seconds(Kind.TRAIN, twice) == pytest.approx(103, abs=1)
    assert estimates.expected_seconds(Kind.TRAIN, {**spec, "method": "full"}) != pytest.approx(53, abs=5)


@pytest.mark.parametrize("method", ["full", "lora", "head"])
def test_a_run_like_no_other_is_guessed_from_its_arithmetic(db, method):
    spec = {**SPEC, "method": method, "batch_size": 16, "max_length": 64}
    short, long = (estimates.expected_seconds(Kind.TRAIN, {**spec, "max_steps": n}) for n in (50, 5000))
    assert 3 < short <= long
    assert long < 3600


def test_a_run_at_work_is_timed_by_its_own_pace(company):
    run = ask(
        company.ling, state=State.RUNNING, expected_seconds=500, step=60, resume_step=40, total_steps=100
    )
    Run.objects.update(started_at=Now() - timedelta(seconds=10))
    run.refresh_from_db()
    assert estimates.seconds_left(run) == pytest.approx(20, abs=1), "20 steps since it went on took 10 s"
