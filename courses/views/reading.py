"""What stands beside the lessons: the glossary, files, and what is confirmed."""

import uuid
from http import HTTPStatus

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import acknowledge_block, asset_for, enrolment_of, published_revision, revision_for
from courses.assets import Part, Served
from courses.glossary import glossary_page
from courses.ranges import Span, Unsatisfiable, asked_span
from courses.views import PersonRequest

SHOWN = ("image/", "video/", "text/vtt")
FOR_GOOD = "private, max-age=31536000, immutable"
NOTHING_INSIDE = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'none'"],
    "sandbox": True,
}


@require_safe
def glossary(request: PersonRequest, course: str) -> HttpResponse:
    """The terms of the course as the reader started it, or as it is published now."""
    enrolment = enrolment_of(request.user, course)
    revision = enrolment.revision if enrolment else None
    page = glossary_page(revision or published_revision(request.user, course))
    return render(request, "courses/glossary.html", {"page": page})


@require_safe
def preview_glossary(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    page = glossary_page(revision_for(request.user, public_id), is_preview=True)
    return render(request, "courses/glossary.html", {"page": page})


@require_POST
def acknowledge(request: PersonRequest, course: str, lesson: str, key: str) -> HttpResponse:
    enrolment, place, block = acknowledge_block(request.user, course, lesson, key)
    here = f"{reverse('courses:lesson', args=[course, lesson])}#acknowledge-{key}"
    if "confirm" not in request.POST:
        messages.warning(request, _("Set the tick first: it says that you have read this."))
        return redirect(here)
    actions.acknowledge(enrolment=enrolment, lesson=place, block=block)
    return redirect(here)


@csp(NOTHING_INSIDE)
@require_safe
def asset(request: PersonRequest, sha256: str, name: str) -> HttpResponseBase:
    """A file of a course. Its address holds its digest, so browsers may keep it for good; nothing in it may run."""
    found = asset_for(request.user, sha256, name)
    if request.headers.get("If-None-Match", "").strip() == f'"{sha256}"':
        return _with_headers(HttpResponse(status=HTTPStatus.NOT_MODIFIED), found)
    try:
        span = asked_span(request.headers.get("Range", ""), found.size)
    except Unsatisfiable:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{found.size}"
        return response
    return _with_headers(_bytes(request, found, span), found)


def _bytes(request: HttpRequest, found: Served, span: Span | None) -> HttpResponseBase:
    whole = span or Span(0, found.size)
    try:
        content = Part(found, whole)
    except FileNotFoundError:
        raise Http404 from None
    charset = "; charset=utf-8" if found.media_type.startswith("text/") else ""
    response = StreamingHttpResponse(content, content_type=found.media_type + charset)
    response.headers["Content-Length"] = str(whole.length)
    if span:
        response.status_code = HTTPStatus.PARTIAL_CONTENT.value
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{found.size}"
    return response


def _with_headers(response: HttpResponseBase, found: Served) -> HttpResponseBase:
    how = "inline" if found.media_type.startswith(SHOWN) else "attachment"
    # A download is called as its link says; elsewhere the address ends in the name.
    response.headers["Content-Disposition"] = (
        how if how == "attachment" else f'{how}; filename="{found.name}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = FOR_GOOD
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = f'"{found.sha256}"'
    return response
