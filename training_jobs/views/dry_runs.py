"""Dry runs of a draft's lab: what came of them, and starting one."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses.access import draft_file_for
from courses.content.drafts.texts import data_of
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict
from training_jobs.contract.problems import SpecRefused
from training_jobs.dry_runs import start_dry_run
from training_jobs.presenting.dry_runs import can_open, dry_runs_of
from training_jobs.presenting.words import say
from training_jobs.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def dry_run(request: MemberRequest, course: str, lesson: str, lab: str) -> HttpResponse:
    file = draft_file_for(request.user, course, f"lessons/{lesson}/{lab}.lab.yaml")
    here, config = file.draft.course, data_of(file.text)
    if not isinstance(config, dict):
        raise Http404
    refusals: list[str] = []
    if request.method == "POST":
        try:
            made = start_dry_run(by=request.user, course=here, lab=f"{lesson}/{lab}", config=config)
            return redirect("training_jobs:run", made.run.public_id)
        except SpecRefused as refused:
            refusals = [say(problem) for problem in refused.problems]
        except Conflict as refused:
            refusals = [str(refused)]
    lines = [(line, can_open(request.user, line)) for line in dry_runs_of(here, f"{lesson}/{lab}", config)]
    told = {"course": here, "file": file, "config": config, "lines": lines, "refusals": refusals}
    told["refusal"] = check_may.refusal(request.user, here, Ability.WRITE)
    return render(request, "training_jobs/dry_run.html", told, status=422 if refusals else 200)
