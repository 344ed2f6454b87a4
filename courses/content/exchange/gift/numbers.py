"""Numbers with their margin: `3`, `3:0.5`, `1..5`."""

import re

from courses.content.exchange.answers import OfferedNumber, number
from courses.content.exchange.gathering import Fields, Gathering
from courses.content.exchange.gift.entries import Answers, Entry
from courses.content.exchange.gift.syntax import parted, unescaped
from courses.content.problems import gettext_noop as _

DIGITS = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
AROUND = re.compile(rf"\s*({DIGITS})\s*(?::\s*({DIGITS})\s*)?")
BETWEEN = re.compile(rf"\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{{1,3}})?)\s*\.\.\s*({DIGITS})\s*")


def read_number(text: str) -> tuple[float, float | None] | None:
    """The number and how far off is accepted; None for what is no number."""
    if between := BETWEEN.fullmatch(text):
        low, high = float(between[1]), float(between[2])
        return (low + high) / 2, abs(high - low) / 2
    if around := AROUND.fullmatch(text):
        return float(around[1]), float(around[2]) if around[2] else None
    return None


def number_fields(answers: Answers, found: Gathering) -> Fields | None:
    """The answers behind `{#`; None after saying why there is no question in them."""
    lead, feedback = parted(answers.lead.removeprefix("#"), "#")
    entries = answers.entries
    if lead.strip():
        entries = (Entry(answers.line, "=", None, lead, feedback), *entries)
    offered = []
    for entry in entries:
        read = read_number(unescaped(entry.text))
        if read:
            value, tolerance = read
            offered.append(OfferedNumber(entry.line, value, tolerance, entry.share, entry.feedback))
        elif entry.share > 0:
            found.error(entry.line, _("“%(text)s” is not a number."), text=entry.text[:60])
            return None
        else:
            found.warn(
                entry.line, _("Words said to wrong numbers were dropped; a number has only general feedback.")
            )
    return number(offered, answers.line, found)
