"""After a test that commits, the tables that have rows are emptied; the others are not touched.

Django truncates all tables and writes the content types and permissions anew, which takes longer than most of the tests.
"""

from functools import cache

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests.at_work import wait_until_quiet

KEPT = (ContentType, Permission)
"""Written with the tables, and by no test."""


@cache
def tables() -> tuple[str, ...]:
    models = apps.get_models(include_auto_created=True)
    kept = {model._meta.db_table for model in KEPT}
    return tuple(sorted({one._meta.db_table for one in models if one._meta.managed} - kept))


def empty(_test: TransactionTestCase) -> None:
    """With the triggers asleep: those of foreign keys, and the one that keeps the audit trail."""
    wait_until_quiet()
    checks = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(checks)
        touched = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in touched:
            cursor.execute(f'DELETE FROM "{name}"')


TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]
