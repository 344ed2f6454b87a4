"""A replay as its lesson shows it: a table of the run, and what its script needs to play it."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.models import Block
from lms.kit.templatetags.texts import in_language

MODULE = "js/replay_block.js"
SPEEDS = (1, 5, 10, 50)


@dataclass(frozen=True)
class ReplayCard:
    """`settings` holds no answer: steps, losses, and the keys of what is asked at each pause."""

    key: str
    lang: str
    about: SafeString
    rows: list[dict[str, Any]]
    settings: str
    speeds: tuple[int, ...] = SPEEDS


def replay_card(block: Block) -> ReplayCard:
    page: dict[str, Any] = in_language(block.content["pages"])
    replay: dict[str, Any] = block.content["replay"]
    settings = {name: replay[name] for name in ("pauses", "events", "total")} | {"words": _words()}
    return ReplayCard(
        key=block.key,
        lang=page["about_lang"],
        about=SafeString(page["about"]),
        rows=replay["rows"],
        settings=json.dumps(settings, ensure_ascii=False),
    )


def _words() -> dict[str, str]:
    """What the script says; places are {in braces}."""
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "goOn": _("Go on"),
        "toNext": _("To the next question"),
        "toEnd": _("To the end"),
        "at": _("Step {step} of {all}"),
        "asks": _("Stopped at step {step}. Answer below, then go on."),
        "over": _("The run is over. All questions stand below."),
        "training": _("training"),
        "validation": _("validation"),
        "steps": _("steps"),
    }
