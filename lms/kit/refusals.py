"""A rule refuses with a reason. The same text serves the disabled button, the 403 page and the API problem."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from lms.kit.htmx import refused_part
from lms.kit.left_words import left_by
from lms.kit.requests import page_above

P = ParamSpec("P")


class Denied(PermissionDenied):
    """The person may not do this; the message says why."""


class Conflict(Exception):
    """The thing is not in a state that allows this; the message says what to do next."""


class Unreadable(Exception):
    """What was sent cannot be understood at all; the message says why."""


STATUS: dict[type[Exception], int] = {Unreadable: 400, Denied: 403, Conflict: 409}


@dataclass(frozen=True)
class Rule(Generic[P]):
    """Calls like a check that raises; `.refusal()` gives the reason as text, empty when allowed."""

    check: Callable[P, None]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.check(*args, **kwargs)

    def refusal(self, *args: P.args, **kwargs: P.kwargs) -> str:
        try:
            self.check(*args, **kwargs)
        except (Denied, Conflict) as refused:
            return str(refused)
        return ""


class RefusalMiddleware:
    """Turns refusals into pages that say the reason, a part of a page for htmx, or JSON for scripts that ask.

    Such a page gives back what was written, and leads back to the page that was left.

    Who opens an address that only takes what a form sends (in another language, or from the history) comes to the page
    that it lies in; the empty answer to any other method that it does not take becomes a page with a way back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.accepts("text/html"):
            if request.method == "GET" and request.path != "/":
                return HttpResponseRedirect(page_above(request.path))
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        status = STATUS.get(type(exception))
        return refused(request, str(exception), status) if status else None


def refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    """The reason as a page, a part of one for htmx, or JSON for scripts that ask."""
    if not request.accepts("text/html"):
        return JsonResponse({"reason": reason}, status=status)
    if getattr(request, "htmx", False):
        return refused_part(request, reason, status)
    told = {"reason": reason, "status": status, **left_by(request)}
    return render(request, "refused.html", told, status=status)
