"""Marks sentences for translation without importing a web framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal


def gettext_noop(text: str) -> str:
    """Return `text` unchanged; its name tells the message extractor to collect it."""
    return text


def plain(number: float) -> str:
    """A number as a person writes it: 0.00001 rather than 1e-05, 3 rather than 3.0."""
    return f"{number:.10f}".rstrip("0").rstrip(".")


def rounded(number: float, digits: int) -> Decimal:
    """As people round what they read, and as browsers do: 0.0625 is 0.063, where Python says 0.062."""
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@dataclass(frozen=True)
class Sentence:
    """A translatable sentence: an English msgid with `%(name)s` places, and what goes into them."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template
