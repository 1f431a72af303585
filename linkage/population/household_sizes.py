"""How a stair of residents is partitioned into households, so that households of each size are as frequent as stated.

A stair has no room for any row of sizes drawn one after another: the last household would be cut short, and small ones
come too often. Here sizes are drawn among the rows that fill a stair exactly, with weights that are fitted until the
shares of households are those stated (iterative proportional scaling; the counts come from a forward and a backward
sum over positions). Knows no residents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MOST_ROUNDS = 200
_CLOSE = 1e-4  # relative: how near to the stated share the fitted one comes
_LEAST = 1e-9  # the weight of a size that is there only to fill a stair

Weights = NDArray[np.float64]


def ways_to_fill(weights: Weights, places: int) -> Weights:
    """The total weight of all rows of sizes that fill 0, 1, … `places` exactly.

    >>> ways_to_fill(np.array([1.0, 1.0]), 4).tolist()
    [1.0, 1.0, 2.0, 3.0, 5.0]
    """
    totals = np.zeros(places + 1)
    totals[0] = 1.0
    for place in range(1, places + 1):
        sizes = np.arange(1, min(place, len(weights)) + 1)
        totals[place] = (weights[sizes - 1] * totals[place - sizes]).sum()
    return totals


def shares_of_sizes(weights: Weights, places: int) -> Weights:
    """The expected share of households of each size among those that fill a stair."""
    totals = ways_to_fill(weights, places)
    counts = np.array(
        [
            weight * sum(totals[first] * totals[places - first - size] for first in range(places - size + 1))
            for size, weight in enumerate(weights.tolist(), start=1)
        ]
    )
    return np.asarray(counts / counts.sum())


def fitted_weights(stated: Sequence[float], places: int) -> Weights:
    """Weights of sizes for which the households that fill a stair have the stated shares, as far as any have."""
    target = np.zeros(min(len(stated), places))
    np.add.at(target, np.minimum(np.arange(len(stated)), places - 1), np.asarray(stated, dtype=np.float64))
    target /= target.sum()
    weights = target.copy()
    if ways_to_fill(weights, places)[places] == 0:
        weights[0] = _LEAST
    for _ in range(_MOST_ROUNDS):
        shares = shares_of_sizes(weights, places)
        factors = np.divide(target, shares, out=np.ones_like(target), where=(target > 0) & (shares > 0))
        if np.abs(factors - 1).max() < _CLOSE:
            break
        weights *= factors
        weights /= weights.sum()
    return weights


def next_sizes(weights: Weights, places: int, chances: Weights) -> NDArray[np.int64]:
    """The size of the next household where so many places of a stair remain, for each number in [0, 1)."""
    totals = ways_to_fill(weights, places)
    sizes = np.arange(1, min(places, len(weights)) + 1)
    edges = np.cumsum(weights[sizes - 1] * totals[places - sizes])
    chosen = np.searchsorted(edges, chances * edges[-1], side="right")
    return np.asarray(np.minimum(chosen, len(sizes) - 1) + 1, dtype=np.int64)
