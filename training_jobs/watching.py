"""What an open socket asks of Postgres: may this person watch this run, still, and what is new."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import Q
from django.db.models.functions import Now

from people.models import AccessToken, User
from people.tokens import Scope
from training_jobs.access import visible_to
from training_jobs.models import Run
from training_jobs.stream import events_after

REFUSED, ABSENT = 4403, 4404
FRAME = 200


@dataclass(frozen=True)
class Viewer:
    """Who watches, and what they came in with: a token or a session."""

    token_id: int | None
    session_key: str | None

    def person(self) -> User | None:
        """The person behind the token or session as both stand now; None when it no longer opens this door."""
        if self.token_id is not None:
            token = _live_tokens().filter(pk=self.token_id).first()
            return token.user if token and Scope.RUNS_READ in token.scopes else None
        store = import_module(settings.SESSION_ENGINE).SessionStore(self.session_key)
        user = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]
        return user if isinstance(user, User) and user.is_active else None


def viewer_of(scope: Mapping[str, Any]) -> Viewer:
    token, session = scope.get("token"), scope.get("session")
    return Viewer(token.pk if token else None, getattr(session, "session_key", None))


def run_in_view(viewer: Viewer, public_id: uuid.UUID) -> Run | int:
    """The run, or the code to close the socket with."""
    person = viewer.person()
    if person is None:
        return REFUSED
    return visible_to(person).filter(public_id=public_id).first() or ABSENT


def rest(run: Run, seq: int) -> list[dict[str, Any]]:
    """The next frame's events after `seq`."""
    return events_after(run, seq, limit=FRAME)


def _live_tokens() -> Any:
    tokens = AccessToken.objects.select_related("user").filter(revoked_at__isnull=True, user__is_active=True)
    return tokens.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))
