"""Who is on the other end of a WebSocket: a session cookie from our own pages, or a bearer token from a program."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.conf import settings

from people.models import AccessToken
from people.tokens import bearer_secret, token_for

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


def own_origin(headers: dict[bytes, bytes]) -> bool:
    """Whether the Origin header names this site, as the page that opened the socket would."""
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(origin.netloc) and (origin.netloc == host or origin.geturl() in settings.CSRF_TRUSTED_ORIGINS)


class Identify:
    """Puts `user`, `token` and `refused` (a close code, or None) into the scope."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        scope = {**scope, "token": None, "refused": None}
        secret = bearer_secret(headers.get(b"authorization", b"").decode("latin-1"))
        if secret:
            token: AccessToken | None = await database_sync_to_async(token_for)(secret)
            scope["token"], scope["user"] = token, token.user if token else None
        else:
            scope["user"] = await get_user(scope)
        # A program sends no Origin; a page of another site does, and must not ride on anybody's access.
        if not own_origin(headers) and (not secret or b"origin" in headers):
            scope["refused"] = 4403
        await self.app(scope, receive, send)


def authenticated(app: App) -> App:
    return CookieMiddleware(SessionMiddleware(Identify(app)))
