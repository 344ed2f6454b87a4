"""The one clock: deadlines, openings and closings are compared with the database's, never with this machine's."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

NOW: dict[str, Any] = {"now": Now()}
"""To annotate a query with, whose rows then say when they were read."""


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def site_today() -> date:
    """The day in the site's time zone. In that of their reader, in which pages speak, a path would be late for one of two
    people who look at the same moment, and due today for the other."""
    return timezone.localdate(database_now(), timezone.get_default_timezone())
