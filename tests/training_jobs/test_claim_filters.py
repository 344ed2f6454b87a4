"""A worker takes only what it can run, and what limits let start."""

import pytest
from django.urls import reverse

from tests.threads import at_once
from tests.training_jobs.sharing import NODE, ask, end, grow_older, had, next_run, node
from training_jobs import nodes, queue
from training_jobs.contract.version import CONTRACT
from training_jobs.models import Quota, Run, WorkerNode
from training_jobs.states import LIVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_limits(settings):
    settings.QUOTA_SECONDS = settings.RUNS_AT_ONCE = 0


@pytest.mark.parametrize(
    ("facts", "wants", "words"),
    [
        ({"draining": True}, {}, "taken out of service"),
        ({"trouble": "the seal leaks"}, {}, "reports trouble"),
        ({"contract": CONTRACT - 1}, {"contract": CONTRACT}, "older version"),
        ({}, {"base_model": "smollm2-135m-instruct"}, "“smollm2-135m-instruct”"),
        ({"labels": ["cpu"]}, {"node_label": "a100"}, "labelled “a100”"),
        ({"devices": 1}, {"devices": 2}, "2 devices at once"),
        ({"memory_mb": 4096}, {"memory_mb": 8192}, "needs about 8.0 GB"),
    ],
)
def test_a_run_waits_for_a_node_that_can_take_it_and_says_so(company, facts, wants, words):
    run = ask(company.ling, **wants)
    node(**facts)
    assert next_run() is None
    assert words in queue.waiting_reason(run)
    fitting = {"contract": CONTRACT, "labels": ["a100"], "devices": 2, "memory_mb": 0}
    node("gpu@other", **fitting, base_models=["smollm2-135m-instruct"])
    assert "in a moment" in queue.waiting_reason(run)
    assert next_run("gpu@other") == run


def test_a_run_that_no_node_can_take_holds_up_nobody(company):
    node()
    first = ask(company.ling, seconds_ago=99, base_model="smollm2-135m-instruct")
    second = ask(company.sven)
    assert [queue.position(run) for run in (first, second)] == [None, 1]
    assert next_run() == second


def test_page_queue_and_limit_agree_on_who_has_a_place(client, company):
    node()
    stuck = ask(company.sven, base_model="smollm2-135m-instruct")
    own = [ask(company.ling, seconds_ago=9 - number) for number in range(3)]
    told = {run.pk: queue.position(run) for run in [stuck, *own]}
    assert list(told.values()) == [None, 1, 2, 3], "nobody can take Sven's"
    client.force_login(company.dana)
    rows = client.get(reverse("training_jobs:queue")).context["queued"]
    assert {row.run.pk: row.position for row in rows} == told
    html = client.get(reverse("training_jobs:run", args=[stuck.public_id])).content.decode()
    assert queue.waiting_reason(stuck) in html
    assert "in the queue</span>" not in html


def test_a_limit_is_the_reason_only_once_runs_at_work_use_it_up(client, company):
    node(slots=1)
    own = [ask(company.ling, seconds_ago=9 - number) for number in range(4)]
    assert next_run() == own[0]
    assert [queue.position(run) for run in own[1:]] == [1, 2, 3]
    assert "It starts when a run before it has ended" in queue.waiting_reason(own[1])
    assert queue.waiting_reason(own[3]) == "2 runs are ahead of this one."
    node(slots=2)
    assert next_run() == own[1]
    assert queue.position(own[2]) is None
    for reader, says in ((company.ling, "You may have 2 runs"), (company.marco, "Its owner may have 2 runs")):
        client.force_login(reader)
        assert says in client.get(reverse("training_jobs:run", args=[own[2].public_id])).content.decode()


def test_the_model_that_is_missing_is_named_with_what_an_administrator_does(company):
    node()
    reason = queue.waiting_reason(ask(company.ling, base_model="smollm2-135m-instruct"))
    assert "manage.py models fetch" in reason


