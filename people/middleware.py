"""Who asks; and each page speaks their language, keeps their time zone, and says what is so when they come back to it."""

import zoneinfo
from collections.abc import Callable
from functools import lru_cache

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from people.sessions import person_of


@lru_cache(maxsize=1024)
def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone, or None for a name that is empty or unknown. Listing all zones would read 600 files a request."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, which asks for the person once more when it has the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


class PersonLocaleMiddleware:
    """A signed-in person's stored choice wins over cookie and browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = zone_named(getattr(user, "time_zone", ""))
        if zone is not None:
            with timezone.override(zone):
                return self._answer(request, is_known=user.is_authenticated)
        return self._answer(request, is_known=user.is_authenticated)

    def _answer(self, request: HttpRequest, *, is_known: bool) -> HttpResponse:
        """`is_known`: whether somebody was signed in as they asked. The API tells nobody later on."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        if is_known and response.headers.get("Content-Type", "").startswith("text/html"):
            # With the back button, browsers show a page as they once got it, though a course went on or a text was saved.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
