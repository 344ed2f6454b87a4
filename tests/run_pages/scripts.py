"""Our browser modules alone in a real browser: static files from a small server, no site behind them."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser import chromium

STATIC = Path(__file__).resolve().parents[2] / "static"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test says what failed."""


@contextmanager
def scripts_page() -> Iterator[Page]:
    """A page on which `import('/js/….js')` works."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with chromium() as browser:
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/css/tokens.css")
            yield page
    finally:
        server.shutdown()
        server.server_close()
