"""Manners of htmx requests: caches tell them apart; an expired session leads to the sign-in page, not into a fragment.

A whole page never lands in a part of another: what was refused is said in a place that every page has for it, and the
part stays as it is.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

WHOLE_PAGE = b"<!doctype html"
PLACE = "#refused"


class HtmxMannersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.htmx and _is_refusing_page(response):  # type: ignore[attr-defined]
            response = refused_part(request, _general_reason(response.status_code), response.status_code)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: object
    ) -> HttpResponse | None:
        if request.htmx and not request.user.is_authenticated and getattr(view, "login_required", True):  # type: ignore[attr-defined]
            here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?next={here}")
        return None


def refused_part(request: HttpRequest, reason: str, status: int, place: str = PLACE) -> HttpResponse:
    """The reason alone, put where every page has a place for it, or where this one has."""
    said = render(request, "refused_part.html", {"reason": reason}, status=status)
    return reswap(retarget(said, place), "innerHTML")


def _is_refusing_page(response: HttpResponse) -> bool:
    is_refused = 400 <= response.status_code < 500 and not response.streaming
    return is_refused and response.content.lstrip()[: len(WHOLE_PAGE)].lower() == WHOLE_PAGE


def _general_reason(status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return _("This is not there any more, so nothing was changed. Load the page again.")
    return _("This was not accepted, so nothing was changed. Load the page again, then try once more.")


def render_fragment(
    request: HttpRequest, template: str, partial: str, context: dict[str, object]
) -> HttpResponse:
    """The named partial for htmx, the whole page otherwise."""
    wanted = f"{template}#{partial}" if request.htmx else template  # type: ignore[attr-defined]
    return render(request, wanted, context)
