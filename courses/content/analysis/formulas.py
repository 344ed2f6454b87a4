"""The formulas, from sums alone. None where a figure does not exist: nobody came, or everybody earned the same."""

import math
from collections.abc import Mapping, Sequence

from courses.content.analysis.sums import PER_OCTAVE, ItemMoments, Moments
from courses.content.drawing import Pool

Z = 1.959964  # 95 % of a normal distribution
NOTHING = 1e-9  # a variance below this share of the mean square is rounding

Interval = tuple[float, float]


def variance(n: int, total: float, squares: float) -> float:
    """Sample variance in points squared: (Σx² - (Σx)²/n) / (n - 1); 0 for fewer than two and for equal values."""
    if n < 2:
        return 0.0
    spread = squares - total * total / n
    return spread / (n - 1) if spread > NOTHING * squares else 0.0


def covariance_with_total(item: ItemMoments) -> float:
    """Sample covariance of a question's points with the total, in points squared: (Σxt - Σx·Σt/n) / (n - 1)."""
    if item.n < 2:
        return 0.0
    return (item.products - item.points * item.totals / item.n) / (item.n - 1)


def wilson(share: float, n: int) -> Interval:
    """95 % interval of a mean share, 0 to 1 (Wilson 1927).

    Where part of the points can be earned it errs on the safe side: what lies between 0 and 1 with mean p varies at most
    by p(1 - p), which is what the formula takes.
    """
    if not n:
        return (0.0, 1.0)
    z2 = Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(max(0.0, share * (1 - share)) / n + z2 / (4 * n * n))
    return (max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def of_mean(mean: float, deviation: float, n: int) -> Interval:
    """95 % interval of a mean that may lie below 0 (normal approximation), as certainty can cost points; `n` from 1."""
    half = Z * deviation / math.sqrt(n)
    return (mean - half, mean + half)


def rest_correlation(item: ItemMoments) -> float | None:
    """Discrimination, -1 to 1: Pearson's r of a question's points with the rest of the total (Henrysson 1963).

    r = (cov(x, t) - var(x)) / sqrt(var(x) · (var(t) - 2 cov(x, t) + var(x))); the question itself is left out of what it is
    compared with, or it would agree with itself.
    """
    own = variance(item.n, item.points, item.squares)
    whole = variance(item.n, item.totals, item.total_squares)
    together = covariance_with_total(item)
    rest = whole - 2 * together + own
    if own <= 0 or rest <= NOTHING * max(whole, own):
        return None
    return max(-1.0, min(1.0, (together - own) / math.sqrt(own * rest)))


def fisher(r: float, n: int) -> Interval:
    """95 % interval of a correlation: tanh(artanh r ± 1.96 / sqrt(n - 3)) (Fisher 1921); everything for n < 4."""
    if n < 4:
        return (-1.0, 1.0)
    if abs(r) >= 1:
        return (r, r)
    half = Z / math.sqrt(n - 3)
    return (math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))


def places(questions: Mapping[str, ItemMoments], pools: Sequence[Pool]) -> list[Moments]:
    """The moments of each place of a quiz: a question that everybody is asked, or what a pool fills in.

    Who is asked which question of a pool of `count` places is chance, so each of its places has the mean of the pool's
    sums; the luck of getting an easy question is part of its variance. Places that nobody has met are left out.
    """
    drawn = {key for pool in pools for key in pool.keys}
    found = [Moments(*item[:3]) for key, item in questions.items() if key not in drawn and item.n]
    for pool in pools:
        met = [item for key in pool.keys if (item := questions.get(key)) and item.n]
        one = Moments(
            n=round(sum(item.n for item in met) / pool.count),
            points=math.fsum(item.points for item in met) / pool.count,
            squares=math.fsum(item.squares for item in met) / pool.count,
        )
        found += [one] * (pool.count if one.n else 0)
    return found


def alpha(parts: Sequence[Moments], total: Moments) -> float | None:
    """Reliability of the total, at most 1: k/(k - 1) · (1 - Σ var(xᵢ) / var(t)) for k places of a quiz (Cronbach 1951)."""
    whole = variance(*total)
    if len(parts) < 2 or whole <= 0:
        return None
    apart = math.fsum(variance(*part) for part in parts)
    return len(parts) / (len(parts) - 1) * (1 - apart / whole)


def alpha_interval(value: float, parts: int, n: int) -> Interval | None:
    """95 % interval of alpha: 1 - (1 - α) · exp(± 1.96 · sqrt(2k / ((k - 1)(n - 2)))) (Bonett 2002, without bias)."""
    if n < 3 or parts < 2:
        return None
    factor = math.exp(Z * math.sqrt(2 * parts / ((parts - 1) * (n - 2))))
    return (1 - (1 - value) * factor, 1 - (1 - value) / factor)


def standard_error(reliability: float | None, total: Moments) -> float | None:
    """Standard error of measurement in points: sd(t) · sqrt(1 - α)."""
    if reliability is None:
        return None
    return math.sqrt(variance(*total) * max(0.0, 1 - reliability))


def effective_weight(item: ItemMoments) -> float | None:
    """The share of the differences between people that a question makes: cov(x, t) / var(t) (Wang and Stanley 1970).

    Both are taken over the attempts that had the question: over all of them, a question that is drawn for some would be
    measured against totals that it was no part of. Of questions that everybody is asked the shares add up to 1, whatever
    the points; one that works against the others is below 0.
    """
    whole = variance(item.n, item.totals, item.total_squares)
    return covariance_with_total(item) / whole if whole > 0 else None


def end_weights(counts: Mapping[int, int], share: float, *, best: bool) -> dict[int, float]:
    """How much of each band belongs to the best (or weakest) `share` of people: 1, 0, or a part where the border runs.

    People of one band are equally good, so the border takes the same part of all of them instead of choosing by chance.
    """
    wanted, weights = share * sum(counts.values()), {}
    for band in sorted(counts, reverse=best):
        taken = min(wanted, counts[band])
        weights[band] = taken / counts[band] if counts[band] else 0.0
        wanted -= taken
    return weights


def median_seconds(buckets: Mapping[int, int]) -> float | None:
    """The median duration, interpolated within its bucket on the logarithmic scale."""
    half, below = sum(buckets.values()) / 2, 0
    for bucket in sorted(buckets):
        if below + buckets[bucket] >= half > 0:
            return float(2 ** ((bucket + (half - below) / buckets[bucket]) / PER_OCTAVE))
        below += buckets[bucket]
    return None
