"""The content security policy of the site, composed once; django-csp composes it anew for every response, part by part."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

MARK = "_csp"
"""Begins the names of what django-csp's decorators write on a response that has a policy of its own."""


class PolicyMiddleware(CSPMiddleware):
    composed: tuple[object, str] = (None, "")
    """The settings it was composed of, and what came of them."""

    def process_request(self, request: HttpRequest) -> None:
        """No nonces: nothing on a page is written into it that a browser would run."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or any(name.startswith(MARK) for name in vars(response)):
            return super().process_response(request, response)
        told = settings.CONTENT_SECURITY_POLICY
        if self.composed[0] is not told:
            self.composed = (told, super().process_response(request, HttpResponse()).headers[HEADER])
        response.headers.setdefault(HEADER, self.composed[1])
        return response
