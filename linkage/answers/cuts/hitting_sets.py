"""Smallest hitting sets: the cheapest choice that takes something from each of some sets.

Where every proof of an effect is the set of what could be removed from it, a cut is a set that hits all of them.
Branch and bound: take the set with the fewest choices left and try each of them; a choice that was tried is out of
the branches beside it, so every answer is met once. Sets that share nothing have to be hit one by one, which bounds
what is still to be paid. Knows no world: elements are any values with an order, costs any numbers above 0.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

E = TypeVar("E", bound=Hashable)
Cost = int | Fraction


class TooManyBranchesError(Exception):
    """The search was given up: too many branches to be sure of the smallest."""


def least_cost(sets: Sequence[Collection[E]], costs: Mapping[E, Cost], branches: int = 200_000) -> Cost | None:
    """What the cheapest hitting set costs; None where a set is empty, and so can't be hit.

    >>> least_cost([{"a", "b"}, {"b", "c"}], {"a": 1, "b": 3, "c": 1})
    2
    """
    search = _Search(sets, costs, branches)
    return None if 0 in search.masks else search.least()


def of_cost(
    sets: Sequence[Collection[E]], costs: Mapping[E, Cost], cost: Cost, branches: int = 200_000
) -> Iterator[frozenset[E]]:
    """Every hitting set of the least cost, each once, in an order that depends on nothing but the arguments.

    >>> [sorted(each) for each in of_cost([{"a", "b"}, {"b", "c"}], {"a": 1, "b": 2, "c": 1}, 2)]
    [['a', 'c'], ['b']]
    """
    search = _Search(sets, costs, branches)
    for chosen in search.within(0, 0, 0, cost):
        yield frozenset(element for place, element in enumerate(search.elements) if chosen >> place & 1)


class _Search:
    """One search: the elements in their order, each set as a mask of bits."""

    def __init__(self, sets: Sequence[Collection[Any]], costs: Mapping[Any, Cost], branches: int) -> None:
        self.elements = sorted({element for each in sets for element in each})
        self.costs = [costs[element] for element in self.elements]
        place = {element: 1 << number for number, element in enumerate(self.elements)}
        self.masks = _smallest_only({sum(place[element] for element in set(each)) for each in sets})
        self.branches = branches

    def least(self) -> Cost:
        """The least cost: from a first answer downwards, until no cheaper one is there."""
        best = sum(self.costs)
        while (cheaper := self._cheaper(0, 0, 0, best)) is not None:
            best = cheaper
        return best

    def _cheaper(self, chosen: int, out: int, spent: Cost, than: Cost) -> Cost | None:
        """The cost of some hitting set that costs less."""
        left = self._left(chosen, out, spent)
        if left is None or spent >= than:
            return None
        if not left:
            return spent
        if spent + self._bound(left) >= than:
            return None
        for bit, cost in self._choices(left):
            found = self._cheaper(chosen | bit, out, spent + cost, than)
            if found is not None:
                return found
            out |= bit
        return None

    def within(self, chosen: int, out: int, spent: Cost, cost: Cost) -> Iterator[int]:
        """Every hitting set that costs no more, given that none costs less."""
        left = self._left(chosen, out, spent)
        if left is None or spent > cost:
            return
        if not left:
            yield chosen
            return
        if spent + self._bound(left) > cost:
            return
        for bit, price in self._choices(left):
            yield from self.within(chosen | bit, out, spent + price, cost)
            out |= bit

    def _left(self, chosen: int, out: int, spent: Cost) -> list[int] | None:
        """What may still be chosen from each set that isn't hit; None where one can't be hit any more."""
        self.branches -= 1
        if self.branches < 0:
            raise TooManyBranchesError
        left = [mask & ~out for mask in self.masks if not mask & chosen]
        return None if 0 in left else left

    def _choices(self, left: Sequence[int]) -> list[tuple[int, Cost]]:
        """The elements of the set with the fewest, each with its cost."""
        mask = min(left, key=lambda each: (each.bit_count(), each))
        return [(1 << place, cost) for place, cost in enumerate(self.costs) if mask >> place & 1]

    def _bound(self, left: Sequence[int]) -> Cost:
        """What sets that share nothing cost at least, each by its cheapest element."""
        taken, bound = 0, 0
        for mask in sorted(left, key=int.bit_count):
            if not mask & taken:
                taken |= mask
                bound += min(cost for place, cost in enumerate(self.costs) if mask >> place & 1)  # type: ignore[assignment]
        return bound


def _smallest_only(masks: set[int]) -> list[int]:
    """The sets that contain no other one: whoever hits these hits all."""
    found: list[int] = []
    for mask in sorted(masks, key=lambda each: (each.bit_count(), each)):
        if not any(small & mask == small for small in found):
            found.append(mask)
    return found
