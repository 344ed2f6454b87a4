"""Lines of a run's log in the reader's language."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext

from training_jobs.contract.sayings import SAYINGS, NotSaid, sentence


def in_words(data: Mapping[str, Any]) -> str:
    """What a log event says; one without a key, or with one that we do not know, in the words it came with."""
    key, values = data.get("say"), data.get("values") or {}
    if isinstance(key, str) and isinstance(values, Mapping):
        with suppress(NotSaid):
            return sentence(key, values, gettext)
    return str(data.get("message", ""))


def sayings() -> dict[str, str]:
    """The whole catalogue, for a page that is told events as they come."""
    return {key: gettext(template) for key, template in SAYINGS.items()}
