"""Sessions in the database, as Django keeps them; found with their person in one query, for every request asks for both."""

from typing import Any, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from lms.kit.prepared import Prepared, Slot
from people.models import Session, User

VALID = Prepared(
    lambda: Session.objects.select_related("user").filter(
        session_key=Slot("key"), expire_date__gt=Slot("now")
    )
)


class SessionStore(db.SessionStore):
    found_user: User | None = None
    """Whose it was when it was read."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Any = super().create_model_instance(data)
        made.user_id = data.get(SESSION_KEY)
        return cast("Session", made)

    def _get_session_from_db(self) -> Session | None:
        found = VALID.one(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        else:
            self.found_user = found.user
        return found


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """Who is signed in: the one that was found with the session, else whomever Django finds by what it holds."""
    session: Any = request.session
    told, here = session.get(SESSION_KEY), session.found_user
    is_theirs = here is not None and here.is_active and told == str(here.pk)
    if is_theirs and constant_time_compare(session.get(HASH_SESSION_KEY, ""), here.get_session_auth_hash()):
        return here
    return get_user(request)  # also for a session from before, and for a key that was replaced
