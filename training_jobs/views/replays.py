"""Recordings: a finished run told again, and the one that comes with a lab."""

import uuid

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.access import lab_block
from training_jobs.access import run_for
from training_jobs.models import Kind
from training_jobs.presenting.recordings import can_replay, recording_context, replay_context
from training_jobs.recordings import curve_lines, events_of, recording_of
from training_jobs.views.requests import MemberRequest


@require_safe
def replay(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    run = run_for(request.user, public_id)
    if not can_replay(run):
        raise Http404
    return render(request, "training_jobs/replay.html", replay_context(run))


@require_safe
def replay_download(request: MemberRequest, public_id: uuid.UUID) -> StreamingHttpResponse:
    """The curve of a run as the file that a replay in a lesson is made from."""
    run = run_for(request.user, public_id)
    if not can_replay(run) or run.kind == Kind.PROMPT:
        raise Http404
    response = StreamingHttpResponse(curve_lines(run), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="run-{run.public_id}.jsonl"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def recording(request: MemberRequest, course: str, lesson: str, lab: str) -> HttpResponse:
    place = lab_block(request.user, course, lesson, lab)
    if recording_of(place.config, lab) is None:
        raise Http404
    return render(request, "training_jobs/replay.html", recording_context(place))


@require_safe
def recording_events(request: MemberRequest, course: str, lesson: str, lab: str) -> JsonResponse:
    """All of it at once, in the shape of a run's events."""
    place = lab_block(request.user, course, lesson, lab)
    recorded = recording_of(place.config, lab)
    if recorded is None:
        raise Http404
    events = events_of(recorded)
    return JsonResponse({"events": events, "seq": len(events), "state": "finished"})
