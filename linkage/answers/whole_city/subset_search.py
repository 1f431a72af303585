"""The best sets of removals of one size, by a score that is only asked for.

Every set is tried where that takes a moment. Nothing is assumed about how removals add up: two may spare nobody alone
and everybody together. Where there are too many sets, the answer climbs from one to the next, and is called the best
found, with a bound; never the best.
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
"""Removals, by their place, in order."""

ScoreFunction = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""The score of each row of a table of removals; whole numbers."""

MAX_SUBSETS = 400_000
"""How many sets are tried one by one at the most, however little each one costs."""


@dataclass(frozen=True)
class BestSubsets:
    """The best sets of one size: those that are equally good, their score, and what no set of that size exceeds."""

    sets: tuple[Subset, ...]
    score: int
    exact: bool
    bound: int


class _Top(NamedTuple):
    chosen: Subset
    score: int


@dataclass(frozen=True)
class SubsetSearch:
    """Removals to choose from.

    Args:
        removals: those that can matter.
        scores: what sets of them come to.
        bound: what no set's score exceeds.
        most_sets: how many sets may be tried one by one.
        at_once: how many may be scored together.
    """

    removals: Sequence[int]
    scores: ScoreFunction
    bound: int
    most_sets: int = MAX_SUBSETS
    at_once: int = 4_096

    def best(self, size: int, most: int) -> BestSubsets:
        """The best sets of a size (or of all removals, if there are fewer); beyond what can be tried, the best found.

        Args:
            most: how many equally good ones to list; one more says that there are more.
        """
        size = min(size, len(self.removals))
        if size == 0:
            return BestSubsets(((),), 0, True, 0)
        if comb(len(self.removals), size) > self.most_sets:
            return self._climbed(size)
        top, found = -np.inf, list[Subset]()
        for some, scores in self._scored(combinations(self.removals, size)):
            high = float(scores.max())
            if high > top:
                top, found = high, []
            if high == top and len(found) <= most:
                found += [some[place] for place in np.flatnonzero(scores == top)[: most + 1 - len(found)].tolist()]
        return BestSubsets(tuple(found), int(top), True, int(top))

    def _climbed(self, size: int) -> BestSubsets:
        """One by one the best to add, then the best to exchange, until nothing gets better."""
        chosen: Subset = ()
        score = 0
        for _ in range(size):
            chosen, score = self._top((*chosen, each) for each in self.removals if each not in chosen)
        while True:
            better = self._top(
                (*chosen[:place], each, *chosen[place + 1 :])
                for place in range(size)
                for each in self.removals
                if each not in chosen
            )
            if better.score <= score:
                return BestSubsets((tuple(sorted(chosen)),), score, False, max(self.bound, score))
            chosen, score = better

    def _top(self, sets: Iterable[Subset]) -> _Top:
        best = _Top((), -(2**62))
        for some, scores in self._scored(sets):
            place = int(scores.argmax())
            if scores[place] > best.score:
                best = _Top(some[place], int(scores[place]))
        return best

    def _scored(self, sets: Iterable[Subset]) -> Iterator[tuple[list[Subset], NDArray[np.float64]]]:
        waiting = iter(sets)
        while some := list(islice(waiting, self.at_once)):
            yield some, self.scores(np.array(some, dtype=np.int64))
