"""Several runs on one chart."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.kit.refusals import Conflict
from training_jobs.access import visible_to
from training_jobs.models import Kind
from training_jobs.presenting.overlay import MOST, compare_context
from training_jobs.views.requests import MemberRequest


@require_safe
def compare(request: MemberRequest) -> HttpResponse:
    asked = wanted(request)
    if not asked:
        return redirect("training_jobs:experiments")
    if len(asked) > MOST:
        raise Conflict(_("At most %(count)s runs fit on one chart. Choose fewer.") % {"count": MOST})
    seen = visible_to(request.user).exclude(kind=Kind.GRADE).filter(public_id__in=asked)
    found = {run.public_id: run for run in seen.prefetch_related("attempts")}
    if len(found) < len(asked):
        raise Http404
    context = compare_context([found[public_id] for public_id in asked])
    return render(request, "training_jobs/compare.html", context)


def wanted(request: HttpRequest) -> list[uuid.UUID]:
    """The runs of the query in its order, each once."""
    try:
        return list(dict.fromkeys(uuid.UUID(text) for text in request.GET.getlist("run")))
    except ValueError as error:
        raise Http404 from error
