"""A number for everybody met so far, and each one's group. Numbers are given once and never change.

Whom a count has met is then one flag a number, so nobody counts twice however many records come to them. Each
stretch of new numbers is in the order of groups, so a group is a few slices of flags. Knows nothing of records.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import AccountJoins, group_names
from linkage.population.households import Flags, Numbers


class SubjectIndex:
    """Numbers for the subjects of some blocks."""

    def __init__(self, joins: AccountJoins) -> None:
        self.joins = joins
        self.names = group_names(joins.town)
        self.size = 0
        self._codes: Numbers = np.empty(0, dtype=np.int64)  # sorted
        self._numbers: Numbers = np.empty(0, dtype=np.int64)  # of each code
        self._bounds: list[Numbers] = []  # of each stretch, where its groups begin and end
        self.groups: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)  # of each number

    def numbers(self, codes: Numbers) -> Numbers:
        """The numbers of some subjects, given where they are new."""
        if not len(codes):
            return codes
        places = np.searchsorted(self._codes, codes)
        known = places < len(self._codes)
        known[known] = self._codes[places[known]] == codes[known]
        if not known.all():
            self._add(bitsets.distinct(codes[~known]))
            places = np.searchsorted(self._codes, codes)
        return self._numbers[places]

    def _add(self, codes: Numbers) -> None:
        groups = self.joins.groups(codes)
        order = np.argsort(groups, kind="stable")
        numbers = np.empty(len(codes), dtype=np.int64)
        numbers[order] = np.arange(self.size, self.size + len(codes))
        self.groups = np.concatenate([self.groups, groups[order]])
        self._bounds.append(self.size + np.searchsorted(groups[order], np.arange(len(self.names) + 1)))
        self.size += len(codes)
        where = np.searchsorted(self._codes, codes)
        self._codes = np.insert(self._codes, where, codes)
        self._numbers = np.insert(self._numbers, where, numbers)

    def codes(self, numbers: Numbers) -> Numbers:
        """Who has some numbers."""
        found = np.empty(self.size, dtype=np.int64)
        found[self._numbers] = self._codes
        return found[numbers]

    def nobody(self) -> Flags:
        """A flag for everybody, none set."""
        return np.zeros(self.size, dtype=np.bool_)

    def by_group(self, flags: Flags) -> Numbers:
        """How many flags are set, group by group."""
        found = np.zeros(len(self.names), dtype=np.int64)
        for bounds in self._bounds:
            for group, (low, high) in enumerate(pairwise(bounds.tolist())):
                if low < high:
                    found[group] += np.count_nonzero(flags[low:high])
        return found
