"""The sums that all figures follow from. Sums of two sets of attempts added are the sums of both together.

Attempts are told apart by the band of their score, 5 % wide, so that the best and the weakest can be found afterwards;
within a band people count as equally good.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

BANDS = 20
"""The highest band: a score of 100 %. The lowest, 0, is one of nothing."""
UNANSWERED = ""
"""Stands among a question's choices for having chosen none."""
WHOLE_QUIZ = ""
"""Stands among the questions for the quiz as a whole, where times are counted."""
PER_OCTAVE, LONGEST = 4, 80
EDGE = 1e-9  # sums of thirds of points may lie a last digit below the edge of a band


class Moments(NamedTuple):
    """Of the totals of attempts, in points: how many, their sum, the sum of their squares."""

    n: int = 0
    points: float = 0.0
    squares: float = 0.0


class ItemMoments(NamedTuple):
    """Of the points of one question, and of the totals of the attempts that had it.

    `products` is the sum of points times total. The totals are kept here too, so that a question which only some attempts
    ask is compared with those alone.
    """

    n: int = 0
    points: float = 0.0
    squares: float = 0.0
    products: float = 0.0
    totals: float = 0.0
    total_squares: float = 0.0


M = TypeVar("M", Moments, ItemMoments)


@dataclass(frozen=True)
class Tried:
    """One graded attempt: points by question, what was chosen of what was offered, seconds where they are known."""

    points: Mapping[str, float]
    of: float
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return math.fsum(self.points.values())


@dataclass(frozen=True)
class QuizSums:
    """`totals` by band; `items` by question, band; `choices` by question, choice, band; `times` by question, bucket.

    Totals are sums of their parts, also below 0, as what is left without a question is the rest of the quiz only then. The
    results that people are told are never below 0, and together more by `raised`.
    """

    totals: Mapping[int, Moments] = field(default_factory=dict)
    items: Mapping[tuple[str, int], ItemMoments] = field(default_factory=dict)
    choices: Mapping[tuple[str, str, int], int] = field(default_factory=dict)
    times: Mapping[tuple[str, int], int] = field(default_factory=dict)
    raised: float = 0.0

    @classmethod
    def of(cls, attempts: Iterable[Tried]) -> "QuizSums":
        sums = cls()
        for attempt in attempts:
            sums += _of_one(attempt)
        return sums

    def __add__(self, other: "QuizSums") -> "QuizSums":
        totals, items = dict(self.totals), dict(self.items)
        for band, moments in other.totals.items():
            totals[band] = _added(totals.get(band, Moments()), moments)
        for key, item in other.items.items():
            items[key] = _added(items.get(key, ItemMoments()), item)
        choices = Counter(self.choices) + Counter(other.choices)
        times = Counter(self.times) + Counter(other.times)
        return QuizSums(totals, items, choices, times, self.raised + other.raised)

    @property
    def total(self) -> Moments:
        return _sum(Moments(), self.totals.values())

    def item(self, question: str) -> ItemMoments:
        """A question's sums over all bands."""
        return _sum(ItemMoments(), (sums for (key, _band), sums in self.items.items() if key == question))


def band_of(points: float, of: float) -> int:
    """The band of a score, 0 to `BANDS`; the database counts by the same formula."""
    return min(BANDS, max(0, math.floor(points / of * BANDS + 0.5 + EDGE)))


def bucket_of(seconds: float) -> int:
    """The bucket of a duration: four an octave, so that a median is known to within a tenth."""
    return min(LONGEST, math.floor(PER_OCTAVE * math.log2(max(1.0, seconds))))


def _of_one(attempt: Tried) -> QuizSums:
    total, band = attempt.total, band_of(attempt.total, attempt.of)
    items = {
        (key, band): ItemMoments(1, points, points**2, points * total, total, total**2)
        for key, points in attempt.points.items()
    }
    choices = {
        (key, choice, band): 1
        for key, chosen in attempt.chosen.items()
        for choice in set(chosen) or {UNANSWERED}
    }
    times = {(key, bucket_of(seconds)): 1 for key, seconds in attempt.seconds.items()}
    return QuizSums({band: Moments(1, total, total**2)}, items, choices, times, max(0.0, -total))


def _added(one: M, other: M) -> M:
    return type(one)(*(here + there for here, there in zip(one, other, strict=True)))  # type: ignore[arg-type]


def _sum(nothing: M, many: Iterable[M]) -> M:
    for one in many:
        nothing = _added(nothing, one)
    return nothing
