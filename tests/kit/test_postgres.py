"""The connection that a thread keeps: looked at before each request, replaced when its server hung up."""

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.postgresql import base
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
