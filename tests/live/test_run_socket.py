import threading
import time
import uuid

import httpx
import pytest
import redis
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from websockets.exceptions import ConnectionClosed

from people.models import AccessToken, Session, User
from people.tokens import Scope
from tests.live.conftest import events_until, hear, web_server
from tests.training_jobs.told import begun, line, steps
from tests.training_jobs.workers import own_redis
from training_jobs.models import Run
from training_jobs.queue import claim
from training_jobs.stream import append

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(queued_run) -> Run:
    run = queued_run()
    claim("gpu@here")
    run.refresh_from_db()
    return run


def told(run: Run, first: int, last: int) -> None:
    append(run_id=run.pk, attempt=run.attempt, events=steps(first, last))


def refused_with(site, run, **how) -> int:
    with site.socket(run, **how) as socket, pytest.raises(ConnectionClosed) as closed:
        hear(socket)
    return closed.value.rcvd.code


def test_hello_comes_first_then_all_that_was(serving, signed_in, company, live):
    append(run_id=live.pk, attempt=1, events=[begun(1), *steps(2, 450)])
    with serving.socket(live, headers=signed_in(company.ling)) as socket:
        assert hear(socket) == {"type": "hello", "run": str(live.public_id), "seq": 451, "state": "running"}
        assert events_until(socket, 451) == list(range(1, 452))


def test_a_step_reaches_an_open_socket_within_moments(serving, bearer, company, live):
    with serving.socket(live, 1, headers=bearer(company.ling), origin=None) as socket:
        hear(socket)
        delays = []
        for number in range(1, 21):
            begun_at = time.perf_counter()
            told(live, number, number)
            event = hear(socket)["events"][0]
            delays.append(time.perf_counter() - begun_at)
            assert (event["seq"], event["data"]["step"]) == (number + 1, number)
        assert sorted(delays)[-2] < 1.0


def test_an_event_on_the_wire_looks_as_agreed(serving, signed_in, company, live):
    append(
        run_id=live.pk,
        attempt=1,
        events=[line(1, "step", step=1, epoch=0.1, metrics={"loss": None}, not_finite=True)],
    )
    with serving.socket(live, 1, headers=signed_in(company.marco)) as socket:
        hear(socket)
        (event,) = hear(socket)["events"]
    assert event.keys() == {"seq", "kind", "data", "at"}
    assert event["data"] == {"step": 1, "epoch": 0.1, "metrics": {"loss": None}, "not_finite": True}


def test_who_comes_back_gets_exactly_the_rest(serving, signed_in, company, live):
    told(live, 1, 50)
    headers = signed_in(company.ling)
    with serving.socket(live, headers=headers) as socket:
        hear(socket)
        assert events_until(socket, 51)[-1] == 51
    told(live, 51, 120)
    with serving.socket(live, 51, headers=headers) as socket:
        assert hear(socket)["seq"] == 121
        assert events_until(socket, 121) == list(range(52, 122))


def test_no_event_is_missed_between_replay_and_live(serving, signed_in, company, live):
    """A writer goes on all the while sockets come."""

    def write() -> None:
        for number in range(1, 301):
            told(live, number, number)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    headers = signed_in(company.ling)
    for _each in range(6):
        with serving.socket(live, headers=headers) as socket:
            hear(socket)
            seen = events_until(socket, 40)
            assert seen == list(range(1, seen[-1] + 1))
    with serving.socket(live, headers=headers) as socket:
        hear(socket)
        assert events_until(socket, 301) == list(range(1, 302))
    writer.join()


def test_a_flushed_redis_delays_but_loses_nothing(serving, signed_in, company, live):
    with serving.socket(live, 1, headers=signed_in(company.ling)) as socket:
        hear(socket)
        told(live, 1, 1)
        assert events_until(socket, 2) == [2]
        with redis.from_url(settings.CELERY_BROKER_URL) as broker:
            broker.flushdb()
        told(live, 2, 30)
        assert hear(socket, 10)["events"][0]["seq"] == 3


