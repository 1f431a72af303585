"""Places on a line that lie nearest to what is wished, with least distances between them. Knows no boxes."""

from __future__ import annotations

from collections.abc import Sequence


def isotonic_positions(
    wishes: Sequence[float], weights: Sequence[float], steps: Sequence[float], low: float, high: float
) -> list[float]:
    """The places nearest to the wishes (weighted squares) with at least `steps[i]` between i-1 and i, from low to high.

    >>> isotonic_positions([5, 5, 5], [1, 1, 1], [0, 2, 2], 0, 100)
    [3.0, 5.0, 7.0]
    >>> isotonic_positions([5, 6], [1, 1], [0, 4], 0, 8)
    [3.5, 7.5]
    """
    offsets, total = [], 0.0
    for step in steps:
        total += step
        offsets.append(total)
    pools: list[list[float]] = []  # mean, weight, how many
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        pools.append([wish - offset, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, many = pools.pop()
            last = pools[-1]
            last[0] = (last[0] * last[1] + mean * heavy) / (last[1] + heavy)
            last[1] += heavy
            last[2] += many
    top = max(low, high - total)
    flat = [min(max(mean, low), top) for mean, _, many in pools for _ in range(int(many))]
    return [place + offset for place, offset in zip(flat, offsets, strict=True)]
