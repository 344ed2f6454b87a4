"""Runs side by side: who may see them, what is said, and what it costs."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.run_pages.conftest import play_to_end, recorded
from training_jobs.contract.knobs import defaults_of
from training_jobs.contract.spec import ExperimentSpec, PromptSpec
from training_jobs.models import Experiment, Run
from training_jobs.presenting.overlay import differing
from training_jobs.presenting.words import setting_name
from training_jobs.states import State
from training_jobs.templatetags.runs import weights

COMPARE = reverse("training_jobs:compare")


def ids(*runs):
    return {"run": [str(run.public_id) for run in runs]}


@pytest.fixture
def two(ask):
    first = play_to_end(ask(method="head", epochs="6"), recorded("head"))
    return first, play_to_end(ask(learning_rate="0.05"), recorded("head"))


def test_what_differs_stands_beside_what_came_of_it(ling, two):
    html = ling.get(COMPARE, ids(*two)).content.decode()
    for words in ("learning rate", "epochs", "Head only", "0.05", "Draw run A", "Draw run B"):
        assert words in html
    assert "batch size" not in html  # both have the same


def test_a_hidden_run_looks_like_an_absent_one(client, company, two):
    client.force_login(company.sven)
    assert client.get(COMPARE, ids(*two)).status_code == 404
    client.force_login(company.ling)
    assert client.get(COMPARE, {"run": [str(two[0].public_id), str(uuid.uuid4())]}).status_code == 404
    assert client.get(COMPARE, {"run": "nothing"}).status_code == 404


def test_a_manager_sees_whose_runs_they_are(client, company, two):
    client.force_login(company.marco)
    assert client.get(COMPARE, ids(*two)).status_code == 200


def test_nothing_chosen_leads_back_to_the_list_and_too_many_are_refused(ling, two):
    assert ling.get(COMPARE)["Location"] == reverse("training_jobs:experiments")
    many = ling.get(COMPARE, {"run": [str(uuid.uuid4()) for _ in range(9)]})
    assert many.status_code == 409
    assert "At most 8 runs" in many.content.decode()


def test_a_run_asked_for_twice_stands_once(ling, two):
    html = ling.get(COMPARE, ids(two[0], two[0])).content.decode()
    assert "Draw run B" not in html


def test_a_run_of_before_a_setting_existed_has_its_default(ling, two):
    younger = ("devices", "attention", "precision", "node_label", "lora")
    old = two[0].experiment
    spec = {path: value for path, value in old.spec.items() if path not in younger}
    type(old).objects.filter(pk=old.pk).update(spec=spec)
    html = ling.get(COMPARE, ids(*two)).content.decode()
    for words in (*younger, "devices", "attention kernel", "kind of worker", "LoRA rank"):
        assert f">{words}<" not in html
    type(old).objects.filter(pk=old.pk).update(spec=spec | {"devices": 2, "node_label": "a100"})
    html = ling.get(COMPARE, ids(*two)).content.decode()
    for words in ("devices", "2", "1", "kind of worker", "a100", "any"):
        assert f">{words}<" in html


@pytest.mark.parametrize("shape", [ExperimentSpec, PromptSpec])
def test_every_setting_has_a_name_for_people_in_both_languages(shape):
    paths = [path for path in {*shape.model_fields, *defaults_of(shape)} if path != "lora"]
    assert len(paths) > 5
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert not [path for path in paths if {"_", "."} & set(setting_name(path))]
    with translation.override("zh-hans"):  # alpha and dropout are called so in Chinese too
        named = [path for path in paths if path not in ("lora.alpha", "lora.dropout")]
        assert not [path for path in named if setting_name(path).isascii()]


def test_weights_are_counted_in_groups_of_three_digits_in_both_languages():
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert weights(76038) == "76,038"


def test_a_setting_that_only_one_run_has_differs():
    assert differing([{"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}]) == ["c"]
    assert differing([{"a": 1}]) == []


@pytest.fixture
def thousand(two):
    """998 more finished runs of Ling's, as rows: their streams do not matter to a list."""
    model = two[0].experiment
    shared = {"owner": model.owner, "title": model.title, "enrolment": model.enrolment}
    shared |= {"revision": model.revision, "lab": model.lab, "lab_title": model.lab_title, "prediction": 0.8}
    made = Experiment.objects.bulk_create(
        Experiment(spec=model.spec | {"seed": seed}, **shared) for seed in range(998)
    )
    ended = {"state": State.FINISHED, "kind": "train", "step": 120, "total_steps": 120, "macro_f1": 0.7}
    Run.objects.bulk_create(Run(experiment=one, **ended) for one in made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(Run.objects.order_by("-pk")[:8])


def cost(client, url, data=None):
    client.get(url, data)  # templates are read and compiled once
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url, data).status_code == 200
    return len(asked)


def test_a_thousand_runs_cost_the_list_and_the_overlay_no_more_than_two(ling, two, request):
    experiments = reverse("training_jobs:experiments")
    few = cost(ling, experiments), cost(ling, COMPARE, ids(*two))
    eight = request.getfixturevalue("thousand")
    many = cost(ling, experiments), cost(ling, COMPARE, ids(*eight))
    assert many == few
