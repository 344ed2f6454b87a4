"""While Postgres is away the site says so, and when to ask again: nothing is broken and nothing was half done."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

AWAY = (OperationalError, InterfaceError)
RETRY_AFTER = "5"  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of whatever nobody caught: 503 for an outage, else the page of a mistake of ours."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return defaults.server_error(request)
    page = loader.get_template("503.html").render()  # not of the request: its context would ask Postgres
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
