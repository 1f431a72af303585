"""Subset search: the sets of removals of one size, or of each total cost up to a limit, with the highest score.

Exhaustive enumeration where that takes a moment (by cost: from the cheapest set on). Nothing is assumed about the
score, which need be neither submodular nor supermodular: two removals may spare nobody alone and everybody together.
Where there are too many sets, a greedy start and hill climbing by single exchanges give the best found, with a bound;
it is never called the best.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from math import comb, lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Subset = tuple[int, ...]
"""A set of removals by their numbers, ascending."""

ScoreFunction = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""The scores of some sets, whole numbers: `float64[sets]` for `int64[sets, size]`; a removal named twice is one."""

MAX_SUBSETS = 400_000
"""How many sets are enumerated at most, however little the score of one costs."""


@dataclass(frozen=True)
class BestSubsets:
    """The best sets of one size: those with the highest score, that score, and a bound for all sets of the size."""

    sets: tuple[Subset, ...]
    score: int
    exact: bool
    bound: int


_PricedSubset = tuple[int, Subset]
"""A set behind its total cost, a whole number."""


class BestByCost(NamedTuple):
    """The best sets by total cost: of each total that scores above 0, and more than every lower one.

    `exact`: every set within the limit was tried, or the bound is reached; else cheaper totals may still be exact.
    """

    best: tuple[tuple[int | Fraction, BestSubsets], ...]
    exact: bool


class _ScoredSubset(NamedTuple):
    subset: Subset
    score: int


class _CostTally:
    """The best sets of each total cost so far, with their score: up to one more than are listed."""

    def __init__(self, max_listed: int) -> None:
        self.max_listed = max_listed
        self.best: dict[int, tuple[int, list[Subset]]] = {}

    def take(self, total: int, subset: Subset, score: int) -> None:
        """Take in one more set."""
        known = self.best.get(total)
        if known is None or score > known[0]:
            self.best[total] = score, [subset]
        elif score == known[0] and len(known[1]) <= self.max_listed and subset not in known[1]:
            known[1].append(subset)

    def first_total(self, score: int) -> int | None:
        """The least total cost that comes to a score; None: none does."""
        return min((total for total, known in self.best.items() if known[0] >= score), default=None)


def _subsets_by_cost(costs: Mapping[int, int], limit: int) -> Iterator[_PricedSubset]:
    """Every set but the empty one that costs no more than a limit, from the cheapest on, each once.

    A set's last removal is joined by the next dearer one, or gives way to it.
    """
    dearer = sorted(costs, key=lambda removal: (costs[removal], removal))
    prices = [costs[removal] for removal in dearer]
    waiting: list[tuple[int, tuple[int, ...]]] = [(prices[0], (0,))] if dearer else []
    while waiting and waiting[0][0] <= limit:
        total, places = heapq.heappop(waiting)
        yield total, tuple(dearer[place] for place in places)
        following = places[-1] + 1
        if following < len(dearer):
            heapq.heappush(waiting, (total + prices[following], (*places, following)))
            heapq.heappush(waiting, (total + prices[following] - prices[following - 1], (*places[:-1], following)))


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

    def best_by_cost(self, costs: Mapping[int, int | Fraction], limit: int, max_listed: int) -> BestByCost:
        """The best sets of each total cost up to a limit that scores more than every lower total.

        Args:
            costs: what each removal costs, above 0.
            max_listed: how many equally good sets to list; one more means that there are more.
        """
        scale = lcm(*(Fraction(cost).denominator for cost in costs.values()))
        whole = {removal: int(costs[removal] * scale) for removal in self.removals}
        tally = _CostTally(max_listed)
        complete = self._enumerate_by_cost(whole, limit * scale, tally)
        exact = complete >= limit * scale
        if not exact:
            self._climb_by_cost(whole, limit * scale, tally)
        listed: list[tuple[int | Fraction, BestSubsets]] = []
        top = 0
        for total, (score, subsets) in sorted(tally.best.items()):
            if score > top:
                top, is_exact = score, total <= complete
                bound = score if is_exact else max(self.bound, score)
                listed.append((Fraction(total, scale), BestSubsets(tuple(subsets), score, is_exact, bound)))
        return BestByCost(tuple(listed), exact)

    def _enumerate_by_cost(self, costs: Mapping[int, int], limit: int, tally: _CostTally) -> int:
        """Try sets from the cheapest on; returns the total cost up to which all that could be better were tried."""
        waiting = _subsets_by_cost(costs, limit)
        tried = 0
        while batch := list(islice(waiting, self.batch_size)):
            known = tally.first_total(self.bound)
            if known is not None and batch[0][0] > known:
                return limit  # nothing is better, and every set as good and as cheap is listed
            if tried + len(batch) > self.max_subsets:
                batch = batch[: self.max_subsets - tried + 1]  # the first too many says which total is incomplete
                self._score_into(tally, batch[:-1])
                complete = batch[-1][0] - 1
                known = tally.first_total(self.bound)
                return limit if known is not None and known <= complete else complete
            self._score_into(tally, batch)
            tried += len(batch)
        return limit

    def _climb_by_cost(self, costs: Mapping[int, int], limit: int, tally: _CostTally) -> None:
        """Greedy: the removal to add by score, then cheapness, while one can be paid; then exchanges that improve."""
        subset: Subset = ()
        while found := self._best_paid(
            ((*subset, removal) for removal in costs if removal not in subset), costs, limit, tally
        ):
            subset = found.subset
        score = -(2**62)
        while found := self._best_paid(
            (
                (*subset[:index], removal, *subset[index + 1 :])
                for index in range(len(subset))
                for removal in costs
                if removal not in subset
            ),
            costs,
            limit,
            tally,
        ):
            if found.score <= score:
                return
            subset, score = found

    def _best_paid(
        self, subsets: Iterable[Subset], costs: Mapping[int, int], limit: int, tally: _CostTally
    ) -> _ScoredSubset | None:
        """The best of those sets that can be paid, of equally good ones the cheapest; None: none can be paid."""
        priced = [(sum(costs[removal] for removal in subset), subset) for subset in subsets]
        paid = [pair for pair in priced if pair[0] <= limit]
        scored = [
            (score, -total, subset)
            for low in range(0, len(paid), self.batch_size)
            for (total, subset), score in self._score_into(tally, paid[low : low + self.batch_size])
        ]
        if not scored:
            return None
        score, _, subset = max(scored)
        return _ScoredSubset(subset, score)

    def _score_into(self, tally: _CostTally, batch: Sequence[_PricedSubset]) -> list[tuple[_PricedSubset, int]]:
        """The scores of some sets of several sizes, which the tally takes in, too."""
        if not batch:
            return []
        longest = max(len(subset) for _, subset in batch)
        padded = [subset + subset[:1] * (longest - len(subset)) for _, subset in batch]
        scored = list(zip(batch, self.scores(np.array(padded, dtype=np.int64)).astype(np.int64).tolist(), strict=True))
        for (total, subset), score in scored:
            tally.take(total, tuple(sorted(subset)), score)
        return scored

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
