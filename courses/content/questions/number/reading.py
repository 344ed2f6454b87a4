"""Numbers the way people type them."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from courses.content.problems import Listing
from courses.content.problems import gettext_noop as _
from courses.content.questions.base import Given, Response, UnreadableAnswer

LONGEST = 64
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
WITH_WORDS = re.compile(rf"{PLAIN.pattern}(?P<unit>[^\W\d_]+)")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
LOOK_ALIKES = str.maketrans({"−": "-", "–": "-", "﹣": "-", "。": ".", "、": ",", "٫": ".", "×": "x"})
POWER_OF_TEN = re.compile(r"[x*·]10(\^|(?=[+-]))|(?<![^+-])10\^(?=[+-]?\d)")
RAISED, LOWERED = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)"), re.compile("([₀₁₂₃₄₅₆₇₈₉₊₋]+)")
GOES_ON = re.compile(r"(?<=[⁰¹²³⁴⁵⁶⁷⁸⁹])(?=\d)")
UP, DOWN = "^", "↓"
MYRIADS = {"万": 4, "萬": 4, "亿": 8, "億": 8}
NUMERALS = "零〇一二两三四五六七八九十百千万萬亿億"
NO_LETTER = rf"(?:(?<![^\W\d_])|(?<=[{NUMERALS}]))"
IN_NUMERALS = re.compile(rf"[+-]?[\d.,]*[{NUMERALS}][\d.,{NUMERALS}]*")
NO_NUMBER = _("Write a number, for example 12 or 0.5.")


def typed_in(given: Given) -> str:
    """What stands in the field. Raises `UnreadableAnswer` when it is empty."""
    typed = next((value for value in given.values if value.strip()), "")
    if not typed:
        raise UnreadableAnswer(_("Write a number."))
    return typed


def is_number(response: Response) -> TypeGuard[float]:
    return isinstance(response, int | float) and not isinstance(response, bool)


def bears(typed: str, unit: str, *, exactly: bool = False) -> bool:
    """Whether the typed number ends in this unit; `exactly`, also in its capitals."""
    found = _at_the_end(_bare(typed[: LONGEST * 2]), unit)
    return found is not None and (not exactly or _plain(found[0]) == _plain(_bare(unit)))


def unknown_unit(unit: str, known: Iterable[str]) -> UnreadableAnswer:
    """Of a number that is typed in it; `known` are those that one may write."""
    told = {"unit": unit[:20], "units": Listing.of(dict.fromkeys(known))}
    return UnreadableAnswer(
        _("“%(unit)s” is no unit that is asked for here. Write the number in: %(units)s."), **told
    )


def read_number(typed: str, *, unit: str = "", known: Sequence[str] = ()) -> float:
    """`1e-3`, `0,5`, `1 000`, `1.2万`, full-width digits, with or without the unit; `known` are all that one may write.
    Raises `UnreadableAnswer`.
    """
    text = _tidy(typed[: LONGEST * 2], unit)
    if len(text) > LONGEST or len(typed.strip()) > LONGEST * 2:
        raise UnreadableAnswer(_("Write the number shorter."))
    text, power = _without_myriads(text, known)
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
    if IN_NUMERALS.fullmatch(text) and not _counted_by(known):
        raise UnreadableAnswer(_("Write the number in figures, for example 12000."))
    if known and (other := WITH_WORDS.fullmatch(text)):
        raise unknown_unit(other["unit"], known)
    if UP in text or DOWN in text:
        raise UnreadableAnswer(
            _(
                "Raised and lowered figures can be read only in powers of ten, like 10^3. Write the number without them."
            )
        )
    if not PLAIN.fullmatch(text) or not math.isfinite(float(text + power)):
        raise UnreadableAnswer(NO_NUMBER)
    return float(text + power)


def _without_myriads(text: str, known: Sequence[str]) -> tuple[str, str]:
    """`1.2万` as `1.2` and a power of ten, so that no digit is lost. Not where a unit is counted so: `1.2万` may mean it."""
    ends = "" if _counted_by(known) or "e" in text.lower() else text[-1:]
    return (text[:-1], f"e{MYRIADS[ends]}") if ends in MYRIADS and text[-2:-1].isdigit() else (text, "")


def _counted_by(known: Sequence[str]) -> bool:
    return any(sign in unit for unit in known for sign in MYRIADS)


def _tidy(typed: str, unit: str) -> str:
    text = _bare(typed).replace("'", "")
    if found := _at_the_end(text, unit):
        text = text[: found.start()]
    return POWER_OF_TEN.sub(lambda found: "1e" if found[0].startswith("1") else "e", text)


def _at_the_end(text: str, unit: str) -> re.Match[str] | None:
    """The unit that a text ends in, and not only the end of another one; `m2` is the same as `m²`."""
    plain = _plain(_bare(unit))
    loose = rf"[\{UP}{DOWN}]?".join(map(re.escape, plain))
    return re.compile(rf"{NO_LETTER}{loose}\Z", re.IGNORECASE).search(text) if plain else None


def _plain(bare: str) -> str:
    return bare.replace(UP, "").replace(DOWN, "")


def _bare(text: str) -> str:
    """In plain signs, without spaces. Figures that are raised or lowered are marked as such: `10²` is not 102."""
    marked = GOES_ON.sub(UP, "".join(text.split()))
    marked = LOWERED.sub(rf"{DOWN}\1", RAISED.sub(rf"{UP}\1", marked))
    return "".join(unicodedata.normalize("NFKC", marked).split()).translate(LOOK_ALIKES)
