"""Which threads of a live server still answer: a page can be closed while what it sent last is being written."""

import threading
from typing import Any

from django.core.signals import request_finished, request_started

PATIENCE = 60.0
_changed = threading.Condition()
_answering: set[int] = set()


def _begins(**_told: Any) -> None:
    if threading.current_thread() is not threading.main_thread():
        with _changed:
            _answering.add(threading.get_ident())


def _ends(**_told: Any) -> None:
    with _changed:
        _answering.discard(threading.get_ident())
        _changed.notify_all()


def _is_quiet() -> bool:
    return not _answering & {thread.ident for thread in threading.enumerate()}


def wait_until_quiet() -> None:
    """The tests' own requests, from the main thread, are over when they return."""
    with _changed:
        assert _changed.wait_for(_is_quiet, PATIENCE), "a request has not ended within a minute"


request_started.connect(_begins)
request_finished.connect(_ends)
