"""Dry runs of a draft's lab: what came of them, and starting one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses.access import draft_file_for
from courses.content.drafts.texts import data_of
from courses.models import Course
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict
from people.models import User
from training_jobs.contract.problems import SpecRefused
from training_jobs.dry_runs import start_dry_run
from training_jobs.presenting.dry_runs import can_open, dry_runs_of
from training_jobs.presenting.words import say
from training_jobs.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def dry_run(request: MemberRequest, course: str, lesson: str, lab: str) -> HttpResponse:
    file = draft_file_for(request.user, course, f"lessons/{lesson}/{lab}.lab.yaml")
    config = data_of(file.text)
    if not isinstance(config, dict):
        raise Http404
    here, path, refusals = file.draft.course, f"{lesson}/{lab}", []
    if request.method == "POST":
        try:
            made = start_dry_run(by=request.user, course=here, lab=path, config=config)
            return redirect("training_jobs:run", made.run.public_id)
        except (SpecRefused, Conflict) as refused:
            refusals = _words(refused)
    context = {"file": file, "config": config, "refusals": refusals} | _told(request.user, here, path, config)
    return render(request, "training_jobs/dry_run.html", context, status=422 if refusals else 200)


def _told(actor: User, course: Course, lab: str, config: dict[str, Any]) -> dict[str, Any]:
    """What came of it so far, and why the actor may not start one."""
    lines = [(line, can_open(actor, line)) for line in dry_runs_of(course, lab, config)]
    return {"course": course, "lines": lines, "refusal": check_may.refusal(actor, course, Ability.WRITE)}


def _words(refused: SpecRefused | Conflict) -> list[str]:
    return (
        [say(problem) for problem in refused.problems] if isinstance(refused, SpecRefused) else [str(refused)]
    )
