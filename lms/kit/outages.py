"""While Postgres is away the site says so, and when to ask again: nothing is broken and nothing was half done."""

from django.db import InterfaceError, OperationalError

AWAY = (OperationalError, InterfaceError)
RETRY_AFTER = "5"  # seconds
