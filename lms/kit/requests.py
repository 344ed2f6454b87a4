"""Each request carries an id that appears in its log lines, its error page and its answer."""

import time
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from lms.kit.last_words import mistake_of_ours

log = structlog.get_logger("lms.request")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self._answer(request)
            if not request.path.startswith(("/static/", "/healthz/")):
                log.info(
                    "request",
                    method=request.method,
                    path=request.path,
                    status=response.status_code,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )
        response["X-Request-Id"] = request_id
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """What breaks while the page of a mistake is made is told here; the server would tell it in raw lines only."""
        try:
            return self.get_response(request)
        except Exception:
            if settings.DEBUG_PROPAGATE_EXCEPTIONS:
                raise
            log.exception("no page for a mistake", method=request.method, path=request.path)
            return mistake_of_ours()


def shown_at(request: HttpRequest) -> str:
    """The address that shows this page again: what answers a form is gone by then, so that of the form."""
    here = request.get_full_path()
    if request.method in {"GET", "HEAD"}:
        return here
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or before.path == request.path:
        return here
    return f"{before.path}?{before.query}" if before.query else before.path


def page_above(path: str) -> str:
    """The nearest address that an address lies in."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"
