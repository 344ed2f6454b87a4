"""Manners of htmx requests: caches tell them apart; an expired session leads to the sign-in page, not into a fragment."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


class HtmxMannersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: object
    ) -> HttpResponse | None:
        if request.htmx and not request.user.is_authenticated and getattr(view, "login_required", True):  # type: ignore[attr-defined]
            here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?next={here}")
        return None


def render_fragment(
    request: HttpRequest, template: str, partial: str, context: dict[str, object]
) -> HttpResponse:
    """The named partial for htmx, the whole page otherwise."""
    wanted = f"{template}#{partial}" if request.htmx else template  # type: ignore[attr-defined]
    return render(request, wanted, context)
