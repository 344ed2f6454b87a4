"""Sessions in the database, as Django keeps them; read on every request, so by a prepared query."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.kit.prepared import Prepared, Slot

VALID = Prepared(lambda: Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = VALID.one(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
