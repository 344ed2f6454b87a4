"""The whole product as a person starts it: `manage.py up` on a fresh data folder, for journeys and benchmarks."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from lms.up.services import free_port

ROOT = Path(__file__).resolve().parent.parent
FROM_OUTSIDE = {"PATH", "HOME", "LANG", "PIP_CACHE_DIR", "PYTHONPATH", "VIRTUAL_ENV"}


@dataclass
class Product:
    """A running instance: where it is, who can sign in, and what it said."""

    data: Path
    port: int
    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def demo(self) -> dict[str, Any]:
        return json.loads((self.data / "demo.json").read_text())

    def person(self, role: str) -> dict[str, str]:
        return next(person for person in self.demo["people"] if person["role"] == role)

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`manage.py` against this instance, as its administrator would call it."""
        environment = {k: v for k, v in os.environ.items() if k in FROM_OUTSIDE} | {"DATA": str(self.data)}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def session(self, role: str) -> httpx.Client:
        """A signed-in HTTP client."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=30)
        page = client.get("/accounts/login/")
        person = self.person(role)
        form = {
            "login": person["email"],
            "password": person["password"],
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        }
        answer = client.post("/accounts/login/", data=form, headers={"Referer": str(page.url)})
        assert "sessionid" in client.cookies, answer.text[:500]
        return client

    def wait_until_said(self, words: str, seconds: float = 120) -> None:
        """Return once the supervisor has printed a line with these words."""
        with self.news:
            heard = self.news.wait_for(lambda: any(words in line for line in self.said), seconds)
        assert heard, "\n".join(self.said)

    def wait_until_ready(self, seconds: float = 120) -> None:
        """Return once the site answers that it is ready, asking again whenever it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/healthz/ready", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"not ready within {seconds} s")

    def stop(self, seconds: float = 15) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(seconds)


def _listen(product: Product) -> None:
    assert product.process.stdout
    for line in product.process.stdout:
        with product.news:
            product.said.append(line.rstrip())
            product.news.notify_all()
        if "is ready after" in line:
            product.ready.set()
    product.ready.set()


@contextmanager
def running(data: Path | None = None, **settings: str) -> Iterator[Product]:
    """Start the product and wait until it says it is ready; end it whatever happens."""
    with tempfile.TemporaryDirectory(prefix="lc-product-") as temporary:
        folder = data or Path(temporary) / "data"
        environment = {k: v for k, v in os.environ.items() if k in FROM_OUTSIDE}
        environment |= {
            "MODELS": str(ROOT / "var" / "models"),
            "DATA": str(folder),
            "PORT": str(free_port()),
        } | settings
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        product = Product(folder, int(environment["PORT"]), process)
        listener = threading.Thread(target=_listen, args=[product], daemon=True)
        listener.start()
        try:
            product.ready.wait(300)
            if process.poll() is not None or not product.ready.is_set():
                raise RuntimeError("the product did not start:\n" + "\n".join(product.said))
            yield product
        finally:
            if process.poll() is None:
                product.stop()
            listener.join(5)
