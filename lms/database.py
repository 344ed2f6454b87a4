"""The database that DATABASE_URL names: how it is reached, and in one line why it is not. No line shows a password."""

from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg

SCHEMES = ("postgresql", "postgres")
PATIENCE = 5  # seconds for a server to answer


def check_url(url: str) -> str:
    """The URL as it was; a ValueError says what is wrong with it."""
    parts = _split(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("It must begin with postgresql://")
    if not parts.path.strip("/"):
        raise ValueError("It names no database: after host and port a / and the name are missing")
    return url


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only when it is asked for
    except ValueError:  # it would show what it took for the port, which may be half a password
        signs = "signs like / : @ # ? [ in user and password are written with %, such as %40 for @"
        raise ValueError(f"Its host or port cannot be read ({signs})") from None
    return parts


def parameters(url: str) -> dict[str, Any]:
    """How to connect, by the names that psycopg has for it."""
    parts = _split(url)
    given = {
        "host": parts.hostname,
        "port": parts.port,
        "dbname": parts.path.lstrip("/"),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    return {name: value for name, value in given.items() if value}


def refusal(url: str) -> str:
    """Why nobody can work on this database just now; nothing where its server lets us in."""
    try:
        psycopg.connect(**parameters(url), connect_timeout=PATIENCE).close()
    except psycopg.OperationalError as error:
        return _in_words(_split(url), str(error).splitlines()[0])
    return ""


def _in_words(parts: SplitResult, said: str) -> str:
    where = f"{parts.hostname}:{parts.port or 5432}" if parts.hostname else "the socket of this machine"
    reason = said.rpartition("failed: ")[2]
    if reason.startswith("FATAL:"):
        return f"DATABASE_URL: PostgreSQL at {where} lets nobody in: {reason.removeprefix('FATAL:').strip()}."
    return (
        f"DATABASE_URL: no PostgreSQL answers at {where} ({reason}). "
        "Start it, or name one that runs; without DATABASE_URL `make up` starts its own."
    )
