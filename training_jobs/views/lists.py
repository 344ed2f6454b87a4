"""Lists of runs: one's own, and the administrator's view of the queue."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from training_jobs.models import UNLISTED, Run
from training_jobs.presenting.lists import listed
from training_jobs.views.requests import MemberRequest

PER_PAGE = 20


@require_safe
def experiments(request: MemberRequest) -> HttpResponse:
    own = Run.objects.filter(experiment__owner=request.user).exclude(kind__in=UNLISTED)
    runs = own.select_related("experiment").prefetch_related("attempts").order_by("-created_at", "-pk")
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [listed(run) for run in page]}
    return render(request, "training_jobs/experiments.html", context)