def test_without_redis_an_open_socket_still_hears(signed_in, company, live, tmp_path):
    headers = signed_in(company.ling)
    with (
        own_redis(tmp_path) as broker,
        web_server(REDIS_URL=broker.service.url) as site,
        site.socket(live, 1, headers=headers) as socket,
    ):
        hear(socket)
        broker.kill()
        told(live, 1, 5)
        assert events_until(socket, 6) == [2, 3, 4, 5, 6]
        with site.socket(live, headers=headers) as late:
            assert hear(late)["seq"] == 6
            assert events_until(late, 6) == [1, 2, 3, 4, 5, 6]
        broker.start()
        told(live, 6, 10)
        assert events_until(socket, 11) == [7, 8, 9, 10, 11]


def test_a_restart_of_the_web_server_is_only_a_reconnect(signed_in, company, live):
    headers = signed_in(company.ling)
    told(live, 1, 10)
    with web_server() as site, site.socket(live, headers=headers) as socket:
        hear(socket)
        seen = events_until(socket, 11)
    told(live, 11, 20)
    with web_server() as site, site.socket(live, seen[-1], headers=headers) as socket:
        hear(socket)
        assert seen + events_until(socket, 21) == list(range(1, 22))


def test_foreign_pages_are_refused(serving, signed_in, company, live):
    headers = signed_in(company.ling)
    assert refused_with(serving, live, headers=headers, origin="https://evil.example") == 4403
    assert refused_with(serving, live, headers=headers, origin=None) == 4403


def test_a_foreign_page_cannot_ride_on_a_programs_token(serving, bearer, company, live):
    headers = bearer(company.ling)
    assert refused_with(serving, live, headers=headers, origin="https://evil.example") == 4403


def test_an_address_that_names_no_run_answers_like_an_absent_one(serving, signed_in, company):
    assert refused_with(serving, "not-an-id", headers=signed_in(company.ling)) == 4404


def test_whoever_has_no_business_here_is_refused(serving, signed_in, bearer, company, live):
    assert refused_with(serving, live, headers={}) == 4403
    assert refused_with(serving, live, headers={"Authorization": "Bearer lc_wrong"}) == 4403
    assert refused_with(serving, live, headers=bearer(company.ling, Scope.COURSES_READ)) == 4403


def test_a_stranger_and_an_absent_run_look_alike(serving, signed_in, bearer, company, live):
    assert refused_with(serving, live, headers=signed_in(company.sven)) == 4404
    assert refused_with(serving, live, headers=bearer(company.omar)) == 4404
    assert refused_with(serving, uuid.uuid4(), headers=signed_in(company.ling)) == 4404


@pytest.mark.parametrize("how", ["deactivated", "revoked", "signed out"])
def test_an_open_socket_ends_with_the_right_to_it(serving, signed_in, bearer, company, live, how):
    headers = bearer(company.ling) if how == "revoked" else signed_in(company.ling)
    with serving.socket(live, headers=headers) as socket:
        hear(socket)
        events_until(socket, 1)
        if how == "deactivated":
            User.objects.filter(pk=company.ling.pk).update(is_active=False)
        elif how == "revoked":
            AccessToken.objects.update(revoked_at=Now())
        else:
            Session.objects.all().delete()
        with pytest.raises(ConnectionClosed) as closed:
            hear(socket, 8)
    assert closed.value.rcvd.code == 4403


@pytest.mark.parametrize("after", ["-1", "x", "", "99999999999999999999", "1e3"])
def test_a_strange_position_means_the_beginning(serving, signed_in, company, live, after):
    with serving.socket(live, after, headers=signed_in(company.ling)) as socket:
        assert hear(socket)["type"] == "hello"
        assert events_until(socket, 1) == [1]


def test_the_server_also_serves_pages(serving):
    assert httpx.get(f"http://{serving.host}/healthz/live").json() == {"state": "ok"}
