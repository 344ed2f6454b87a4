"""The policy of the site stands on every answer, and a view that asks for another has its own."""

from csp.constants import HEADER
from csp.decorators import csp
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory

from lms.kit.policies import PolicyMiddleware


def answered(view) -> str:
    return PolicyMiddleware(view)(RequestFactory().get("/")).headers[HEADER]


def plain(_request) -> HttpResponse:
    return HttpResponse()


def test_it_is_what_django_csp_composes():
    assert answered(plain) == CSPMiddleware(plain)(RequestFactory().get("/")).headers[HEADER]
    assert "script-src 'self'" in answered(plain)


def test_one_that_asks_for_another_leaves_that_of_the_others_alone():
    middleware = PolicyMiddleware(lambda request: views[request.path](request))
    views = {"/": plain, "/sealed": csp({"default-src": ["'none'"]})(plain)}
    told = [middleware(RequestFactory().get(path)).headers[HEADER] for path in ("/", "/sealed", "/")]
    assert told[0] == told[2] == answered(plain)
    assert told[1] == "default-src 'none'"


def test_settings_that_changed_are_composed_anew(settings):
    middleware = PolicyMiddleware(plain)
    before = middleware(RequestFactory().get("/")).headers[HEADER]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["https://only.example"]}}
    after = middleware(RequestFactory().get("/")).headers[HEADER]
    assert before != after == "default-src https://only.example"
