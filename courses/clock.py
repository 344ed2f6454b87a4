"""The one clock: deadlines, openings and closings are compared with the database's, never with this machine's."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.functions import Now

NOW: dict[str, Any] = {"now": Now()}
"""To annotate a query with, whose rows then say when they were read."""


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
