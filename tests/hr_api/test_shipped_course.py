"""The contract of the issue, on the shipped course itself."""

import pytest
from django.conf import settings

from courses.actions import import_course, publish_revision
from courses.models import Revision
from tests.hr_api.programs import Program, assert_problem, everything
from training_jobs.contract.spec import parse_spec

pytestmark = pytest.mark.django_db
LABS = "first-classifier/sort-messages/sort-messages", "first-classifier/prompt-or-fine-tune/prompt-compare"
SPEC = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
    "learning_rate": 0.001,
    "epochs": 4,
    "batch_size": 16,
    "seed": 7,
    "max_length": 96,
    "lora": {"rank": 8, "alpha": 16, "dropout": 0.05},
}


@pytest.fixture(autouse=True)
def shipped(company) -> None:
    revision = import_course(by=company.aisha, folder=settings.COURSE_LIBRARY / "first-classifier")
    assert isinstance(revision, Revision), revision
    publish_revision(by=company.aisha, revision=revision)


@pytest.mark.parametrize("spec", [SPEC, {}, parse_spec(SPEC).model_dump(mode="json")])
def test_the_lab_runs_with_a_whole_spec_or_with_none(ling: Program, spec):
    answer = ling.post("experiments", {"lab": LABS[0], "spec": spec, "prediction": 0.8})
    assert answer.status_code == 201, answer.content
    run = ling.get(f"runs/{answer.json()['run']['id']}").json()
    assert (run["state"], run["lab"], run["prediction"]) == ("queued", LABS[0], 0.8)
    assert run["spec"]["method"] == "lora"


def test_a_knob_beyond_the_labs_limits_is_refused_with_the_limits(ling: Program):
    answer = ling.post("experiments", {"lab": LABS[0], "spec": {**SPEC, "epochs": 40}})
    body = assert_problem(answer, 422, "invalid-input")
    assert body["errors"][0]["pointer"] == "/spec/epochs"


def test_the_prompt_lab_takes_a_template(ling: Program):
    answer = ling.post(
        "experiments", {"lab": LABS[1], "spec": {"template": "Say the department: {{message}}"}}
    )
    assert answer.status_code == 201, answer.content


def test_the_course_is_listed_under_its_key(hr: Program):
    assert [row["id"] for row in everything(hr, "courses")] == ["first-classifier"]
