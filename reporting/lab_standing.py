"""How far somebody is in a lab: their runs and gradings, by the cycle that they are in."""

from typing import Any

from django.db.models import Exists, OuterRef

from courses.models import Block, BlockKind, Enrolment, Policy
from people.models import User
from reporting.next_step import LabStanding, Part
from training_jobs.models import Grading, Kind, Run
from training_jobs.states import OPEN, State

RUNS_LOOKED_AT = 50


def lab_standing(user: User, enrolment: Enrolment, part: Part) -> LabStanding:
    lesson, _kind, key = part
    path = f"{enrolment.course.key}/{lesson}/{key}"
    runs = Run.objects.filter(experiment__owner=user, experiment__lab=path).exclude(kind=Kind.GRADE)
    if enrolment.renewal is not None:
        since = enrolment.renewals.filter(policy=Policy.RETAKE, at__gt=OuterRef("experiment__created_at"))
        runs = runs.filter(~Exists(since))
    rules = _rules(enrolment, part)
    metric = rules.get("metric", "macro_f1")
    rows = list(runs.order_by("-created_at").only("public_id", "state", metric)[:RUNS_LOOKED_AT])
    scores = {run: getattr(run, metric) for run in rows if run.state == State.FINISHED}
    trained = [run for run, reached in scores.items() if reached is not None]
    best = max(trained, key=lambda run: scores[run], default=None)
    scored = Grading.objects.of_lab(user.pk, path).filter(macro_f1__isnull=False).select_related("run")
    graded = scored.order_by("-created_at").first()
    return LabStanding(
        threshold=rules.get("threshold"),
        best=scores[best] if best else None,
        open_run=str(next((run.public_id for run in rows if run.state in OPEN), "")),
        best_run=str(best.public_id) if best else "",
        failed_runs=sum(run.state == State.FAILED for run in rows[:1]),
        graded=graded.scored(metric) if graded else None,
        metric=metric,
    )


def _rules(enrolment: Enrolment, part: Part) -> dict[str, Any]:
    place = {
        "lesson__revision": enrolment.revision,
        "lesson__key": part[0],
        "kind": BlockKind.LAB,
        "key": part[2],
    }
    block = Block.objects.filter(**place).first()
    return (block.content.get("grading") if block else None) or {}
