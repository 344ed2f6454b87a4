"""Moments as PostgreSQL writes them, read by what Python has for ISO 8601: a seventh of the time that a pattern takes."""

from datetime import UTC, datetime

from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.datetime import TimestamptzLoader


class Moment(Loader):
    """`timezone` is that of Django's connections: it puts its own loader in place where another is asked for."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii")).astimezone(UTC)
        except ValueError:  # before Christ, or after the year 9999: psycopg says so in words of its own
            return TimestamptzLoader(self.oid, self.connection).load(data)
