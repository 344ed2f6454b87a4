"""How far somebody is in a lab: their runs and gradings, by the cycle that they are in."""

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
    if enrolment.renewal is not None and enrolment.renewal.policy == Policy.RETAKE:
        runs = runs.filter(experiment__created_at__gte=enrolment.renewal.at)
    rows = list(runs.order_by("-created_at").only("public_id", "state", "macro_f1")[:RUNS_LOOKED_AT])
    trained = [run for run in rows if run.state == State.FINISHED and run.macro_f1 is not None]
    best = max(trained, key=lambda run: run.macro_f1 or 0, default=None)
    scored = Grading.objects.of_lab(user.pk, path).filter(macro_f1__isnull=False)
    graded = scored.order_by("-created_at").first()
    return LabStanding(
        threshold=_threshold(enrolment, part),
        best=best.macro_f1 if best else None,
        open_run=str(next((run.public_id for run in rows if run.state in OPEN), "")),
        best_run=str(best.public_id) if best else "",
        failed_runs=sum(run.state == State.FAILED for run in rows[:1]),
        graded=graded.macro_f1 if graded else None,
    )


def _threshold(enrolment: Enrolment, part: Part) -> float | None:
    place = {
        "lesson__revision": enrolment.revision,
        "lesson__key": part[0],
        "kind": BlockKind.LAB,
        "key": part[2],
    }
    block = Block.objects.filter(**place).first()
    rules = (block.content.get("grading") if block else None) or {}
    return rules.get("threshold")
