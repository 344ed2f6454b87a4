"""The connection that a thread keeps: looked at before each request, replaced when its server hung up."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, OperationalError, connection, connections
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg import connect


@pytest.fixture
def kept(transactional_db):
    """This thread's connection, kept as a web thread keeps it."""
    connection.ensure_connection()
    yield connection
    connection.close()


def backend(kept) -> int:
    return kept.connection.info.backend_pid


def next_request(kept) -> None:
    kept.health_check_enabled, kept.health_check_done = True, False
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_good_connection_is_kept_without_a_question(kept, monkeypatch):
    asked = []
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", asked.append)
    before = backend(kept)
    next_request(kept)
    assert (backend(kept), asked) == (before, [])


def hang_up(kept) -> None:
    told = kept.get_connection_params()
    named = {name: told[name] for name in ("dbname", "user", "password", "host", "port")}
    with connect(**named, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend(kept)])


def test_one_whose_server_hung_up_is_replaced_before_it_fails(kept):
    before = backend(kept)
    hang_up(kept)
    next_request(kept)
    assert backend(kept) != before


def test_one_that_failed_in_the_middle_of_a_request_is_replaced_for_the_next(kept):
    before = backend(kept)
    hang_up(kept)
    with pytest.raises(OperationalError), kept.cursor() as cursor:
        cursor.execute("SELECT 1")
    kept.close_if_unusable_or_obsolete()
    next_request(kept)
    assert backend(kept) != before


def test_none_is_not_usable(transactional_db):
    assert not connections.create_connection("default").is_usable()


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-28 09:30:00+00",
        "2026-11-28 09:30:00.5+00",
        "2026-11-28 09:30:00.123456+05:30",
        "0001-01-01+00",
    ],
)
def test_moments_are_read_as_django_reads_them(kept, said):
    with kept.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, ARRAY[%s::timestamptz]", [said, said])
        ours, [listed] = cursor.fetchone()
        register_tzloader(UTC, cursor.cursor)
        cursor.execute("SELECT %s::timestamptz", [said])
        [djangos] = cursor.fetchone()
    assert (ours, ours.tzinfo) == (djangos, djangos.tzinfo) == (listed, UTC)


@pytest.mark.parametrize("said", ["infinity", "0044-03-15 12:00:00+00 BC", "12026-11-28 00:00:00+00"])
def test_moments_that_python_has_no_word_for_are_refused(kept, said):
    with kept.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [said])
        with pytest.raises(DataError, match="timestamp"):
            cursor.fetchone()


def test_a_connection_of_another_time_zone_has_its_own(kept, monkeypatch):
    shanghai = ZoneInfo("Asia/Shanghai")
    monkeypatch.setitem(vars(connections["default"]), "timezone", shanghai)
    with kept.cursor() as cursor:
        cursor.execute("SELECT '2026-11-28 09:30:00+00'::timestamptz")
        assert cursor.fetchone()[0].tzinfo is shanghai
