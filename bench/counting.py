"""Counts what this process asks of PostgreSQL, on every connection it opens."""

from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver

asked = 0


def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
    global asked
    asked += 1
    return execute(sql, params, many, context)


@receiver(connection_created)
def watch(connection: Any, **_told: Any) -> None:
    if count not in connection.execute_wrappers:
        connection.execute_wrappers.append(count)
