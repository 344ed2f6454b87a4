"""What an open socket asks of Postgres: may this person watch this run, still, and what is new."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.db.models import Q
from django.db.models.functions import Now

from people.access import who_sees
from people.models import AccessToken, Session, User
from people.tokens import Scope
from training_jobs import chunks
from training_jobs.access import visible_to
from training_jobs.models import Run

REFUSED, ABSENT = 4403, 4404


@dataclass(frozen=True)
class Viewer:
    """Who watches, and what they came in with: a token or a session."""

    token_id: int | None
    session_key: str | None

    def person(self) -> User | None:
        """The person behind the token or session as both stand now; None when it no longer opens this door."""
        if self.token_id is not None:
            token = _live_tokens().filter(pk=self.token_id).first()
            return token.user if token and _opens_runs(token) else None
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


def events_between(run_id: int, after: int, last: int) -> list[dict[str, Any]]:
    """The events after `after` up to `last`."""
    return chunks.read(run_id, after, last - after)


def refused(watched: Sequence[tuple[Viewer, int]]) -> list[bool]:
    """For each viewer and owner of a run whether the door is closed by now; the queries do not grow with them."""
    of_tokens = _people_of_tokens({viewer.token_id for viewer, _owner in watched if viewer.token_id})
    of_sessions = _people_of_sessions({v.session_key for v, _owner in watched if v.session_key})
    people = [
        of_tokens.get(viewer.token_id) if viewer.token_id else of_sessions.get(viewer.session_key)
        for viewer, _owner in watched
    ]
    seen = who_sees({person for person in people if person}, {owner for _viewer, owner in watched})
    return [
        person is None or (person.pk, owner) not in seen
        for person, (_viewer, owner) in zip(people, watched, strict=True)
    ]


def _people_of_tokens(ids: set[int]) -> dict[int | None, User]:
    return {token.pk: token.user for token in _live_tokens().filter(pk__in=ids) if _opens_runs(token)}


def _people_of_sessions(keys: set[str]) -> dict[str | None, User]:
    """Who is still signed in; a changed password ends the sessions from before."""
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=Now())
    signed_in = {row.session_key: _signed_in(row.session_data) for row in rows}
    people = User.objects.filter(is_active=True).in_bulk({user_id for user_id, _hash in signed_in.values()})
    hashes = {
        pk: {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
        for pk, person in people.items()
    }
    return {key: people[pk] for key, (pk, told) in signed_in.items() if told in hashes.get(pk, ())}


@lru_cache(maxsize=4096)
def _signed_in(session_data: str) -> tuple[int, str]:
    """Person and password hash that a session was made for; (0, "") when it is nobody's."""
    data = Session(session_data=session_data).get_decoded()
    return int(data.get(SESSION_KEY, 0)), str(data.get(HASH_SESSION_KEY, ""))


def _live_tokens() -> Any:
    tokens = AccessToken.objects.select_related("user").filter(revoked_at__isnull=True, user__is_active=True)
    return tokens.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))


def _opens_runs(token: AccessToken) -> bool:
    return Scope.RUNS_READ in token.scopes
