"""Every sentence of a run's log, by a key that stays: whoever reads the log can say it in another language.

An event carries the sentence in English, its key and its values. A value is a number, a text that is nobody's to
translate (a file's name), or a phrase: a saying inside another.
"""

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Literal

from training_jobs.contract.events import Logged
from training_jobs.contract.failures import EXPLANATIONS
from training_jobs.contract.wording import gettext_noop, rounded

DEEPEST = 2
PLACE = re.compile(r"%\((\w+)\)(s|\.3f)")

SAYINGS: dict[str, str] = {
    "loaded": gettext_noop(
        "Loaded %(model)s: %(trained)s of %(total)s weights will be trained, on %(device)s in %(precision)s."
    ),
    "evaluated": gettext_noop(
        "Step %(step)s of %(total)s: validation loss %(loss).3f, macro-F1 %(macro_f1).3f"
    ),
    "interrupted": gettext_noop("Left off after step %(step)s of %(total)s."),
    "stopped": gettext_noop("Stopped after step %(step)s of %(total)s."),
    "saved_adapter": gettext_noop("Saved the trained adapter."),
    "saved_weights": gettext_noop("Saved the trained weights."),
    "broke": gettext_noop("The training program met an error: %(error)s"),
    "went_on": gettext_noop("Going on from the checkpoint of step %(step)s."),
    "began_again": gettext_noop("No checkpoint could be used: the run starts again at step 0."),
    "bends": gettext_noop(
        "It was trained on %(then)s, and now on %(now)s: the curve may bend a little here."
    ),
    "goes_on_elsewhere": gettext_noop(
        "%(happened)s The run goes on from its newest checkpoint as soon as a worker is free."
    ),
    "goes_on_from": gettext_noop(
        "%(happened)s The run goes on from step %(step)s as soon as a worker is free."
    ),
    "starts_again": gettext_noop(
        "%(happened)s No checkpoint was saved yet: the run starts again at step 0 as soon as a worker is free."
    ),
    "starts_over": gettext_noop("%(happened)s The run starts again as soon as a worker is free."),
    "paused_at": gettext_noop("Paused on request. The run goes on from step %(step)s when it is resumed."),
    "paused_at_start": gettext_noop("Paused on request. The run starts again at step 0 when it is resumed."),
    "set_aside": gettext_noop("%(happened)s What it has saved is kept."),
    "not_saved": gettext_noop(
        "The checkpoint of step %(step)s could not be saved: %(why)s. The last one is of step %(last)s. Training goes on."
    ),
    "none_saved": gettext_noop(
        "The checkpoint of step %(step)s could not be saved: %(why)s. There is none yet. Training goes on."
    ),
    "made_room": gettext_noop(
        "The disk is full: older checkpoints were given up to make room for the trained weights."
    ),
    "disk_full": gettext_noop("No space left on device"),
    "unusable": gettext_noop("The checkpoint of step %(step)s cannot be used: %(reason)s."),
    "other_engine": gettext_noop("another version of the engine wrote it"),
    "other_spec": gettext_noop("it was made with other settings"),
    "other_data": gettext_noop("it was made with another data set"),
    "other_model": gettext_noop("it was made with another base model"),
    "file_missing": gettext_noop("%(file)s is missing"),
    "file_damaged": gettext_noop("%(file)s is damaged"),
    "file_short": gettext_noop("%(file)s has %(size)s bytes instead of %(told)s"),
    "file_unreadable": gettext_noop("%(file)s cannot be read: %(error)s"),
    "misfit": gettext_noop("its weights do not fit the model"),
} | {str(failure): explanation.happened for failure, explanation in EXPLANATIONS.items()}


class NotSaid(ValueError):
    """No saying of this catalogue, or one without its values."""


def say(key: str, level: Literal["info", "warning", "error"] = "info", **values: Any) -> Logged:
    """A line for the log; raises NotSaid for what is not in the catalogue."""
    return Logged(message=sentence(key, values), level=level, say=key, values=values or None)


def phrase(key: str, **values: Any) -> dict[str, Any]:
    """A saying as a value of another."""
    return {"say": key, "values": values}


def sentence(
    key: str, values: Mapping[str, Any], translate: Callable[[str], str] = str, depth: int = 0
) -> str:
    """The saying with its values; `translate` turns its English template into a reader's. Raises NotSaid.

    static/js/sayings.js does the same for lines that reach a page as they are said.
    """
    if key not in SAYINGS or depth > DEEPEST:
        raise NotSaid(key)

    def told(place: re.Match[str]) -> str:
        name, form = place.groups()
        if name not in values:
            raise NotSaid(f"{key} without {name}")
        return worded(values[name], form, translate, depth + 1)

    return PLACE.sub(told, translate(SAYINGS[key]))


def worded(value: Any, form: str, translate: Callable[[str], str] = str, depth: int = 0) -> str:
    """A value as it stands in a sentence: 1200, 76,038, 0.734."""
    if isinstance(value, Mapping):
        return sentence(str(value.get("say")), value.get("values") or {}, translate, depth)
    if value is None:
        return "–"
    if isinstance(value, (int, float)) and form == ".3f":
        return f"{rounded(value, 3):.3f}" if isfinite(value) else str(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return str(value)
