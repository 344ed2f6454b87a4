"""Who waits for what: a run's place, the queue, and what people may compute."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import check_is_admin
from training_jobs.access import run_for
from training_jobs.presenting.compute import compute_context
from training_jobs.presenting.queue_page import queue_context
from training_jobs.presenting.waiting import waiting_context
from training_jobs.states import State
from training_jobs.views.requests import MemberRequest


@require_safe
def run_waiting(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of a run's page that moves while it waits or its worker is silent; a run that moved lets its page know."""
    run = run_for(request.user, public_id)
    context = {"run": run, **waiting_context(run, request.user)}
    response = render(request, "training_jobs/_waiting.html", context)
    if run.state != request.GET.get("was", State.QUEUED):
        response["HX-Trigger"] = "run-moved"
    return response


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    check_is_admin(request.user)
    template = "training_jobs/queue.html#queue_now" if request.htmx else "training_jobs/queue.html"
    return render(request, template, queue_context())


@require_safe
def compute(request: MemberRequest) -> HttpResponse:
    return render(request, "training_jobs/compute.html", compute_context(request.user))
