"""What a run has told, for pages and downloads: its curve and its log."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training_jobs import curve
from training_jobs.access import run_for
from training_jobs.views.requests import MemberRequest

LONGEST_FIND = 200


class NoNumber(ValueError):
    """A parameter that should be a whole number is none."""


@require_safe
def run_curve(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    run = run_for(request.user, public_id)
    try:
        points = number(request, "points") or curve.POINTS
        drawn = curve.snapshot(run, points, number(request, "from"), number(request, "to"))
    except NoNumber as wrong:
        return JsonResponse({"error": str(wrong)}, status=400)
    return JsonResponse(drawn)


@require_safe
def run_log(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    run = run_for(request.user, public_id)
    try:
        after = number(request, "after") or 0
    except NoNumber as wrong:
        return JsonResponse({"error": str(wrong)}, status=400)
    lines = curve.log_lines(run, after, request.GET.get("find", "")[:LONGEST_FIND])
    seq = max(run.last_seq, lines[-1]["seq"] if lines else 0)
    return JsonResponse({"lines": lines, "seq": seq})


@require_safe
def run_log_download(request: MemberRequest, public_id: uuid.UUID) -> StreamingHttpResponse:
    run = run_for(request.user, public_id)
    response = StreamingHttpResponse(plain(curve.log_lines(run)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="run-{run.public_id}.log"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def plain(lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    for line in lines:
        yield f"{line['at']} {line['level'].upper():<7} {line['message']}\n"


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number of the query, None where it is left out."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise NoNumber(_("“%(name)s” is a whole number.") % {"name": name})
    return int(text)
