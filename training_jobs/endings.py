"""How an attempt ends, and what follows from it in the same transaction. Each is fenced by the attempt's number."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from courses.actions import complete_part
from courses.models import Enrolment, PartKind
from training_jobs.access import lab_config
from training_jobs.contract.failures import Failure
from training_jobs.doorbell import ring_on_commit
from training_jobs.models import Grading, Kind, Report, Run, RunAttempt
from training_jobs.moves import held, move
from training_jobs.states import State
from training_jobs.stream import storable

MAX_LOST = 2
LOST = (Failure.KILLED.value, Failure.WORKER_LOST.value)
RELEASED = "released"
DETAIL = 2000


@transaction.atomic
def finish(*, run_id: int, attempt: int) -> Run:
    """The engine came to its end."""
    run = _ended(held(run_id, attempt), State.FINISHED, outcome="finished")
    experiment = run.experiment
    config = lab_config(experiment) or {}
    report = Report.objects.filter(run=run).first()
    passed, score = config.get("pass") == "run" and run.kind != Kind.GRADE, None
    if run.kind == Kind.GRADE and report is not None:
        passed, score = _grade(run, report.data, config.get("grading") or {})
    if passed and experiment.enrolment is not None:
        _complete(experiment.enrolment, experiment.lab, score)
    return run


@transaction.atomic
def stop(*, run_id: int, attempt: int) -> Run:
    """The person asked for it, and the training has ended before its last step."""
    return _ended(held(run_id, attempt), State.CANCELLED, outcome="cancelled", failure=Failure.STOPPED)


@transaction.atomic
def fail(*, run_id: int, attempt: int, failure: Failure, detail: str = "") -> Run:
    """The run itself cannot succeed; trying again would end the same way."""
    return _ended(held(run_id, attempt), State.FAILED, outcome=failure, failure=failure, detail=detail)


@transaction.atomic
def lose(*, run_id: int, attempt: int, failure: Failure, detail: str = "") -> Run:
    """The platform broke under the run: try again, fail after MAX_LOST losses, or stop where that was asked."""
    run = held(run_id, attempt)
    if run.state == State.STOPPING:
        return _ended(run, State.CANCELLED, outcome=failure, failure=Failure.STOPPED, detail=detail)
    losses = RunAttempt.objects.filter(run=run, outcome__in=LOST).count() + 1
    if losses >= MAX_LOST:
        return _ended(run, State.FAILED, outcome=failure, failure=failure, detail=detail)
    return _requeued(run, outcome=failure, failure=failure, message=detail)


@transaction.atomic
def release(*, run_id: int, attempt: int) -> Run:
    """The worker leaves in good order: the run goes back to its place, and the attempt does not count as lost."""
    run = held(run_id, attempt)
    if run.state == State.STOPPING:
        return _ended(run, State.CANCELLED, outcome=RELEASED, failure=Failure.STOPPED)
    return _requeued(run, outcome=RELEASED)


def _requeued(run: Run, *, outcome: str, **told: Any) -> Run:
    _close_attempt(run, outcome)
    ring_on_commit()
    return move(run, State.QUEUED, told=told, lease_owner="", lease_until=None)


def _ended(run: Run, to: State, *, outcome: str, failure: str = "", detail: str = "") -> Run:
    _close_attempt(run, outcome)
    detail = storable(detail)[:DETAIL]
    fields = {
        "failure": failure,
        "failure_detail": detail,
        "lease_owner": "",
        "lease_until": None,
        "ended_at": Now(),
    }
    ended = move(run, to, told={"failure": failure, "message": detail}, **fields)
    if to != State.FINISHED:
        give_try_back(ended)
    return ended


def _close_attempt(run: Run, outcome: str) -> None:
    attempts = RunAttempt.objects.filter(run=run, number=run.attempt)
    attempts.update(ended_at=Now(), outcome=str(outcome))


def give_try_back(run: Run) -> None:
    """A grading that gave no score does not count as a try."""
    Grading.objects.filter(run=run).update(counts=False)


def _grade(run: Run, report: dict[str, Any], rules: dict[str, Any]) -> tuple[bool, float]:
    grading = Grading.objects.get(run=run)
    score = float(report[rules.get("metric", "macro_f1")])
    grading.macro_f1, (grading.low, grading.high) = report["macro_f1"], report["interval"]
    grading.passed = score >= grading.threshold
    grading.save(update_fields=["macro_f1", "low", "high", "passed"])
    return grading.passed, score


def _complete(enrolment: Enrolment, lab: str, score: float | None) -> None:
    _course, lesson, key = lab.split("/")
    complete_part(enrolment=enrolment, lesson_key=lesson, kind=PartKind.LAB, key=key, score=score)
