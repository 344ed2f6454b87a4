"""Everything the page of one run shows."""

from typing import Any

from django.urls import reverse

from people.models import User
from training_jobs import queue
from training_jobs.access import check_can_download
from training_jobs.models import Kind, Report, Run
from training_jobs.presenting.attempts import starts
from training_jobs.presenting.changes import changes
from training_jobs.presenting.charts import chart_context
from training_jobs.presenting.comparison import compare
from training_jobs.presenting.controls import cancelling, controls
from training_jobs.presenting.gradings import grading_panel
from training_jobs.presenting.lists import in_short, seconds_of
from training_jobs.presenting.places import LabOf, lab_of
from training_jobs.presenting.progress import Progress, progress_of
from training_jobs.presenting.recordings import can_replay
from training_jobs.presenting.reports import MISTAKES, confusion_rows, expectation, leaning
from training_jobs.presenting.states import aside_words, failure_words, is_ended, is_open, state_words
from training_jobs.presenting.verdicts import judge
from training_jobs.presenting.waiting import waiting_context
from training_jobs.states import State


def run_context(run: Run, actor: User) -> dict[str, Any]:
    lab = lab_of(run.experiment)
    progress = progress_of(run)
    report = Report.objects.filter(run=run).first()
    context = {
        "run": run,
        "experiment": run.experiment,
        "spec": run.experiment.spec,
        "lab": lab,
        "mine": run.experiment.owner_id == actor.pk,
        "progress": progress,
        "report": report.data if report else None,
        "is_prompt": run.kind == Kind.PROMPT,
        "verdict": judge(progress, state=run.state),
        **chart_context(),
        "log_download": reverse("training_jobs:run_log_download", args=[run.public_id]),
        **_head(run, actor),
        **_side(run, lab, progress, actor),
        "seconds": seconds_of(run),
    }
    if run.kind == Kind.PROMPT:
        return context | _cases(run, progress, report.data if report else None)
    return context | _result(run, lab, actor, context["report"])


def _head(run: Run, actor: User) -> dict[str, Any]:
    return {
        "words": state_words(run),
        "aside": aside_words(run, own=run.experiment.owner_id == actor.pk),
        "what": in_short(run),
        "open": is_open(run),
        "ended": is_ended(run),
        "starts": starts(run),
        "quiet_ms": round(1000 * queue.patience()),
        **waiting_context(run, actor),
        "controls": controls(run, actor),
        "cancelling": cancelling(run, actor),
        "can_replay": can_replay(run),
        "download_refusal": check_can_download.refusal(actor, run),
    }


def _side(run: Run, lab: LabOf | None, progress: Progress, actor: User) -> dict[str, Any]:
    opened = tuple(knob.path for knob in lab.knobs) if lab else ()
    so_far = run.macro_f1 if run.state == State.FINISHED else progress.newest_eval.get("macro_f1")
    owner = run.experiment.owner
    name = "" if owner == actor else owner.name
    said = expectation(run.experiment, so_far, final=run.state == State.FINISHED, name=name)
    newest = progress.newest_eval
    rows = changes(run.experiment.spec, lab.base if lab else None, opened)
    return {
        "macro_f1": so_far,
        "accuracy": run.accuracy if run.state == State.FINISHED else newest.get("accuracy"),
        "changes": rows,
        "has_changes": any(row.before for row in rows),
        "expectation": said,
        "leaning": leaning(run.experiment, name) if said else "",
        "failure": failure_words(run, own=owner == actor),
    }


def _result(run: Run, lab: LabOf | None, actor: User, report: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "grading": grading_panel(run, lab, actor),
        "confusion": confusion_rows(report) if report else [],
        "mistakes": report.get("mistakes", [])[:MISTAKES] if report else [],
    }


def _cases(run: Run, progress: Progress, report: dict[str, Any] | None) -> dict[str, Any]:
    """Rows for every case from the start, so that the table keeps its place while answers arrive."""
    answered = {case["case"]: case for case in report["cases"]} if report else dict(progress.cases)
    comparison = compare(run, list(answered.values())) if is_ended(run) else None
    predicted = comparison.predicted if comparison else {}
    rows = []
    for number in range(1, run.experiment.spec.get("cases", 30) + 1):
        case = answered.get(number)
        trained = predicted.get(case["id"]) if case else None
        agrees = bool(case and trained == case["label"])
        rows.append({"number": number, "case": case, "trained": trained, "trained_right": agrees})
    right = sum(1 for case in answered.values() if case["correct"])
    return {"cases": rows, "answered": len(answered), "right": right, "comparison": comparison}
