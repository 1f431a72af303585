"""Minimum hitting sets by branch and bound: the cheapest sets that have an element in common with each given set.

Where every proof of an effect is the set of what could be removed from it, a cut is a set that hits all of them.
Branch on the set with the fewest choices left and try each of its elements; an element that was tried is excluded
from the branches beside it, so every answer is met once. Disjoint sets have to be hit one by one: their cheapest
elements are the lower bound. Knows no world: elements are any values with an order, costs any numbers above 0.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

E = TypeVar("E", bound=Hashable)
Cost = int | Fraction


class TooManyBranchesError(Exception):
    """The search was given up: too many branches to be sure of the minimum."""


def minimum_cost(sets: Sequence[Collection[E]], costs: Mapping[E, Cost], branches: int = 200_000) -> Cost | None:
    """The cost of a minimum hitting set; None where a set is empty, and so can't be hit.

    Args:
        branches: how many branches to search at most.

    Raises:
        TooManyBranchesError: that many were not enough.

    >>> minimum_cost([{"a", "b"}, {"b", "c"}], {"a": 1, "b": 3, "c": 1})
    2
    """
    search = _BranchAndBound(sets, costs, branches)
    return None if 0 in search.masks else search.least()


def minimum_hitting_sets(
    sets: Sequence[Collection[E]], costs: Mapping[E, Cost], cost: Cost, branches: int = 200_000
) -> Iterator[frozenset[E]]:
    """Every hitting set of the minimum cost, each once, in an order that depends on nothing but the arguments.

    Args:
        cost: the minimum cost, from `minimum_cost`.
        branches: how many branches to search at most.

    Raises:
        TooManyBranchesError: that many were not enough.

    >>> [sorted(chosen) for chosen in minimum_hitting_sets([{"a", "b"}, {"b", "c"}], {"a": 1, "b": 2, "c": 1}, 2)]
    [['a', 'c'], ['b']]
    """
    search = _BranchAndBound(sets, costs, branches)
    for chosen in search.within(0, 0, 0, cost):
        yield frozenset(element for index, element in enumerate(search.elements) if chosen >> index & 1)


class _BranchAndBound:
    """One search: the elements in their order, each set as a bit mask over them."""

    def __init__(self, sets: Sequence[Collection[Any]], costs: Mapping[Any, Cost], branches: int) -> None:
        self.elements = sorted({element for elements in sets for element in elements})
        self.costs = [costs[element] for element in self.elements]
        bit = {element: 1 << number for number, element in enumerate(self.elements)}
        self.masks = _inclusion_minimal({sum(bit[element] for element in set(elements)) for elements in sets})
        self.branches = branches

    def least(self) -> Cost:
        """The minimum cost: from a first answer downwards, until there is no cheaper one."""
        best = sum(self.costs)
        while (cheaper := self._cheaper(0, 0, 0, best)) is not None:
            best = cheaper
        return best

    def _cheaper(self, chosen: int, excluded: int, spent: Cost, than: Cost) -> Cost | None:
        """The cost of some hitting set below a cost; None: there is none."""
        remaining = self._left(chosen, excluded, spent)
        if remaining is None or spent >= than:
            return None
        if not remaining:
            return spent
        if spent + self._bound(remaining) >= than:
            return None
        for bit, cost in self._choices(remaining):
            cheaper = self._cheaper(chosen | bit, excluded, spent + cost, than)
            if cheaper is not None:
                return cheaper
            excluded |= bit
        return None

    def within(self, chosen: int, excluded: int, spent: Cost, cost: Cost) -> Iterator[int]:
        """Every hitting set of a cost, given that none costs less."""
        remaining = self._left(chosen, excluded, spent)
        if remaining is None or spent > cost:
            return
        if not remaining:
            yield chosen
            return
        if spent + self._bound(remaining) > cost:
            return
        for bit, price in self._choices(remaining):
            yield from self.within(chosen | bit, excluded, spent + price, cost)
            excluded |= bit

    def _left(self, chosen: int, excluded: int, spent: Cost) -> list[int] | None:
        """The elements still allowed in each set that isn't hit yet; None where one can't be hit any more."""
        self.branches -= 1
        if self.branches < 0:
            raise TooManyBranchesError
        remaining = [mask & ~excluded for mask in self.masks if not mask & chosen]
        return None if 0 in remaining else remaining

    def _choices(self, remaining: Sequence[int]) -> list[tuple[int, Cost]]:
        """The elements of the set with the fewest elements, each as a bit with its cost."""
        mask = min(remaining, key=lambda candidate: (candidate.bit_count(), candidate))
        return [(1 << index, cost) for index, cost in enumerate(self.costs) if mask >> index & 1]

    def _bound(self, remaining: Sequence[int]) -> Cost:
        """A lower bound of what is still to be paid: disjoint sets, each hit by its cheapest element."""
        taken, bound = 0, 0
        for mask in sorted(remaining, key=int.bit_count):
            if not mask & taken:
                taken |= mask
                bound += min(cost for index, cost in enumerate(self.costs) if mask >> index & 1)  # type: ignore[assignment]
        return bound


def _inclusion_minimal(masks: set[int]) -> list[int]:
    """The sets that contain no other one: what hits these hits all."""
    minimal: list[int] = []
    for mask in sorted(masks, key=lambda candidate: (candidate.bit_count(), candidate)):
        if not any(small & mask == small for small in minimal):
            minimal.append(mask)
    return minimal
