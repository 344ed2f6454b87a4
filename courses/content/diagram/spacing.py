"""Keeping things in order and apart while each goes as near as it can to where it wants to be."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], gaps: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Weighted least squares under `place[i+1] - place[i] >= gaps[i]`.

    Isotonic regression by pooling adjacent violators (Ayer et al. 1955), after taking the gaps out.
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for want, offset, weight in zip(wanted, offsets, weights, strict=False):
        mean, heavy, size = want - offset, weight, 1
        while pools and pools[-1][0] >= mean:
            other, its_weight, count = pools.pop()
            mean = (other * its_weight + mean * heavy) / (its_weight + heavy)
            heavy, size = heavy + its_weight, size + count
        pools.append((mean, heavy, size))
    means = [mean for mean, _weight, size in pools for _one in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]
