"""Programs watch their runs, stop them and read what came of them."""

import uuid
from datetime import UTC, datetime

import pytest

from people.models import Role, User
from people.tokens import Scope
from tests.hr_api.programs import Program, assert_problem
from tests.reporting.stories import run_of
from training_jobs import chunks
from training_jobs.models import Report
from training_jobs.states import State

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 22, 8, 0, tzinfo=UTC)


def told(run, *, steps):
    events = []
    for number in range(1, steps + 1):
        data = {"step": number, "epoch": 0.1, "metrics": {"loss": 2.0 / number, "learning_rate": 0.001}}
        events.append({"seq": number, "kind": "step", "data": data, "at": AT.isoformat()})
    chunks.write(run.pk, 1, events)
    run.last_seq, run.step, run.latest = steps, steps, data["metrics"]
    run.save()


@pytest.mark.parametrize("path", ["", "/events", "/report", "/cancel"])
def test_foreign_and_absent_runs_answer_alike(omar, company, path):
    run = run_of(company.ling, State.QUEUED)
    call = omar.post if path == "/cancel" else omar.get
    foreign, absent = call(f"runs/{run.public_id}{path}"), call(f"runs/{uuid.uuid4()}{path}")
    bodies = [assert_problem(answer, 404, "not-found") for answer in (foreign, absent)]
    assert {body["detail"] for body in bodies} == {"It does not exist, or it belongs to somebody else."}
    run.refresh_from_db()
    assert run.state == State.QUEUED


def test_a_manager_and_an_administrator_may_watch(company):
    run = run_of(company.ling, State.RUNNING)
    for person in (company.marco, company.dana):
        program = Program(person, Scope.RUNS_READ)
        assert program.get(f"runs/{run.public_id}").status_code == 200


def test_a_waiting_run_tells_its_place_and_why_it_waits(ling, omar, company):
    run_of(company.omar, State.QUEUED, at=AT)
    run = run_of(company.ling, State.QUEUED)
    body = ling.get(f"runs/{run.public_id}").json()
    assert (body["state"], body["queue_position"], body["attempt"]) == ("queued", 2, 0)
    assert "No GPU worker" in body["waiting_reason"]


def test_a_running_run_tells_step_total_and_metrics(ling, company):
    run = run_of(company.ling, State.RUNNING, total_steps=40, attempt=1, macro_f1=0.7)
    told(run, steps=4)
    body = ling.get(f"runs/{run.public_id}").json()
    assert (body["step"], body["total_steps"], body["last_seq"]) == (4, 40, 4)
    assert body["metrics"] == {"loss": 0.5, "macro_f1": 0.7, "accuracy": None}
    assert (body["queue_position"], body["waiting_reason"], body["failure"]) == (None, "", None)


def test_a_failed_run_says_whose_fault_and_what_to_do(ling, company):
    run = run_of(company.ling, State.FAILED, failure="diverged", failure_detail="loss is nan at step 12")
    failure = ling.get(f"runs/{run.public_id}").json()["failure"]
    assert (failure["code"], failure["fault"]) == ("diverged", "yours")
    assert "learning rate" in failure["next_step"]
    assert failure["detail"] == "loss is nan at step 12"


def test_events_come_in_order_after_the_one_that_was_seen(ling, company):
    run = run_of(company.ling, State.RUNNING)
    told(run, steps=6)
    whole = ling.get(f"runs/{run.public_id}/events").json()
    assert [event["seq"] for event in whole["events"]] == [1, 2, 3, 4, 5, 6]
    rest = ling.get(f"runs/{run.public_id}/events", after="4").json()
    assert [event["seq"] for event in rest["events"]] == [5, 6]
    assert (rest["next_after"], rest["seq"], rest["ended"]) == (6, 6, False)
    assert set(rest["events"][0]) == {"seq", "kind", "data", "at"}
    none = ling.get(f"runs/{run.public_id}/events", after="6").json()
    assert (none["events"], none["next_after"]) == ([], 6)


def test_a_reader_with_a_number_that_does_not_exist_yet_is_led_back_and_misses_nothing(ling, company):
    run = run_of(company.ling, State.RUNNING)
    told(run, steps=6)
    assert ling.get(f"runs/{run.public_id}/events", after="99999").json()["next_after"] == 6


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 30, "", ["1", "2"]])
def test_a_number_that_is_none_is_refused(ling, company, after):
    run = run_of(company.ling, State.RUNNING)
    body = assert_problem(ling.get(f"runs/{run.public_id}/events", after=after), 400, "invalid-input")
    assert body["errors"][0]["parameter"] == "after"


def test_a_waiting_run_is_cancelled_at_once_and_again_is_harmless(ling, company):
    run = run_of(company.ling, State.QUEUED)
    first, again = ling.post(f"runs/{run.public_id}/cancel"), ling.post(f"runs/{run.public_id}/cancel")
    assert (first.status_code, first.json()["state"]) == (200, "cancelled")
    assert (again.status_code, again.json()["state"]) == (200, "cancelled")


def test_a_finished_run_cannot_be_stopped_and_the_answer_says_why(ling, company):
    run = run_of(company.ling, State.FINISHED)
    body = assert_problem(ling.post(f"runs/{run.public_id}/cancel"), 409, "conflict")
    assert "already ended" in body["detail"]


def test_reading_does_not_allow_stopping(company):
    run = run_of(company.ling, State.QUEUED)
    reader = Program(company.ling, Scope.RUNS_READ)
    assert_problem(reader.post(f"runs/{run.public_id}/cancel"), 403, "missing-scope")


@pytest.mark.parametrize(
    ("state", "says"), [(State.RUNNING, "Ask again"), (State.FAILED, "without a report")]
)
def test_before_there_is_a_report_the_answer_says_whether_to_wait(ling, company, state, says):
    run = run_of(company.ling, state)
    assert says in assert_problem(ling.get(f"runs/{run.public_id}/report"), 404, "no-report")["detail"]


def test_the_report_is_what_the_engine_wrote(ling, company):
    run = run_of(company.ling, State.FINISHED)
    Report.objects.create(run=run, data={"macro_f1": 0.83, "rows": 10})
    assert ling.get(f"runs/{run.public_id}/report").json() == {"macro_f1": 0.83, "rows": 10}


def test_an_hr_system_with_a_learners_scope_sees_no_runs_of_others(company):
    run = run_of(company.ling, State.FINISHED)
    User.objects.filter(pk=company.hr.pk).update(roles=[Role.HR])
    assert_problem(Program(company.hr, Scope.RUNS_READ).get(f"runs/{run.public_id}"), 404, "not-found")


def test_a_curve_that_would_end_before_it_begins_is_refused(ling, company):
    run = run_of(company.ling, State.RUNNING)
    told(run, steps=9)
    (error,) = assert_problem(ling.get(f"runs/{run.public_id}/curve?from=9&to=1"), 400, "invalid-input")[
        "errors"
    ]
    assert (error["parameter"], "before" in error["detail"]) == ("to", True)
    assert ling.get(f"runs/{run.public_id}/curve?from=3&to=3").status_code == 200
