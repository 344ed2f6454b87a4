"""People who watch a run while things break: by socket as the page does, or by plain requests as programs do."""

import json
import threading
import time
from typing import Any

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.training_jobs.workers import PATIENCE
from training_jobs.models import Run
from training_jobs.states import ENDED

Event = dict[str, Any]
AGAIN = 0.1
PATIENT = 60  # seconds for one answer; how long the site takes is measured elsewhere


class Reader(threading.Thread):
    """Keeps every event it was ever shown, in the order in which it was shown; ends when it has seen the run end."""

    def __init__(self, url: str, run: Run, headers: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.url, self.run_id, self.headers = url, str(run.public_id), headers
        self.seen: list[Event] = []
        self.lost = 0
        self.statuses: set[int] = set()
        self.problems: list[str] = []
        self._over = threading.Event()
        self.start()

    @property
    def last(self) -> int:
        return self.seen[-1]["seq"] if self.seen else 0

    @property
    def has_seen_the_end(self) -> bool:
        states = [event["data"]["state"] for event in self.seen if event["kind"] == "state"]
        return bool(states) and states[-1] in ENDED

    def steps(self) -> list[int]:
        return [event["data"]["step"] for event in self.seen if event["kind"] == "step"]

    def run(self) -> None:
        while not self._over.is_set() and not self.has_seen_the_end:
            try:
                self.read()
            except (httpx.HTTPError, OSError, WebSocketException):
                self.lost += 1
                self._over.wait(AGAIN)

    def finish(self, seconds: float = PATIENCE) -> "Reader":
        """Wait until it has seen the end of the run."""
        self.join(seconds)
        self._over.set()
        assert self.has_seen_the_end, f"{type(self).__name__} saw {self.last} events and no end"
        return self

    def read(self) -> None:
        raise NotImplementedError

    def fetch(self) -> int:
        """Everything after the last event, in pages; how many there were."""
        address = f"{self.url}/api/v1/runs/{self.run_id}/events"
        answer = httpx.get(address, params={"after": self.last}, headers=self.headers, timeout=PATIENT)
        self.statuses.add(answer.status_code)
        if answer.status_code != 200:
            if answer.status_code != 503 or "retry-after" not in answer.headers:
                self.problems.append(f"{answer.status_code}: {answer.text[:200]}")
            raise httpx.RequestError(str(answer.status_code))
        events = answer.json()["events"]
        self.take(events)
        return len(events)

    def take(self, events: list[Event]) -> None:
        for event in events:
            assert event["seq"] == self.last + 1, f"{event['seq']} came after {self.last}"
            self.seen.append(event)


class Polling(Reader):
    def read(self) -> None:
        if not self.fetch():
            self._over.wait(AGAIN)


class Listening(Reader):
    def read(self) -> None:
        address = f"ws{self.url.removeprefix('http')}/ws/runs/{self.run_id}/?after={self.last}"
        with connect(
            address, additional_headers=self.headers, origin=None, max_size=None, open_timeout=PATIENT
        ) as socket:
            while not self._over.is_set() and not self.has_seen_the_end:
                try:
                    self.hear(json.loads(socket.recv(timeout=1)))
                except TimeoutError:
                    continue

    def hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "behind":
            while self.fetch():
                continue
            raise OSError("reconnect after the snapshot")
        if frame["type"] == "events":
            fresh = [event for event in frame["events"] if event["seq"] > self.last]
            if fresh and fresh[0]["seq"] > self.last + 1:
                self.fetch()
                return
            self.take(fresh)


def seconds_since(moment: float) -> float:
    return round(time.monotonic() - moment, 2)
