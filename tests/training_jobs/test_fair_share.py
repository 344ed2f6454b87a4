"""Who waits longest relative to what they used starts next."""

import random
from statistics import mean

import pytest

from tests.conftest import person
from tests.training_jobs.sharing import ask, end, had, hold_clock, next_owner, next_run, node, pass_time, used
from training_jobs import endings, queue
from training_jobs.contract.failures import Failure
from training_jobs.models import Kind, Run
from training_jobs.states import State
from training_jobs.steering import resume_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_limits(settings):
    settings.QUOTA_SECONDS = settings.RUNS_AT_ONCE = 0


def test_behind_fifty_runs_of_one_person_another_persons_first_run_starts_next(company, no_limits):
    node(slots=2)
    for number in range(50):
        ask(company.ling, seconds_ago=100 - number)
    assert next_owner() == company.ling
    late = ask(company.sven)
    assert queue.position(late) == 1
    assert next_owner() == company.sven
    assert next_owner() == company.ling


def test_who_waited_as_long_and_used_less_goes_first(company, no_limits):
    had(company.ling, 600)
    had(company.sven, 300)
    ask(company.ling, seconds_ago=60)
    ask(company.sven, seconds_ago=60)
    assert next_owner() == company.sven


def test_who_used_more_goes_first_once_they_waited_longer_still(company, no_limits):
    had(company.ling, 600)
    had(company.sven, 300)
    ask(company.ling, seconds_ago=130)
    ask(company.sven, seconds_ago=60)
    assert next_owner() == company.ling


def test_who_used_nothing_goes_before_all_who_did_and_the_longest_wait_first(company, no_limits):
    had(company.ling, 1)
    ask(company.ling, seconds_ago=5000)
    ask(company.sven, seconds_ago=1)
    ask(company.marco, seconds_ago=2)
    assert [next_owner(), next_owner(), next_owner()] == [company.marco, company.sven, company.ling]


@pytest.mark.parametrize("forgotten", [{"days_ago": 7.1}, {"charged": False}])
def test_time_long_ago_and_time_the_platform_wasted_do_not_count(company, no_limits, forgotten):
    had(company.ling, 6000, **forgotten)
    had(company.sven, 1)
    ask(company.ling)
    ask(company.sven, seconds_ago=1000)
    assert next_owner() == company.ling


def test_a_grading_counts_its_wait_three_times_and_goes_before_ones_own_runs(company, no_limits):
    had(company.ling, 300)
    had(company.sven, 300)
    trained = had(company.ling, 0, charged=False)
    ask(company.sven, seconds_ago=100)
    ask(company.ling, seconds_ago=40)
    ask(company.ling, seconds_ago=39, kind=Kind.GRADE, graded_run=trained)
    first, second = next_run(), next_run()
    assert (first.kind, first.experiment.owner) == (Kind.GRADE, company.ling)
    assert second.experiment.owner == company.sven


def test_a_run_that_comes_back_keeps_its_place_among_its_owners(company, no_limits):
    first, second = ask(company.ling, seconds_ago=20), ask(company.ling, seconds_ago=10)
    assert next_run() == first
    Run.objects.filter(pk=first.pk).update(state=State.QUEUED)
    assert next_run() == first
    assert next_run() == second


def test_a_run_that_its_worker_lost_goes_before_people_who_used_less(company, no_limits):
    had(company.ling, 600)
    lost = ask(company.ling, seconds_ago=20)
    assert next_run() == lost
    endings.lose(run_id=lost.pk, attempt=1, failure=Failure.WORKER_LOST)
    ask(company.sven, seconds_ago=5000)
    assert queue.position(Run.objects.get(pk=lost.pk)) == 1
    assert next_run() == lost


def test_a_run_that_a_person_resumed_waits_for_its_turn(company, no_limits):
    had(company.ling, 600)
    paused = ask(company.ling, seconds_ago=20, state=State.PAUSED, attempt=1)
    resume_run(by=company.ling, run=paused)
    ask(company.sven)
    assert next_owner() == company.sven


def test_the_order_on_pages_is_the_order_of_the_claims(company, no_limits):
    chance = random.Random(5)
    people = [person(f"P{number}") for number in range(8)]
    for owner in people:
        if chance.random() < 0.7:
            had(owner, chance.uniform(1, 500))
        for _each in range(chance.randint(1, 3)):
            ask(owner, seconds_ago=chance.uniform(1, 900))
    name = node(slots=40)
    while waiting := Run.objects.filter(state=State.QUEUED).count():
        board = queue.board()
        expected = next(pk for pk, place in board.positions.items() if place == 1)
        assert len(board.positions) == waiting
        run = next_run(name)
        assert run.pk == expected
        end(run)


@pytest.mark.parametrize("seed", [1, 2])
def test_thirty_people_on_four_slots_share_by_use_and_nobody_is_forgotten(company, no_limits, seed):
    """Some ask for runs that last four times as long; all have work at any time.

    By turns alone they would get four times the hours; weighing waits by use tends to the root of that, twice.
    """
    hold_clock()
    chance = random.Random(seed)
    length = {person(f"P{number}"): chance.choice([20.0, 80.0]) for number in range(30)}
    for owner in length:
        for _each in range(2):
            ask(owner, seconds_ago=chance.uniform(0, 60))
    busy: dict[Run, float] = {}
    longest_wait = 0.0
    for _step in range(180):
        while len(busy) < 4:
            run = next_run()
            longest_wait = max(longest_wait, (run.started_at - run.created_at).total_seconds())
            busy[run] = length[run.experiment.owner]
            ask(run.experiment.owner)
        ended, lasts = min(busy.items(), key=lambda item: item[1])
        pass_time(lasts)
        busy = {run: left - lasts for run, left in busy.items() if run != ended}
        end(ended)
    short, long = (sorted(used(owner) for owner in length if length[owner] == each) for each in (20, 80))
    for shares, lasts in ((short, 20), (long, 80)):
        assert shares[-1] - shares[0] <= 2 * lasts, "who asks alike gets alike"
    assert mean(long) < 2.8 * mean(short)
    assert longest_wait < 2 * (2 * sum(length.values()) / 4), "two rounds of everybody's two runs"
