"""As many doorbells as free slots could use, and no more."""

import pytest
import redis
from django.conf import settings

from tests.training_jobs.sharing import ask, node
from training_jobs import doorbell, queue, tasks
from training_jobs.models import Run, WorkerNode

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def silence():
    """A broker without unheard doorbells."""
    with redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.delete(doorbell.QUEUE)


@pytest.mark.parametrize(
    ("slots", "waiting", "at_work", "rung"),
    [(4, 2, 0, 2), (4, 9, 0, 4), (4, 9, 3, 1), (1, 9, 0, 1), (2, 0, 0, 0), (2, 9, 2, 1)],
)
def test_the_beat_rings_once_for_each_run_that_a_free_slot_could_take(
    company, silence, slots, waiting, at_work, rung
):
    node(slots=slots)
    for state in ["queued"] * waiting + ["running"] * at_work:
        ask(company.ling, state=state)
    assert [tasks.ring_for_waiting_runs() for _each in range(2)] == [rung, 0]


def test_who_takes_a_run_wakes_the_next_free_slot(company):
    node(slots=3)
    for owner in (company.ling, company.sven, company.marco, company.omar):
        ask(owner)
    before = doorbell.waiting_doorbells()
    for heard in (1, 2, 2):
        assert queue.claim("gpu@here:1", "gpu@here")
        assert doorbell.waiting_doorbells() - before == heard, "none when every slot is busy"


def test_nobody_is_woken_for_nothing(company):
    node(slots=3)
    ask(company.ling)
    before = doorbell.waiting_doorbells()
    assert queue.claim("gpu@here:1", "gpu@here")
    assert doorbell.waiting_doorbells() == before
    assert Run.objects.count() == WorkerNode.objects.count() == 1
