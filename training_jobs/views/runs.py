"""One run: watching it, stopping it, reading what came of it."""

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lms.kit.refusals import Conflict, Denied
from people.audit import Did, record
from training_jobs import actions, stream
from training_jobs.access import artefact_folder, check_can_download, run_for
from training_jobs.archive import zip_stream
from training_jobs.models import Kind, Run
from training_jobs.presenting.run_page import run_context
from training_jobs.views.requests import MemberRequest

# What htmx may ask for by its target: parts of the page's template, and one that stands in a file of its own.
PARTS = {
    name: f"training_jobs/run.html#{name}" for name in ("run_head", "run_side", "run_result", "run_cases")
}
PARTS["run_figures"] = "training_jobs/_run_figures.html"


def answer(request: MemberRequest, run: Run, part: str, notice: str = "") -> HttpResponse:
    """The part of the page that htmx asked for, or the whole page."""
    template = PARTS[part] if request.htmx else "training_jobs/run.html"
    return render(request, template, run_context(run, request.user) | {"notice": notice})


def act(request: MemberRequest, run: Run, action: Callable[..., object], part: str) -> HttpResponse:
    """Do it and draw the part that shows it; without htmx a refusal is a page of its own."""
    notice = ""
    try:
        action(by=request.user, run=run)
    except (Denied, Conflict) as refused:
        if not request.htmx:
            raise
        notice = str(refused)
    if not request.htmx:
        return redirect("training_jobs:run", run.public_id)
    run.refresh_from_db()
    return answer(request, run, part, notice)


@require_safe
def run(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    seen = run_for(request.user, public_id)
    if seen.kind == Kind.GRADE and seen.graded_run is not None:
        return redirect("training_jobs:run", seen.graded_run.public_id)
    wanted = request.htmx.target or ""
    return answer(request, seen, wanted if wanted in PARTS else "run_head")


@require_safe
def events(request: MemberRequest, public_id: uuid.UUID) -> JsonResponse:
    """What the socket would send, for readers behind a proxy that lets none through."""
    watched = run_for(request.user, public_id)
    text = request.GET.get("after", "0")
    if not text.isdecimal() or len(text) > 18:
        return JsonResponse({"error": "“after” is the number of the last event you have."}, status=400)
    told = stream.events_after(watched, int(text))
    return JsonResponse({"events": told, "seq": watched.last_seq, "state": watched.state})


def steering(action: Callable[..., Run]) -> Callable[..., HttpResponse]:
    """The door of one act on one run."""

    @require_POST
    def steer(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
        return act(request, run_for(request.user, public_id), action, "run_head")

    return steer


@require_POST
def grade(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    return act(request, run_for(request.user, public_id), actions.request_grading, "run_result")


@require_safe
def artefact(request: MemberRequest, public_id: uuid.UUID) -> HttpResponseBase:
    kept = run_for(request.user, public_id)
    check_can_download(request.user, kept)
    record(by=request.user, did=Did.DOWNLOADED, to=kept)
    folder = artefact_folder(kept)
    if folder is None:
        raise Http404
    response = StreamingHttpResponse(zip_stream(folder), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="run-{kept.public_id}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
