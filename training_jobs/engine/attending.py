"""Has a base model read one sentence, and reports where its heads look; for an author who begins a widget in the browser."""

import time
from collections.abc import Iterator
from typing import Any

from training_jobs.contract.events import Reported, StateChanged, Told
from training_jobs.contract.failures import Failure
from training_jobs.contract.spec import AttendSpec
from training_jobs.engine.attention import TooLong, measure
from training_jobs.engine.halting import Halted
from training_jobs.engine.places import Places


def attend(spec: AttendSpec, places: Places) -> Iterator[Told]:
    """Tell at last a report: what was `measured`, or how many `tokens` a sentence has that is too long to be shown.

    It takes a second or two, so no wish is heard in between.
    """
    started = time.monotonic()
    yield StateChanged(state="running", phase="measuring")
    measured: dict[str, Any] | None = None
    try:
        measured = measure(places.models, spec.base_model, spec.text, spec.heads)
        tokens = len(measured["tokens"])
    except TooLong as too_long:
        tokens = too_long.tokens
    except ValueError as error:
        raise Halted(Failure.BAD_SPEC, str(error)) from error
    seconds = round(time.monotonic() - started, 3)
    yield Reported(
        report={"task": spec.task, "rows": 1, "tokens": tokens, "measured": measured, "seconds": seconds}
    )
    yield StateChanged(state="finished")
