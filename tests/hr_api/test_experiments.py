"""Learners' own programs submit experiments, freely or inside a lab."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from courses.models import Enrolment
from people.models import AuditEvent
from people.tokens import OWN_WORK
from tests.hr_api.programs import Program, assert_problem, pointers
from tests.reporting.stories import LAB, on_course
from training_jobs.models import Experiment, Run

FREE = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "head",
    "max_steps": 20,
}
PROMPT = {
    "task": "prompt",
    "base_model": "smollm2-135m-instruct",
    "dataset": "insurer-messages",
    "template": "Department of: {{message}}",
}


@pytest.mark.django_db
@pytest.mark.parametrize("spec", [FREE, PROMPT])
def test_a_free_experiment_is_queued_with_its_defaults_written_out(ling, company, spec):
    answer = ling.post("experiments", {"spec": spec, "title": "Mine"})
    assert answer.status_code == 201, answer.content
    run = Run.objects.select_related("experiment").get()
    assert answer.json() == {
        "id": str(run.experiment.public_id),
        "run": {"id": str(run.public_id), "state": "queued"},
        "was_at_work": False,
    }
    assert (run.experiment.owner, run.experiment.title, run.experiment.lab) == (company.ling, "Mine", "")
    assert run.experiment.spec["seed"] == 7
    assert AuditEvent.objects.filter(did="submitted", actor=company.ling).count() == 1


@pytest.mark.django_db
def test_in_a_lab_the_labs_own_values_fill_what_is_left_out(ling, company, course):
    on_course(company.ling, course, done=2)
    answer = ling.post("experiments", {"lab": LAB, "spec": {"epochs": 2}, "prediction": 0.8})
    assert answer.status_code == 201, answer.content
    experiment = Experiment.objects.get()
    assert (experiment.lab, experiment.prediction) == (LAB, 0.8)
    assert (experiment.spec["epochs"], experiment.spec["method"]) == (2, "lora")
    assert experiment.revision == course.published


@pytest.mark.django_db
def test_settings_that_are_at_work_answer_with_that_run_and_say_so(ling, company, course):
    on_course(company.ling, course, done=2)
    asked = {"lab": LAB, "spec": {"epochs": 2}, "prediction": 0.8}
    first = ling.post("experiments", asked, **{"Idempotency-Key": "one"}).json()
    for key in ({}, {"Idempotency-Key": "two"}):
        again = ling.post("experiments", asked | {"prediction": 0.5}, **key)
        assert (again.status_code, again.json()) == (200, first | {"was_at_work": True})
    repeated = ling.post("experiments", asked, **{"Idempotency-Key": "one"})
    assert (repeated.status_code, repeated.json()) == (201, first)
    assert Experiment.objects.get().prediction == 0.8


@pytest.mark.django_db
def test_running_a_lab_of_a_course_that_was_not_begun_begins_it(ling, company, course):
    assert ling.post("experiments", {"lab": LAB, "spec": {}}).status_code == 201
    assert Enrolment.objects.get(user=company.ling).state == "in_progress"


@pytest.mark.django_db
def test_a_refused_experiment_begins_no_course(ling, company, course):
    assert ling.post("experiments", {"lab": LAB, "spec": {"epochs": 99}}).status_code == 422
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["/spec"]),
        ({"spec": 7}, ["/spec"]),
        ({"spec": []}, ["/spec"]),
        ({"spec": {}}, ["/spec"]),
        ({"spec": FREE, "prediktion": 0.5}, ["/prediktion"]),
        ({"spec": FREE, "prediction": 1.5}, ["/prediction"]),
        ({"spec": FREE, "prediction": "much"}, ["/prediction"]),
        ({"spec": FREE, "title": "x" * 121}, ["/title"]),
        ({"spec": {**FREE, "base_model": "gpt-9"}}, ["/spec/base_model"]),
        ({"spec": {**FREE, "learning_rat": 1}}, ["/spec/learning_rat"]),
        ({"spec": {**FREE, "lora": {"rank": 0}}}, ["/spec/lora/rank"]),
        ({"spec": {**FREE, "task": "grade"}}, ["/spec"]),
        ({"spec": {**FREE, "epochs": 2}}, ["/spec"]),
        ({"spec": {**PROMPT, "template": "no place"}}, ["/spec/template"]),
        ({"spec": {**PROMPT, "examples": ["no-such-row"]}}, ["/spec/examples/0"]),
        ({"lab": "nonsense", "spec": {}}, ["/lab"]),
        ({"lab": "tiny/train/none", "spec": {}}, ["/lab"]),
        ({"lab": "none/train/sort", "spec": {}}, ["/lab"]),
        ({"lab": LAB, "spec": {"epochs": 7}}, ["/spec/epochs"]),
        ({"lab": LAB, "spec": {"seed": 3}}, ["/spec/seed"]),
        ({"lab": LAB, "spec": {"epochs": "many", "method": "full"}}, ["/spec/epochs", "/spec/method"]),
        ({"lab": LAB, "spec": PROMPT}, None),
    ],
)
def test_what_cannot_be_run_is_pointed_at(ling, course, body, where):
    problem = assert_problem(ling.post("experiments", body), 422, "invalid-input")
    assert where is None or pointers(problem) == where
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_a_number_too_large_to_hold_is_pointed_at(ling):
    raw = json.dumps({"spec": {**FREE, "learning_rate": 1}}).replace(": 1}", ": 1e400}")
    answer = ling.client.post("/api/v1/experiments", raw, content_type="application/json")
    assert pointers(assert_problem(answer, 422, "invalid-input")) == ["/spec/learning_rate"]


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [b"{", b"[1,]", b'{"spec": Infinity}', b'{"title": "\\u0000", "spec": {}}'])
def test_a_body_that_is_not_json_is_malformed(ling, raw):
    answer = ling.client.post("/api/v1/experiments", raw, content_type="application/json")
    assert_problem(answer, 400, "malformed-request")


@pytest.mark.django_db
def test_the_same_key_gives_the_same_run_and_another_key_another(ling):
    key = str(uuid.uuid4())
    first, again, other = (
        ling.post("experiments", {"spec": FREE}, **{"Idempotency-Key": name})
        for name in (key, key, "another")
    )
    assert [answer.status_code for answer in (first, again, other)] == [201, 201, 201]
    assert first.json() == again.json() != other.json()
    assert Experiment.objects.count() == 2


@pytest.mark.django_db
def test_a_key_is_ones_own(ling, omar):
    mine, theirs = (
        program.post("experiments", {"spec": FREE}, **{"Idempotency-Key": "k"}) for program in (ling, omar)
    )
    assert mine.json() != theirs.json()


@pytest.mark.django_db
def test_another_experiment_under_the_same_key_is_refused(ling):
    ling.post("experiments", {"spec": FREE}, **{"Idempotency-Key": "k"})
    answer = ling.post("experiments", {"spec": {**FREE, "seed": 8}}, **{"Idempotency-Key": "k"})
    problem = assert_problem(answer, 422, "invalid-input")
    assert problem["errors"][0]["header"] == "Idempotency-Key"
    assert Experiment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 81, "täglich", "tab\tkey"])
def test_a_key_that_cannot_be_stored_is_refused(ling, key):
    answer = ling.post("experiments", {"spec": FREE}, **{"Idempotency-Key": key})
    assert_problem(answer, 400, "invalid-input")


@pytest.mark.django_db
def test_too_many_open_runs_are_a_conflict_that_says_what_to_do(ling):
    answers = [ling.post("experiments", {"spec": FREE}) for _ in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {201}
    assert "Stop one of them" in assert_problem(answers[20], 409, "conflict")["detail"]


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_with_one_key_make_one_run(company):
    ling = Program(company.ling, *OWN_WORK)

    def call(_number: int) -> str:
        try:
            answer = ling.post("experiments", {"spec": FREE}, **{"Idempotency-Key": "once"})
            assert answer.status_code == 201, answer.content
            return str(answer.json()["run"]["id"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(call, range(4)))) == 1
    assert Run.objects.count() == 1
