"""People at a quiz at the same moment."""

from collections.abc import Callable
from typing import Any

from tests import threads
from tests.courses.folders import RIGHT_NUMBER

ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment, each on a connection of its own; raises what one of them raised."""
    told = threads.at_once(*acts)
    for answer in told:
        if isinstance(answer, Exception):
            raise answer
    return told
