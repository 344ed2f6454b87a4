"""Signs that no text may hold: PostgreSQL keeps no NUL, and half a surrogate pair is no character.

No link and no form of the site sends them. An address with one leads nowhere, a cookie with one was not set here,
and a form with one is refused in words, before any of it is acted on; but see `cleans_words`.
"""

import re
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from lms.kit.refusals import Unreadable, refused

NO_TEXT = re.compile("[\0\ud800-\udfff]")
REASON = _(
    "What was sent holds signs that are no text, so nothing was changed. Write it anew and send it again."
)


def check_form(request: HttpRequest) -> None:
    """Raise `Unreadable` for a form that holds what cannot be kept."""
    if _holds_no_text(word for name, values in request.POST.lists() for word in (name, *values)):
        raise Unreadable(REASON)


def reads_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a door that looks at the announced size before it reads: what every other door does for each form."""

    @csrf_protect
    @wraps(view)
    def reading(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        check_form(request)
        return view(request, *args, **kwargs)

    return reading


def cleans_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a door that takes such signs out of what it reads: nobody's answers are refused for one."""
    view.cleans_words = True  # type: ignore[attr-defined]
    return view


class WordsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if _holds_no_text([value])]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: object,
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        if hasattr(view, "cls"):
            return None  # an API tells of it in problems of its own
        asked = request.GET.lists() if request.META.get("QUERY_STRING") else ()
        words = (word for name, values in asked for word in (name, *values))
        if _holds_no_text([*words, *map(str, kwargs.values())]):
            raise Http404
        if getattr(view, "csrf_exempt", False) or getattr(view, "cleans_words", False):
            return None  # it looks at what was sent by itself
        try:
            check_form(request)
        except Unreadable as refusal:
            return refused(request, str(refusal), 400)
        return None


def _holds_no_text(words: Iterable[str]) -> bool:
    return any(NO_TEXT.search(word) for word in words)
