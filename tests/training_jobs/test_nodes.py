"""Nodes: what they tell, and when they take no runs. Workers are real; their engine is scripted."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lms.env import ROOT
from people.models import AuditEvent
from tests.training_jobs.told import begun
from tests.training_jobs.workers import end, environment, until, worker
from training_jobs import doorbell, nodes
from training_jobs.contract.version import CONTRACT
from training_jobs.engine.escapes import WORDS
from training_jobs.management.commands.worker import celery
from training_jobs.management.commands.worker import environment as given
from training_jobs.models import Run, WorkerNode
from training_jobs.states import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_old_bells")]


TALK = ["tell", [begun(1).model_dump()]]


def state(run: Run) -> str:
    run.refresh_from_db()
    return run.state


def listing() -> str:
    out = StringIO()
    call_command("nodes", stdout=out)
    return out.getvalue()


def test_a_node_is_one_row_however_many_slots_it_has(scripted):
    runs = [scripted(TALK, ["wait", "/never"]) for _each in range(2)]
    with worker(slots=2, WORKER_LABELS="a100,big", WORKER_MEMORY_MB="4000"):
        node = WorkerNode.objects.get()
        assert (node.name, node.slots, node.labels, node.memory_mb) == ("gpu@test", 2, ["a100", "big"], 4000)
        assert (node.contract, node.devices, node.version) == (CONTRACT, 1, "0.1.0")
        assert node.device
        assert node.free_mb > 0
        for run in runs:
            Run.objects.filter(pk=run.pk).update(state=State.QUEUED)
            doorbell.ring()
        until(lambda: {state(run) for run in runs} == {State.RUNNING})
        assert "2 of 2 slots at work" in listing()
        assert "labels a100, big" in listing()
        Run.objects.update(state=State.CANCELLED)


def test_a_worker_whose_seal_leaks_takes_no_run_and_says_why(scripted):
    run = scripted(TALK, ["exit", 0])
    with worker(SCRIPTED_ESCAPES="read network"):
        doorbell.ring()
        until(lambda: doorbell.waiting_doorbells() == 0)
        node = WorkerNode.objects.get()
        assert node.trouble == f"{WORDS['read']}\n{WORDS['network']}"
        assert nodes.trouble_words(node) == [WORDS["read"], WORDS["network"]]
        assert f"takes no runs: {WORDS['read']}" in listing()
        out = StringIO()
        call_command("nodes", "trouble", stdout=out)
        first, *why, what_to_do = out.getvalue().splitlines()
        assert first == "gpu@test takes no runs, so they wait:"
        assert why == [f"  {WORDS['read']}", f"  {WORDS['network']}"]
        assert what_to_do.startswith("  Set UNSEALED_WORKER=1 to let runs start all the same")
    assert state(run) == State.QUEUED


def test_an_operator_may_allow_it_and_everybody_sees_that(scripted):
    run = scripted(TALK, ["exit", 0])
    with worker(SCRIPTED_ESCAPES="read", UNSEALED_WORKER="1"):
        doorbell.ring()
        until(lambda: state(run) == State.FINISHED)
        node = WorkerNode.objects.get()
        assert not node.trouble
        assert nodes.unsealed_words(node) == [WORDS["read"]]
        assert f"allowed by UNSEALED_WORKER: {WORDS['read']}" in listing()


def test_a_drained_node_finishes_what_it_has_and_takes_nothing_new(company, scripted, tmp_path):
    go = tmp_path / "go"
    first, second = scripted(TALK, ["wait", str(go)], ["exit", 0]), None
    with worker():
        doorbell.ring()
        until(lambda: state(first) == State.RUNNING)
        nodes.drain_node(by=company.dana, node=WorkerNode.objects.get(), draining=True)
        second = scripted(TALK, ["exit", 0])
        doorbell.ring()
        go.touch()
        until(lambda: state(first) == State.FINISHED)
        until(lambda: doorbell.waiting_doorbells() == 0)
        assert state(second) == State.QUEUED
    assert WorkerNode.objects.get().draining, "it comes back drained"
    assert not nodes.live_nodes("gpu")
    with worker():
        assert state(second) == State.QUEUED
        nodes.drain_node(by=company.dana, node=WorkerNode.objects.get(), draining=False)
        until(lambda: state(second) == State.FINISHED)
    assert list(
        AuditEvent.objects.filter(kind="training_jobs.workernode")
        .order_by("pk")
        .values_list("did", flat=True)
    ) == [
        "drained",
        "let take runs again",
    ]


@pytest.mark.parametrize(("edition", "words"), [(CONTRACT + 1, "older"), (CONTRACT - 1, "newer")])
def test_a_node_of_another_edition_than_the_site_takes_no_run_and_says_what_to_update(
    scripted, edition, words
):
    run = scripted(TALK, ["exit", 0])
    nodes.announce(name="default@site", queue="default", ready=True, contract=edition)
    with worker():
        doorbell.ring()
        until(lambda: doorbell.waiting_doorbells() == 0)
        trouble = WorkerNode.objects.get(name="gpu@test").trouble
        assert trouble.startswith(f"This node is {words} than the site")
    assert state(run) == State.QUEUED


def test_a_node_of_another_edition_is_not_helped_by_unsealing_it(company):
    nodes.announce(
        name="gpu@old", queue="gpu", ready=True, contract=CONTRACT - 1, trouble="This node is older"
    )
    out = StringIO()
    call_command("nodes", "trouble", stdout=out)
    assert "update the node" in out.getvalue()
    assert "UNSEALED_WORKER" not in out.getvalue()


def test_the_site_explains_the_edition_of_a_node_in_its_own_words():
    for edition, word in ((CONTRACT - 1, "update the node"), (CONTRACT + 1, "update the site")):
        assert word in nodes.trouble_words(WorkerNode(contract=edition))[0]
    assert nodes.trouble_words(WorkerNode(contract=CONTRACT)) == []


def test_another_software_version_of_the_same_edition_works_on_and_is_shown(company):
    nodes.announce(name="gpu@old", queue="gpu", ready=True, contract=CONTRACT, version="0.0.9")
    assert not nodes.live_nodes("gpu")[0].trouble
    assert "version 0.0.9; this is 0.1.0. That does no harm." in listing()


def test_nodes_are_drained_at_the_command_line(company):
    nodes.announce(name="gpu@here", queue="gpu", ready=True, contract=CONTRACT)
    out = StringIO()
    call_command("nodes", "drain", "gpu@here", stdout=out)
    assert out.getvalue() == "gpu@here takes no new runs; 0 at work go on to their end\n"
    assert "gpu@here: drained · " in listing()
    call_command("nodes", "undrain", "gpu@here", stdout=out)
    assert not WorkerNode.objects.get().draining
    with pytest.raises(CommandError, match=r"There is no node gpu@gone\. Known: gpu@here\."):
        call_command("nodes", "drain", "gpu@gone")


def test_no_node_has_more_memory_free_than_its_runs_may_use(db):
    nodes.announce(name="gpu@here", queue="gpu", ready=True, memory_mb=19284, free_mb=21680)
    assert "gpu@here: ready · 0 of 1 slots at work · 19284 of 19284 MB free" in listing()


def test_an_administrator_drains_on_the_queue_page_and_twice_is_as_good_as_once(client, company):
    nodes.announce(name="gpu@here", queue="gpu", ready=True)
    client.force_login(company.dana)
    for _again in range(2):
        assert client.post("/queue/nodes/gpu@here/drain/").status_code == 302
    assert WorkerNode.objects.get().draining
    assert AuditEvent.objects.filter(did="drained", actor=company.dana).count() == 1
    assert client.post("/queue/nodes/gpu@here/undrain/").status_code == 302
    assert not WorkerNode.objects.get().draining
    client.force_login(company.marco)
    assert client.post("/queue/nodes/gpu@here/drain/").status_code == 403
    assert not WorkerNode.objects.get().draining


def test_the_command_names_queue_slots_and_node():
    options = {"queue": "gpu", "slots": 3, "label": ["a100", "fast"], "memory_mb": 4000, "name": "box"}
    words = celery(options)
    assert words[words.index("--concurrency") + 1] == "3"
    assert words[words.index("--hostname") + 1] == "gpu@box"
    assert given(options) == {
        "KEEP_CONNECTIONS": "0",
        "WORKER_LABELS": "a100,fast",
        "WORKER_MEMORY_MB": "4000",
    }
    assert given(options | {"label": [], "memory_mb": 0}) == {"KEEP_CONNECTIONS": "0"}


@pytest.mark.parametrize(
    "wrong", [{"slots": 0}, {"slots": 65}, {"label": ["a,b"]}, {"name": "a b"}, {"memory_mb": -1}]
)
def test_a_wrong_option_is_named_before_anything_starts(wrong):
    with pytest.raises(CommandError):
        call_command("worker", "gpu", **wrong)


def test_one_command_starts_a_worker():
    command = [sys.executable, "manage.py", "worker", "default", "--slots", "2", "--name", "here"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True)
    try:
        until(lambda: WorkerNode.objects.filter(name="default@here", ready=True).exists(), 60)
        assert WorkerNode.objects.get().slots == 2
        assert os.getpgid(process.pid) == process.pid
    finally:
        end(process)
    assert not WorkerNode.objects.exists()
