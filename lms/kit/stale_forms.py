"""A form from before the last sign-in: its token is old, and what was filled in comes back to be sent once more."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render

from lms.kit.left_words import left_by

FIELD = "csrfmiddlewaretoken"
Fields = list[tuple[str, str]]


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a request whose token is not the session's."""
    left = left_by(request) if _is_of_this_site(request) else {}
    return render(request, "403_csrf.html", {"sent": _sent(request), **left}, status=403)


def _sent(request: HttpRequest) -> Fields:
    """What a page of this site sent. Nothing that another site chose may stand in a form of ours, nor a password."""
    if not _is_of_this_site(request) or request.FILES:
        return []
    try:
        lists = request.POST.lists()
    except UnreadablePostError:
        return []
    fields = [(name, value) for name, values in lists for value in values if name != FIELD]
    return [] if any("password" in name for name, _value in fields) else fields


def _is_of_this_site(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin", ""))
    is_own = origin.netloc == request.get_host() or origin.geturl() in settings.CSRF_TRUSTED_ORIGINS
    return bool(origin.netloc) and is_own
