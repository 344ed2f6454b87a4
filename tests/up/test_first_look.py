"""What `up` says of a training worker that takes no runs. The site is a small server; `manage.py` is the real one."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lms.up import first_look
from lms.up.first_look import FirstLook
from tests.training_jobs.workers import environment
from training_jobs import nodes
from training_jobs.contract.version import CONTRACT
from training_jobs.engine.escapes import WORDS

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """Answers as /healthz/ready does; `states` are what it says of the worker, one an answer, the last for ever."""

    def __init__(self, *states: str) -> None:
        self.states, self.asked = list(states), 0
        site = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                state = site.states[min(site.asked, len(site.states) - 1)]
                site.asked += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"parts": {"worker_gpu": state}}).encode())

            def log_message(self, *_about: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_port)


@pytest.fixture
def looked(monkeypatch) -> Iterator:
    """Let it look so often at a worker in these states; what it said."""
    monkeypatch.setattr(first_look, "EVERY", 0)
    sites = []

    def at(*states: str, times: int = 4) -> tuple[list[str], int]:
        site = Site(*states)
        sites.append(site)
        said: list[str] = []
        look = FirstLook("127.0.0.1", site.port, environment(PATH=os.environ["PATH"]), said.append)
        for _again in range(times):
            look.look()
        return said, site.asked

    yield at
    for site in sites:
        site.server.shutdown()
        site.server.server_close()


def test_a_worker_without_a_seal_is_named_once_with_what_to_set(looked):
    nodes.announce(name="gpu@mac", queue="gpu", ready=True, contract=CONTRACT, trouble=WORDS["read"])
    (said,), asked = looked("absent", "starting", "in trouble", times=6)
    assert said.strip().splitlines()[:2] == ["gpu@mac takes no runs, so they wait:", f"  {WORDS['read']}"]
    assert "UNSEALED_WORKER=1" in said
    assert asked == 3, "it looked until the worker had told, and no further"


def test_a_worker_that_takes_runs_is_not_worth_a_word(looked):
    assert looked("starting", "ok") == ([], 2)


def test_a_site_that_does_not_answer_is_asked_again(monkeypatch):
    monkeypatch.setattr(first_look, "EVERY", 0)
    look = FirstLook("127.0.0.1", 9, {}, pytest.fail)
    look.look()
    assert not look.over
