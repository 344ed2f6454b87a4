"""Has a base model reply to the messages of a quiz question; what is wanted of it is not known here."""

import time
from collections.abc import Iterator
from typing import Any

from training_jobs.contract.events import Reported, StateChanged, StepMeasured, Told
from training_jobs.contract.spec import AskSpec
from training_jobs.engine import telling
from training_jobs.engine.halting import Halted, Wish, Wishes
from training_jobs.engine.models import model_digest
from training_jobs.engine.places import Places
from training_jobs.engine.prompting import Writer, load_writer
from training_jobs.prompts.templates import ask


def reply(spec: AskSpec, places: Places, *, wish: Wishes) -> Iterator[Told]:
    """Tell how far it is, and at last a report with the reply to each message; no text is told before.

    Half the replies are none: a wish to keep changes nothing, and who wishes it to leave makes it start again.
    """
    started = time.monotonic()
    yield StateChanged(state="running", phase="loading")
    writer = load_writer(spec, places)
    yield StateChanged(
        state="running", phase="answering", total_steps=len(spec.messages), device=writer.device
    )
    chats = {key: _tokens(writer, spec.template, message) for key, message in spec.messages.items()}
    writer.remember([chat for chat in chats.values() if chat])
    replies: dict[str, str] = {}
    for number, (key, chat) in enumerate(chats.items(), start=1):
        if wish() is Wish.LEAVE:
            yield telling.interrupted("The run was interrupted; it starts again at its first message.")
            return
        replies[key] = writer.answer(chat, spec.max_new_tokens) if chat else ""
        yield StepMeasured(step=number, metrics={})
    yield Reported(report=_report(spec, places, replies, chats, time.monotonic() - started))
    yield StateChanged(state="finished")


def _tokens(writer: Writer, template: str, message: str) -> list[int]:
    """No tokens where prompt and message are too long together: that costs this one reply, and no other."""
    try:
        return writer.tokens(ask(template, message))
    except Halted:
        return []


def _report(
    spec: AskSpec, places: Places, replies: dict[str, str], chats: dict[str, list[int]], seconds: float
) -> dict[str, Any]:
    return {
        "task": spec.task,
        "rows": len(replies),
        "replies": replies,
        "too_long": [key for key, chat in chats.items() if not chat],
        "seconds": round(seconds, 3),
        "model_digest": model_digest(places.models, spec.base_model),
        "seed": spec.seed,
    }
