"""A dense index of the subjects that a count has met: a number for each, from 0, and each one's group.

A set of subjects is then one flag a number, so nobody counts twice however many records come to them. Numbers are
given once and never change. Each batch of new numbers is in the order of groups, so that a group is a few slices of
flags. Knows nothing of records.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.link_joins import LinkJoins
from linkage.population.households import Flags, Numbers

_MOST_COUNTED = 256
_Counted = TypeVar("_Counted")


class SubjectIndex:
    """Dense numbers for the subjects of some blocks.

    Args:
        joins: the accounts of those blocks.
    """

    def __init__(self, joins: LinkJoins) -> None:
        self.joins = joins
        self.names = joins.all_groups
        self.size = 0
        self._codes: Numbers = np.empty(0, dtype=np.int64)  # sorted
        self._numbers: Numbers = np.empty(0, dtype=np.int64)  # of each code
        self._bounds: list[Numbers] = []  # of each batch of new numbers, where its groups begin and end
        self.groups: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)  # of each number
        self._counted: dict[Hashable, Any] = {}

    def numbers(self, codes: Numbers) -> Numbers:
        """The numbers of some subjects, `int64[n]` for codes `int64[n]`; new subjects get the next ones."""
        if not len(codes):
            return codes
        positions = np.searchsorted(self._codes, codes)
        known = positions < len(self._codes)
        known[known] = self._codes[positions[known]] == codes[known]
        if known.all():
            return self._numbers[positions]
        numbers = np.empty(len(codes), dtype=np.int64)
        numbers[known] = self._numbers[positions[known]]
        others = codes[~known]
        new = bitsets.sorted_unique(others)
        new_numbers = self._add_codes(new)
        numbers[~known] = new_numbers if new is others else new_numbers[np.searchsorted(new, others)]
        return numbers

    def _add_codes(self, codes: Numbers) -> Numbers:
        """The numbers of some new subjects, whose codes are sorted."""
        groups = self.joins.groups(codes)
        order = np.argsort(groups, kind="stable")
        numbers = np.empty(len(codes), dtype=np.int64)
        numbers[order] = np.arange(self.size, self.size + len(codes))
        self.groups = np.concatenate([self.groups, groups[order]])
        self._bounds.append(self.size + np.searchsorted(groups[order], np.arange(len(self.names) + 1)))
        self.size += len(codes)
        is_new = _places_of_second(self._codes, codes)
        self._codes = _merged(is_new, self._codes, codes)
        self._numbers = _merged(is_new, self._numbers, numbers)
        return numbers

    def codes(self, numbers: Numbers) -> Numbers:
        """The subject codes of some numbers: the inverse of `numbers`."""
        by_number = np.empty(self.size, dtype=np.int64)
        by_number[self._numbers] = self._codes
        return by_number[numbers]

    def empty_flags(self) -> Flags:
        """One flag a number, none set: `bool[size]`."""
        return np.zeros(self.size, dtype=np.bool_)

    def once(self, key: Hashable, count: Callable[[], _Counted]) -> _Counted:
        """What is counted of subjects under a key, counted once: a subject's number and group never change.

        Of many keys the latest are kept, as many as two worlds have.
        """
        if key in self._counted:
            counted: _Counted = self._counted.pop(key)
        else:
            counted = count()
            while len(self._counted) >= _MOST_COUNTED:
                del self._counted[next(iter(self._counted))]
        self._counted[key] = counted
        return counted

    def forget_counts(self) -> None:
        """Forget what was counted under any key: the next count is made as if it were the first."""
        self._counted.clear()

    def by_group(self, flags: Flags) -> Numbers:
        """How many flags are set in each group: `int64[groups]` for `bool[size]`."""
        counts = np.zeros(len(self.names), dtype=np.int64)
        for bounds in self._bounds:
            for group, (low, high) in enumerate(pairwise(bounds.tolist())):
                if low < high:
                    counts[group] += np.count_nonzero(flags[low:high])
        return counts


def _places_of_second(first: Numbers, second: Numbers) -> Flags:
    """Which places the numbers of the second of two sorted arrays have when both are merged: `bool[n + m]`."""
    is_second = np.zeros(len(first) + len(second), dtype=np.bool_)
    if len(second) <= len(first):  # the fewer are sought among the more
        is_second[np.searchsorted(first, second) + np.arange(len(second))] = True
        return is_second
    is_second[np.searchsorted(second, first) + np.arange(len(first))] = True
    return ~is_second


def _merged(is_second: Flags, first: Numbers, second: Numbers) -> Numbers:
    """Two arrays in one, the second's numbers at the places that are said."""
    merged = np.empty(len(is_second), dtype=np.int64)
    merged[~is_second], merged[is_second] = first, second
    return merged
