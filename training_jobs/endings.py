"""How an attempt ends, and what follows from it in the same transaction. Each is fenced by the attempt's number.

What the person wished (`Run.wish`) decides where a run goes that did not come to its end: a pause ends *paused*, a
cancel *cancelled*, and "stop and keep" goes back to the queue until a worker has evaluated and exported. A fine-tune
that was lost too often ends *paused* as well, since its checkpoints may still be worth a person's while.
"""

from typing import Any

import structlog
from django.db import transaction
from django.db.models.functions import Now

from courses.actions import complete_part
from courses.measuring.acts import note_failure as note_unmeasured
from courses.measuring.acts import take_measured
from courses.models import PartKind
from courses.trials.settling import note_failure, take_replies
from lms.kit.refusals import Conflict
from training_jobs import blocks, chunks
from training_jobs.access import lab_config
from training_jobs.contract.events import Logged
from training_jobs.contract.failures import Failure, explain
from training_jobs.contract.sayings import phrase, say
from training_jobs.doorbell import ring_on_commit
from training_jobs.dry_grading import grade_dry_run
from training_jobs.leftovers import clear_away, resume_step
from training_jobs.losses import may_be_lost_again
from training_jobs.models import ELSEWHERE, Experiment, Grading, Kind, Report, Run, RunAttempt, Wish
from training_jobs.moves import held, move, tell_log
from training_jobs.states import State
from training_jobs.stream import storable

RELEASED, PAUSED, KEPT = "released", "paused", "kept"
DETAIL = 2000

log = structlog.get_logger("training_jobs.endings")


@transaction.atomic
def finish(*, run_id: int, attempt: int, kept: bool = False) -> Run:
    """The engine came to its end, or `kept` what there was because the person asked for it."""
    wish = Wish.KEEP if kept else Wish.NOTHING
    run = held(run_id, attempt)
    chunks.drop_after(run.pk, run.step)
    blocks.drop_after(run.pk, run.step)
    run = _ended(run, State.FINISHED, outcome=KEPT if kept else "finished", wish=wish)
    experiment, report = run.experiment, Report.objects.filter(run=run).first()
    if run.kind in ELSEWHERE:
        _pass_on(run, report)
    if not kept:
        grade_dry_run(run)
    config = lab_config(experiment) or {}
    passed, score = config.get("pass") == "run" and run.kind != Kind.GRADE and not kept, None
    if run.kind == Kind.GRADE and report is not None:
        passed, score = _grade(run, report.data, config.get("grading") or {})
    if passed and experiment.enrolment is not None:
        _complete(experiment, score)
    return run


@transaction.atomic
def pause(*, run_id: int, attempt: int, failure: str = "", detail: str = "") -> Run:
    """The engine saved a checkpoint and left; with `failure` it had to, and room is needed before it goes on."""
    run = held(run_id, attempt)
    why = {"outcome": failure or PAUSED, "failure": failure, "detail": detail}
    if _is_unwanted(run) or (run.wish == Wish.KEEP and not failure):
        return _as_wished(run, **why)
    if run.kind != Kind.TRAIN:  # it has no checkpoint to go on from
        return _ended(run, State.FAILED, **why)
    return _paused(run, **why)


@transaction.atomic
def cancel(*, run_id: int, attempt: int) -> Run:
    """The person asked for it, and the process is gone."""
    return _cancelled(held(run_id, attempt), outcome="cancelled")


@transaction.atomic
def fail(*, run_id: int, attempt: int, failure: Failure, detail: str = "") -> Run:
    """The run itself cannot succeed; trying again would end the same way."""
    return _ended(held(run_id, attempt), State.FAILED, outcome=failure, failure=failure, detail=detail)


@transaction.atomic
def lose(*, run_id: int, attempt: int, failure: Failure, detail: str = "") -> Run:
    """The platform broke under the run: go on from its checkpoint, until it was lost too often; then it is set aside."""
    run = held(run_id, attempt)
    if run.state == State.PAUSING or _is_unwanted(run):
        return _as_wished(run, outcome=failure, detail=detail)
    if not may_be_lost_again(run):
        return _set_aside(run, outcome=failure, detail=detail)
    tell_log(run, _goes_on(run, failure))
    return _requeued(run, outcome=failure, failure=failure, message=detail)


@transaction.atomic
def release(*, run_id: int, attempt: int) -> Run:
    """The worker leaves in good order: the run goes back to its place, and the attempt does not count as lost."""
    run = held(run_id, attempt)
    return _as_wished(run, outcome=RELEASED)


def _goes_on(run: Run, failure: Failure) -> Logged:
    happened = phrase(failure)
    if run.kind != Kind.TRAIN:
        return say("starts_over", "warning", happened=happened)
    if step := resume_step(run):
        return say("goes_on_from", "warning", happened=happened, step=step)
    return say("starts_again", "warning", happened=happened)


