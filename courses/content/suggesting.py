"""What answers like this one got: the nearest marked ones, by shared sequences of characters, or nothing.

A suggestion is made by criterion from the marks that people gave to the same question, and only where all the nearest
answers agree. Nothing is learned, stored or sent anywhere, so the reason can be said in one sentence. Sequences of
characters work in every language, Chinese included, and forgive inflections.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

FEWEST = 8
"""With fewer marked answers nothing is suggested."""
NEAREST = 3
"""So many answers have to agree."""
ALIKE = 0.35
"""How alike, from 0 to 1, each of them has to be: the cosine of their weighted sequences."""
LOOKED_AT = 200
LONGEST = 2_000  # characters of an answer that are compared
SEQUENCES = (2, 3, 4)

Vector = Mapping[str, float]


class Why(StrEnum):
    """`AGREE`: there is a suggestion. Otherwise, what is in its way."""

    AGREE = "agree"
    FEW = "few"
    FAR = "far"
    DISAGREE = "disagree"


@dataclass(frozen=True)
class Marked:
    """An answer with the levels that a person chose, by criterion."""

    text: str
    levels: Mapping[str, str]


@dataclass(frozen=True)
class Suggestion:
    """`level` is the key of a level, None when it abstains; `likeness`, 0 to 1, is that of the farthest answer used."""

    level: str | None
    why: Why
    marked: int
    likeness: float = 0.0


def suggest(text: str, marked: Sequence[Marked], criteria: Sequence[str]) -> dict[str, Suggestion]:
    """A suggestion for each criterion, from the newest marked answers first in the list."""
    known = marked[:LOOKED_AT]
    if len(known) < FEWEST:
        return dict.fromkeys(criteria, Suggestion(None, Why.FEW, len(known)))
    nearest = _nearest(text, known)
    if len(nearest) < NEAREST:
        return dict.fromkeys(criteria, Suggestion(None, Why.FAR, len(known)))
    return {criterion: _agreed(criterion, nearest, len(known)) for criterion in criteria}


def _agreed(criterion: str, nearest: Sequence[tuple[float, Marked]], n: int) -> Suggestion:
    levels = {one.levels.get(criterion) for _likeness, one in nearest}
    farthest = min(likeness for likeness, _one in nearest)
    if len(levels) == 1 and (level := levels.pop()):
        return Suggestion(level, Why.AGREE, n, farthest)
    return Suggestion(None, Why.DISAGREE, n, farthest)


def _nearest(text: str, known: Sequence[Marked]) -> list[tuple[float, Marked]]:
    """Those that are alike enough, the most alike first."""
    counts = [_sequences(one.text) for one in known]
    spread = Counter(sequence for one in counts for sequence in one)
    weights = {sequence: math.log((1 + len(known)) / (1 + n)) + 1 for sequence, n in spread.items()}
    here = _vector(_sequences(text), weights)
    scored = [
        (_cosine(here, _vector(one, weights)), marked) for one, marked in zip(counts, known, strict=True)
    ]
    alike = [pair for pair in scored if pair[0] >= ALIKE]
    return sorted(alike, key=lambda pair: -pair[0])[:NEAREST]


def _sequences(text: str) -> Counter[str]:
    plain = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).casefold().split())
    padded = f" {plain} "
    return Counter(padded[at : at + n] for n in SEQUENCES for at in range(len(padded) - n + 1))


def _vector(counts: Counter[str], weights: Mapping[str, float]) -> Vector:
    """Of length 1. What no marked answer has weighs as little as what all have: it tells none from the others."""
    told = {sequence: (1 + math.log(n)) * weights.get(sequence, 1.0) for sequence, n in counts.items()}
    length = math.sqrt(sum(value * value for value in told.values())) or 1.0
    return {sequence: value / length for sequence, value in told.items()}


def _cosine(one: Vector, other: Vector) -> float:
    few, many = sorted((one, other), key=len)
    return sum(value * many[sequence] for sequence, value in few.items() if sequence in many)
