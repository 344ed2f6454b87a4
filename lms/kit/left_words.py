"""What somebody had written into a form that was refused: the page that says so gives it back, with the way to the form."""

import re
from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

FOR_MACHINES = re.compile(r"[a-z0-9_.:/-]*")
"""Keys, numbers, paths: what forms say in fields that nobody types in."""
SECRET = ("csrf", "password")
SEEN = "seen_"
"""Begins the names under which a form says what its fields held when it was opened."""


def words_in(request: HttpRequest) -> list[str]:
    """What a form says in somebody's words, where it was read: one that is refused for its size is not."""
    if not hasattr(request, "_post"):
        return []
    said = [(name, text) for name, texts in request.POST.lists() for text in texts]
    return [
        str(text)
        for name, text in said
        if not any(part in name for part in SECRET) and not FOR_MACHINES.fullmatch(str(text))
        if not name.startswith(SEEN) and request.POST.get(SEEN + name) != text
    ]


def page_left(request: HttpRequest) -> str:
    """The page of this site from which a form was sent; empty where nobody knows."""
    there = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return there if request.method == "POST" and is_ours else ""


def left_by(request: HttpRequest) -> dict[str, object]:
    return {"words": words_in(request), "back": page_left(request)}


class SignedOutMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in page; a form with words in it is told so first, so that they are not gone with the session."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method != "POST" or not request.accepts("text/html") or not words_in(request):
            return super().handle_no_permission(request, view_func)
        told = {"reason": _("You are signed out, and nothing was saved."), "status": 401}
        return render(request, "refused.html", {**told, **left_by(request)}, status=401)