def _as_wished(run: Run, *, outcome: str, failure: str = "", detail: str = "") -> Run:
    """Where a run goes whose process has left without a result."""
    if _is_unwanted(run):
        return _cancelled(run, outcome=outcome)
    if run.state == State.PAUSING:
        return _paused(run, outcome=outcome, failure=failure, detail=detail)
    return _requeued(run, outcome=outcome)


def _set_aside(run: Run, *, outcome: str, detail: str) -> Run:
    """Nothing starts it again but a person; a fine-tune keeps its checkpoints until one decides."""
    why = {"outcome": outcome, "failure": Failure.QUARANTINED, "detail": detail}
    if run.kind != Kind.TRAIN:  # it has no checkpoint to go on from
        return _ended(run, State.FAILED, **why)
    tell_log(run, say("set_aside", "warning", happened=phrase(Failure.QUARANTINED)))
    return _paused(run, **why)


def _is_unwanted(run: Run) -> bool:
    return run.state == State.STOPPING and run.wish != Wish.KEEP


def _requeued(run: Run, *, outcome: str, **told: Any) -> Run:
    _close_attempt(run, outcome)
    ring_on_commit()
    free = {"lease_owner": "", "lease_node": "", "lease_until": None}
    return move(run, State.QUEUED, told=told, queued_at=Now(), **free)


def _paused(run: Run, *, outcome: str, failure: str, detail: str) -> Run:
    if not failure:
        step = resume_step(run)
        tell_log(run, say("paused_at", step=step) if step else say("paused_at_start"))
    _close_attempt(run, outcome)
    why = {"failure": failure, "failure_detail": storable(detail)[:DETAIL]}
    free = {"lease_owner": "", "lease_node": "", "lease_until": None}
    return move(run, State.PAUSED, told={"failure": failure}, wish=Wish.NOTHING, **why, **free)


def _cancelled(run: Run, *, outcome: str) -> Run:
    return _ended(run, State.CANCELLED, outcome=outcome, failure=Failure.CANCELLED, wish=Wish.CANCEL)


def _ended(
    run: Run, to: State, *, outcome: str, failure: str = "", detail: str = "", wish: str = Wish.NOTHING
) -> Run:
    _close_attempt(run, outcome)
    detail = storable(detail)[:DETAIL]
    fields = {
        "failure": failure,
        "failure_detail": detail,
        "wish": wish,
        "lease_owner": "",
        "lease_node": "",
        "lease_until": None,
        "ended_at": Now(),
    }
    last = {"step": run.step} if to == State.FINISHED else {}
    ended = move(run, to, told={"failure": failure, "message": detail, **last}, **fields)
    clear_away(ended)
    if to != State.FINISHED:
        give_back(ended)
    return ended


def _close_attempt(run: Run, outcome: str) -> None:
    """Note how it went; time that the platform wasted is given back to the person's quota."""
    wasted = outcome in set(Failure) and explain(outcome).fault == "platform"
    attempts = RunAttempt.objects.filter(run=run, number=run.attempt)
    attempts.update(ended_at=Now(), outcome=str(outcome), charged=not wasted)


def give_back(run: Run) -> None:
    """A grading that gave no score does not count as a try; whatever waits for the run hears that it brought nothing."""
    if run.kind in ELSEWHERE:
        _tell_nothing_came(run, run.failure or Failure.CANCELLED)
    Grading.objects.filter(run=run).update(counts=False)


def _grade(run: Run, report: dict[str, Any], rules: dict[str, Any]) -> tuple[bool, float | None]:
    grading = Grading.objects.filter(run=run).first()
    if grading is None:  # of a dry run
        return False, None
    score = float(report[rules.get("metric", "macro_f1")])
    grading.macro_f1, (grading.low, grading.high) = report["macro_f1"], report["interval"]
    grading.passed = score >= grading.threshold
    grading.save(update_fields=["macro_f1", "low", "high", "passed"])
    return grading.passed, score


def _pass_on(run: Run, report: Report | None) -> None:
    """Give the replies to the answer that waits for them, and what was measured to its widget."""
    if report is None:
        _tell_nothing_came(run, Failure.ENGINE_ERROR)
    elif run.kind == Kind.ATTEND:
        found = {name: report.data[name] for name in ("tokens", "measured")}
        take_measured(ticket=run.public_id, **found)
    else:
        take_replies(ticket=run.public_id, replies=report.data["replies"])


def _tell_nothing_came(run: Run, failure: str) -> None:
    note = note_unmeasured if run.kind == Kind.ATTEND else note_failure
    note(ticket=run.public_id, failure=failure)


def _complete(experiment: Experiment, score: float | None) -> None:
    """The lab is done, unless the course was renewed meanwhile in a way that asks for it once more."""
    assert experiment.enrolment is not None
    _course, lesson, key = experiment.lab.split("/")
    try:
        complete_part(
            enrolment=experiment.enrolment,
            lesson_key=lesson,
            kind=PartKind.LAB,
            key=key,
            score=score,
            made_on=experiment.revision_id,
            made_at=experiment.created_at,
        )
    except Conflict as refusal:
        log.info("lab does not count", lab=experiment.lab, why=str(refusal))
