"""Isotonic regression by the pool-adjacent-violators algorithm, with least distances and bounds. Knows no boxes."""

from __future__ import annotations

from collections.abc import Sequence


def isotonic_positions(
    targets: Sequence[float], weights: Sequence[float], distances: Sequence[float], low: float, high: float
) -> list[float]:
    """The positions nearest to their targets (weighted least squares) that keep their order, distances and bounds.

    With the distances subtracted, the positions only have to rise: that is isotonic regression, which
    pool-adjacent-violators solves exactly (Ayer et al. 1955; Barlow et al. 1972). Bounds are kept by clipping, which
    leaves the solution the best one within them.

    Args:
        targets: where each position would be by itself.
        weights: how much each target counts.
        distances: `distances[i]` is the least distance between positions i-1 and i.
        low: the least first position.
        high: the greatest last position, where there is room.

    >>> isotonic_positions([5, 5, 5], [1, 1, 1], [0, 2, 2], 0, 100)
    [3.0, 5.0, 7.0]
    >>> isotonic_positions([5, 6], [1, 1], [0, 4], 0, 8)
    [3.5, 7.5]
    """
    offsets, total = [], 0.0
    for distance in distances:
        total += distance
        offsets.append(total)
    pools: list[list[float]] = []  # mean, weight, count
    for target, weight, offset in zip(targets, weights, offsets, strict=True):
        pools.append([target - offset, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, pool_weight, count = pools.pop()
            last = pools[-1]
            last[0] = (last[0] * last[1] + mean * pool_weight) / (last[1] + pool_weight)
            last[1] += pool_weight
            last[2] += count
    top = max(low, high - total)
    means = [min(max(mean, low), top) for mean, _, count in pools for _ in range(int(count))]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
