"""The queue, the place of a waiting run, and the page that says what is left of each limit."""

import pytest
from django.urls import reverse

from people.models import AuditEvent
from tests.training_jobs.sharing import ask, had, next_run, node
from training_jobs.models import Quota, Run, WorkerNode
from training_jobs.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """The text of a page as somebody sees it."""

    def page(user, name: str, *args, **headers) -> str:
        client.force_login(user)
        answer = client.get(reverse(f"training_jobs:{name}", args=args), headers=headers)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return page


def test_everybody_reads_what_they_used_of_their_limits(read, company, settings):
    settings.QUOTA_SECONDS, settings.RUNS_AT_ONCE = 3600, 2
    Quota.objects.create(unit=company.claims, seconds=600)
    had(company.ling, 900)
    text = read(company.ling, "compute")
    assert "15 min of 1 h used in the last 7 days; 45 min left." in text
    assert "0 of 2 runs at work now." in text
    assert "Your unit Claims, together" in text
    assert "used up" in text
    assert "Your team" not in text
    assert "Quotas" not in text


def test_own_runs_stand_there_with_their_place_and_others_do_not(read, company):
    node(slots=1)
    ask(company.sven, seconds_ago=50, expected_seconds=70)
    assert next_run().experiment.owner == company.sven
    ask(company.ling)
    text = read(company.ling, "compute")
    assert "This run is next." in text
    assert "Sven" not in text


def test_a_manager_reads_the_use_of_each_person_in_the_team(read, company):
    had(company.ling, 900)
    had(company.sven, 900)
    text = read(company.marco, "compute")
    assert "Your team" in text
    assert "Ling" in text
    assert "Sven" not in text


def test_an_administrator_finds_every_quota_and_each_change_is_in_the_audit_trail(read, client, company):
    client.force_login(company.dana)
    values = {"person": company.ling.pk, "seconds": 60, "window_days": 7, "at_once": 1}
    assert client.post(reverse("admin:training_jobs_quota_add"), values).status_code == 302
    quota = Quota.objects.get()
    did = AuditEvent.objects.get(did="set quota")
    assert (did.actor, did.detail["target"]) == (company.dana, str(company.ling.public_id))
    assert (did.detail["seconds"], did.detail["at_once"]) == (60, 1)
    assert reverse("admin:training_jobs_quota_change", args=[quota.pk]) in read(company.dana, "compute")
    client.post(reverse("admin:training_jobs_quota_delete", args=[quota.pk]), {"post": "yes"})
    assert not Quota.objects.exists()
    assert AuditEvent.objects.filter(did="removed quota").count() == 1


@pytest.mark.parametrize("whose", [("person", "unit"), ()])
def test_a_quota_has_one_target_and_everybody_has_one_quota(client, company, whose):
    Quota.objects.create(seconds=60)
    client.force_login(company.dana)
    targets = {"person": company.ling.pk, "unit": company.north.pk}
    values = {name: targets[name] for name in whose} | {"window_days": 7, "seconds": 60}
    answer = client.post(reverse("admin:training_jobs_quota_add"), values)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()
    assert Quota.objects.count() == 1


def test_a_quota_that_limits_nothing_is_refused_with_the_reason(client, company):
    """It would take the limit of the settings from everybody, without a word."""
    client.force_login(company.dana)
    answer = client.post(reverse("admin:training_jobs_quota_add"), {"window_days": 7})
    [error] = answer.context["adminform"].form.non_field_errors()
    assert "This quota limits nothing" in error
    assert "Leave all three empty for everybody" in answer.content.decode()
    assert not Quota.objects.exists()


def test_a_waiting_run_asks_again_every_few_seconds_and_stops_when_it_has_started(client, read, company):
    node()
    run = ask(company.ling, expected_seconds=100)
    text = read(company.ling, "run_waiting", run.public_id)
    assert 'hx-trigger="every 3s"' in text
    assert "number 1 in the queue" in text
    assert "takes about 2 min" in text
    assert 'id="run_waiting"' in read(company.ling, "run", run.public_id)
    assert next_run() == run
    answer = client.get(reverse("training_jobs:run_waiting", args=[run.public_id]))
    assert answer.headers["HX-Trigger"] == "run-moved"
    assert "every 3s" not in answer.content.decode()


def test_the_queue_page_tells_nodes_apart(read, company):
    node("gpu@busy", slots=2, labels=["a100"], memory_mb=8192, device="AMD EPYC 9000")
    ask(company.ling, memory_mb=2048)
    assert next_run("gpu@busy")
    node("gpu@idle")
    node("gpu@new", contract=1)
    node("gpu@leaving", draining=True)
    WorkerNode.objects.filter(name="gpu@idle").update(ready=False)
    text = read(company.dana, "queue")
    for words in (
        "1 of 2 slots busy",
        "2.0 GB of 8.0 GB taken",
        "AMD EPYC 9000",
        "a100",
        "warming up",
        "drained",
        "takes no runs",
        "update the node",
    ):
        assert words in text, words
    assert reverse("training_jobs:node_undrain", args=["gpu@leaving"]) in text
    assert reverse("training_jobs:node_drain", args=["gpu@busy"]) in text


def test_the_queue_page_lists_who_waits_in_fair_order_and_what_no_node_can_take_last(read, company):
    node()
    had(company.ling, 600)
    ask(company.ling, seconds_ago=90)
    ask(company.marco, seconds_ago=99, base_model="smollm2-135m-instruct")
    ask(company.sven, seconds_ago=9)
    text = read(company.dana, "queue", **{"HX-Request": "true"})
    places = [text.index(f">{name}</td>") for name in ("Sven", "Ling", "Marco")]
    assert places == sorted(places)
    assert Run.objects.filter(state=State.QUEUED).count() == 3
