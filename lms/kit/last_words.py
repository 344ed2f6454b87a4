"""Pages of what nobody caught. They read nothing of the request, which may be what went wrong: Django's own ask its form
for a token, and a form that cannot be read would break them as well."""

import sys

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template import loader

from lms.kit.outages import AWAY, RETRY_AFTER


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(_page("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 for an outage, 400 where the page of another refusal could not read the form, else a mistake of ours."""
    cause = sys.exc_info()[1]
    if isinstance(cause, AWAY):
        return HttpResponse(_page("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
    return bad_request(request) if isinstance(cause, BadRequest) else mistake_of_ours()


def mistake_of_ours() -> HttpResponse:
    return HttpResponse(_page("500.html"), status=500)


def _page(name: str) -> str:
    """Not of the request: its context would ask Postgres."""
    return loader.get_template(name).render()