def test_a_small_run_passes_a_big_one_that_does_not_fit_now(company, no_limits, settings):
    settings.QUEUE_PATIENCE_SECONDS = 300
    node(slots=3, memory_mb=4000)
    half = ask(company.aisha, memory_mb=2500, seconds_ago=500)
    assert next_run() == half
    big, small = ask(company.ling, memory_mb=3000, seconds_ago=100), ask(company.sven, memory_mb=1000)
    assert "needs about 2.9 GB of memory" in queue.waiting_reason(big)
    assert next_run() == small


def test_a_big_run_that_has_waited_long_enough_is_passed_no_more(company, no_limits, settings):
    settings.QUEUE_PATIENCE_SECONDS = 300
    node(slots=3, memory_mb=4000)
    half = ask(company.aisha, memory_mb=2500, seconds_ago=500)
    assert next_run() == half
    big = ask(company.ling, memory_mb=3000, seconds_ago=200)
    ask(company.sven, memory_mb=1000)
    grow_older(101)
    assert next_run() is None, "the node keeps its memory free"
    end(half)
    assert next_run() == big


def test_one_person_has_two_runs_at_work_at_a_time(company):
    node(slots=4)
    runs = [ask(company.ling, seconds_ago=9 - number) for number in range(3)]
    other = ask(company.sven)
    assert [next_run(), next_run(), next_run()] == [runs[0], other, runs[1]]
    assert next_run() is None
    assert "may have 2 runs at work at a time" in queue.waiting_reason(runs[2])
    end(runs[0])
    assert next_run() == runs[2]


def test_a_used_up_quota_lets_nothing_start_until_it_is_raised(company):
    node()
    Quota.objects.create(person=company.ling, seconds=100)
    had(company.ling, 101)
    run = ask(company.ling, seconds_ago=50)
    assert next_run() is None
    assert "Ling used 1 min 41 s of the 1 min 40 s" in queue.waiting_reason(run)
    Quota.objects.update(seconds=None)
    assert next_run() == run


def test_people_of_a_unit_share_its_quota(company):
    node()
    Quota.objects.create(unit=company.claims, seconds=100)
    had(company.marco, 60)
    had(company.ling, 60)
    run = ask(company.ling)
    assert "The unit Claims used 2 min of the 1 min 40 s" in queue.waiting_reason(run)
    free = ask(company.sven)
    assert next_run() == free
    assert next_run() is None


def test_a_course_has_its_own_quota(company, labs):
    node()
    Quota.objects.create(course=labs.enrolment.course, at_once=1)
    runs = [ask(company.ling, seconds_ago=5), ask(company.ling)]
    for run in runs:
        run.experiment.enrolment = labs.enrolment
        run.experiment.save()
    assert next_run() == runs[0]
    assert "As many runs of “first-classifier”" in queue.waiting_reason(runs[1])
    assert next_run() is None
    assert next_run("gpu@unknown") is None, "limits hold on every node"
    Quota.objects.all().delete()
    assert next_run() == runs[1]


@pytest.mark.django_db(transaction=True)
def test_two_slots_of_a_node_do_not_both_take_its_last_memory(company, no_limits):
    node(slots=6, memory_mb=5000)
    for owner in (company.ling, company.sven, company.marco, company.omar, company.aisha, company.dana):
        ask(owner, memory_mb=2000)
    taken = at_once(*[lambda slot=slot: queue.claim(f"{NODE}:{slot}", NODE) for slot in range(6)])
    assert not [each for each in taken if isinstance(each, Exception)]
    assert sum(each is not None for each in taken) == 2
    assert sum(Run.objects.filter(state__in=LIVE).values_list("memory_mb", flat=True)) <= 5000


@pytest.mark.django_db(transaction=True)
def test_claims_at_one_moment_on_several_nodes_keep_a_persons_limit(company):
    for number in range(6):
        node(f"gpu@{number}")
        ask(company.ling)
    taken = at_once(*[lambda n=n: queue.claim(f"gpu@{n}:1", f"gpu@{n}") for n in range(6)])
    assert sum(each is not None for each in taken) == 2


def test_a_node_that_has_not_told_its_models_takes_what_comes(company):
    nodes.announce(name=NODE, queue="gpu", ready=True)
    assert WorkerNode.objects.get().contract == 0
    run = ask(company.ling, base_model="minilm-l6")
    assert next_run() == run
