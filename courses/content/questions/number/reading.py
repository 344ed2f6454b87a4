"""Numbers the way people type them."""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import TypeGuard

from courses.content.problems import gettext_noop as _
from courses.content.questions.base import Given, Response, UnreadableAnswer

LONGEST = 64
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
WITH_WORDS = re.compile(rf"{PLAIN.pattern}(?P<unit>[^\W\d_]+)")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
LOOK_ALIKES = str.maketrans({"−": "-", "–": "-", "﹣": "-", "。": ".", "、": ",", "٫": ".", "×": "x"})
POWER_OF_TEN = re.compile(r"[x*·]10\^?")


def typed_in(given: Given) -> str:
    """What stands in the field. Raises `UnreadableAnswer` when it is empty."""
    typed = next((value for value in given.values if value.strip()), "")
    if not typed:
        raise UnreadableAnswer(_("Write a number."))
    return typed


def is_number(response: Response) -> TypeGuard[float]:
    return isinstance(response, int | float) and not isinstance(response, bool)


def bears(typed: str, unit: str) -> bool:
    """Whether the typed number ends in this unit."""
    bare = _bare(unit)
    return bool(bare) and _bare(typed[: LONGEST * 2]).lower().endswith(bare.lower())


def read_number(typed: str, *, units: Sequence[str], known: Sequence[str] = ()) -> float:
    """`1e-3`, `0,5`, `1 000`, full-width digits, with or without the unit; `known` are all that one may write. Raises
    `UnreadableAnswer`.
    """
    text = _tidy(typed[: LONGEST * 2], units)
    if len(text) > LONGEST or len(typed.strip()) > LONGEST * 2:
        raise UnreadableAnswer(_("Write the number shorter."))
    if AMBIGUOUS.fullmatch(text):
        raise UnreadableAnswer(
            _("“%(typed)s” can be read two ways. Write %(whole)s, or use a point for decimals."),
            typed=text,
            whole=text.replace(",", ""),
        )
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if known and (other := WITH_WORDS.fullmatch(text)):
        told = {"unit": other["unit"][:20], "units": ", ".join(dict.fromkeys(known))}
        raise UnreadableAnswer(
            _("“%(unit)s” is no unit that is asked for here. Write the number in: %(units)s."), **told
        )
    if not PLAIN.fullmatch(text) or not math.isfinite(float(text)):
        raise UnreadableAnswer(_("Write a number, for example 12, 0.5 or 1e-3."))
    return float(text)


def _tidy(typed: str, units: Sequence[str]) -> str:
    text = _bare(typed).translate(LOOK_ALIKES).replace("'", "")
    for unit in units:
        if bears(text, unit):
            text = text[: -len(_bare(unit))]
            break
    return POWER_OF_TEN.sub("e", text)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
