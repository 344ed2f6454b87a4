"""The content security policy of the site, composed once; django-csp composes it anew for every response, part by part."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponseBase

MARK = "_csp"
"""Begins the names of what django-csp's decorators write on a response that has a policy of its own."""


class PolicyMiddleware(CSPMiddleware):
    policy = ""

    def process_request(self, request: HttpRequest) -> None:
        """No nonces: nothing on a page is written into it that a browser would run."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if any(name.startswith(MARK) for name in vars(response)):
            return super().process_response(request, response)
        if not self.policy:
            self.policy = super().process_response(request, response).headers[HEADER]
        response.headers.setdefault(HEADER, self.policy)
        return response
