"""Subset search: the sets of removals of one size with the highest score.

Exhaustive enumeration where that takes a moment. Nothing is assumed about the score, which need be neither submodular
nor supermodular: two removals may spare nobody alone and everybody together. Where there are too many sets, a greedy
start and hill climbing by single exchanges give the best found, with a bound; it is never called the best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Subset = tuple[int, ...]
"""A set of removals by their numbers, ascending."""

ScoreFunction = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""The scores of some sets, whole numbers: `float64[sets]` for `int64[sets, size]`."""

MAX_SUBSETS = 400_000
"""How many sets are enumerated at most, however little the score of one costs."""


@dataclass(frozen=True)
class BestSubsets:
    """The best sets of one size: those with the highest score, that score, and a bound for all sets of the size."""

    sets: tuple[Subset, ...]
    score: int
    exact: bool
    bound: int


class _ScoredSubset(NamedTuple):
    subset: Subset
    score: int


@dataclass(frozen=True)
class SubsetSearch:
    """A search among some removals.

    Args:
        removals: the numbers of those that can matter.
        scores: computes the scores of sets of them.
        bound: what no set's score exceeds.
        max_subsets: how many sets may be enumerated.
        batch_size: how many sets are scored together.
    """

    removals: Sequence[int]
    scores: ScoreFunction
    bound: int
    max_subsets: int = MAX_SUBSETS
    batch_size: int = 4_096

    def best(self, size: int, max_listed: int) -> BestSubsets:
        """The best sets of a size (or of all removals, if there are fewer); of too many to enumerate, the best found.

        Args:
            max_listed: how many equally good sets to list; one more means that there are more.
        """
        size = min(size, len(self.removals))
        if size == 0:
            return BestSubsets(((),), 0, True, 0)
        if comb(len(self.removals), size) > self.max_subsets:
            return self._climb(size)
        top, subsets = -np.inf, list[Subset]()
        for batch, scores in self._score_batches(combinations(self.removals, size)):
            batch_top = float(scores.max())
            if batch_top > top:
                top, subsets = batch_top, []
            if batch_top == top and len(subsets) <= max_listed:
                subsets += [
                    batch[row] for row in np.flatnonzero(scores == top)[: max_listed + 1 - len(subsets)].tolist()
                ]
        return BestSubsets(tuple(subsets), int(top), True, int(top))

    def _climb(self, size: int) -> BestSubsets:
        """Greedy: the best removal to add, one after another; then the best exchange of one, until none improves."""
        subset: Subset = ()
        score = 0
        for _ in range(size):
            subset, score = self._best_of((*subset, removal) for removal in self.removals if removal not in subset)
        while True:
            better = self._best_of(
                (*subset[:index], removal, *subset[index + 1 :])
                for index in range(size)
                for removal in self.removals
                if removal not in subset
            )
            if better.score <= score:
                return BestSubsets((tuple(sorted(subset)),), score, False, max(self.bound, score))
            subset, score = better

    def _best_of(self, subsets: Iterable[Subset]) -> _ScoredSubset:
        best = _ScoredSubset((), -(2**62))
        for batch, scores in self._score_batches(subsets):
            row = int(scores.argmax())
            if scores[row] > best.score:
                best = _ScoredSubset(batch[row], int(scores[row]))
        return best

    def _score_batches(self, subsets: Iterable[Subset]) -> Iterator[tuple[list[Subset], NDArray[np.float64]]]:
        waiting = iter(subsets)
        while batch := list(islice(waiting, self.batch_size)):
            yield batch, self.scores(np.array(batch, dtype=np.int64))
