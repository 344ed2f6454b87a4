"""How a real, small vocabulary cuts a text into tokens, and what that costs in languages it has not seen."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from courses.content.problems import gettext_noop as _
from courses.content.widgets.base import BaseWidget, Table, Translate, filled
from courses.content.widgets.tokeniser.bpe import Encoder, Pair

LONGEST = 200


class Widget(BaseWidget):
    """`examples` are shown as they stand in every language: comparing languages is what they are for."""

    WORDS: ClassVar = {
        "text": _("Text"),
        "characters": _("Characters"),
        "bytes": _("Bytes"),
        "tokens": _("Tokens"),
        "pieces": _("Pieces"),
        "caption": _(
            "How the vocabulary of {size} tokens cuts each text; ⟨ ⟩ holds bytes that are only part of a character."
        ),
        "summary": _("Characters: {characters}, bytes: {bytes}, tokens: {tokens}."),
        "summaryOther": _(
            "Characters: {characters}, bytes: {bytes}, tokens: {tokens}. This vocabulary was learned from English "
            "messages: a letter beyond ASCII takes 2 to 4 bytes, a Chinese character mostly 3, and bytes that were "
            "never seen together stay tokens of their own."
        ),
        "type": _("Type a text, up to {most} characters"),
        "examples": _("Or take one of these"),
        "cut": _("The text in tokens"),
        "id": _("token {id}"),
        "yours": _("Your text"),
    }

    widget: Literal["tokeniser"]
    examples: tuple[Annotated[str, Field(min_length=1, max_length=LONGEST)], ...] = Field(
        min_length=1, max_length=8
    )

    def table(self, language: str, translate: Translate = str) -> Table:
        words = self.words(translate)
        encoder = Encoder(learned_merges())
        return Table(
            caption=filled(words["caption"], size=len(encoder.bytes)),
            head=tuple(words[name] for name in ("text", "characters", "bytes", "tokens", "pieces")),
            rows=tuple(_row(text, encoder) for text in self.examples),
            summary=_summary(self.examples[0], encoder, words),
        )

    def data(self, language: str) -> dict[str, Any]:
        start = {"text": self.examples[0]}
        return {
            "examples": list(self.examples),
            "longest": LONGEST,
            "merges": learned_merges(),
            "start": start,
        }


@lru_cache(maxsize=1)
def learned_merges() -> Sequence[Pair]:
    """The merges that `learning` wrote down."""
    stored = json.loads((Path(__file__).parent / "vocabulary.json").read_text(encoding="utf-8"))
    return [(left, right) for left, right in stored["merges"]]


def _row(text: str, encoder: Encoder) -> tuple[str, ...]:
    tokens = encoder.encode(text)
    counts = (len(text), len(text.encode()), len(tokens))
    return (text, *map(str, counts), " ".join(encoder.shown(token) for token in tokens))


def _summary(text: str, encoder: Encoder, words: dict[str, str]) -> str:
    size, tokens = len(text.encode()), len(encoder.encode(text))
    template = words["summary" if size == len(text) else "summaryOther"]
    return filled(template, characters=len(text), bytes=size, tokens=tokens)
