"""A worker that starts anew under its own name, and the one that bore it before."""

import pytest

from tests.training_jobs.sharing import NODE, ask, next_run, node
from training_jobs import nodes, queue
from training_jobs.models import WorkerNode
from training_jobs.moves import Fenced
from training_jobs.presenting.node_words import node_row
from training_jobs.rebirths import begin_life
from training_jobs.states import State
from training_jobs.stream import append

pytestmark = pytest.mark.django_db


def begin(life: str) -> int:
    return begin_life(name=NODE, queue="gpu", life=life)


def test_a_new_life_gives_back_what_the_earlier_one_had_at_work(company):
    node()
    run = ask(company.ling)
    next_run()
    assert begin("second") == 1
    run.refresh_from_db()
    assert (run.state, run.lease_node, run.attempts.get().outcome) == (State.QUEUED, "", "worker_lost")


def test_another_slot_of_the_same_worker_gives_nothing_back(company):
    begin("first")
    node(life="first")
    ask(company.ling)
    assert queue.claim(f"{NODE}:1", NODE, "first")
    assert begin("first") == 0


def test_a_worker_that_froze_and_wakes_can_neither_claim_nor_speak_for_the_name_nor_write(company):
    begin("first")
    node(life="first")
    run = ask(company.ling)
    queue.claim(f"{NODE}:1", NODE, "first")
    begin("second")
    node(life="second")
    assert queue.claim(f"{NODE}:1", NODE, "first") is None
    with pytest.raises(nodes.Displaced):
        node(life="first")
    nodes.retire(NODE, "first")
    with pytest.raises(Fenced):
        append(run_id=run.pk, attempt=1, events=[])
    assert WorkerNode.objects.get().life == "second"


def test_a_node_has_never_more_busy_slots_than_slots(company):
    node(slots=2)
    ask(company.ling)
    ask(company.ling)
    next_run()
    next_run()
    node(slots=1)
    board = queue.board()
    assert node_row(board.nodes[0], board).busy == 1
