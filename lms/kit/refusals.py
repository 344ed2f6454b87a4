"""A rule refuses with a reason. The same text serves the disabled button, the 403 page and the API problem."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render

from lms.kit.left_words import left_by

P = ParamSpec("P")


class Denied(PermissionDenied):
    """The person may not do this; the message says why."""


class Conflict(Exception):
    """The thing is not in a state that allows this; the message says what to do next."""


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
    """Turns `Denied` and `Conflict` into pages that say the reason, or into JSON for scripts that asked for it.

    Such a page gives back what was written, and leads back to the page that was left.

    The empty answer to a method that an address does not take becomes a page with a way back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.accepts("text/html"):
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        status = {Denied: 403, Conflict: 409}.get(type(exception))
        if status is None:
            return None
        if not request.accepts("text/html"):
            return JsonResponse({"reason": str(exception)}, status=status)
        told = {"reason": str(exception), "status": status, **left_by(request)}
        return render(request, "refused.html", told, status=status)
