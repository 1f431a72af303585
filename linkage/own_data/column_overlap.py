"""How much two columns of different tables overlap: the share of their different values that both hold, both ways.

An overlap may be there by chance: two columns of whole numbers from one small range share many. Knows no names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from linkage.own_data.column_facts import ColumnFacts

_TIMES_CHANCE = 1.5
_BEYOND_CHANCE = 3


class Overlap(NamedTuple):
    """Two columns of different tables, and how many of their different values both hold."""

    left: ColumnFacts
    right: ColumnFacts
    shared: int

    @property
    def left_share(self) -> float:
        """The share of the left column's different values that the right one holds too."""
        return self.shared / max(1, self.left.distinct)

    @property
    def right_share(self) -> float:
        """The share of the right column's different values that the left one holds too."""
        return self.shared / max(1, self.right.distinct)

    @property
    def by_chance(self) -> bool:
        """Whether both are whole numbers of one range, which share no more than any such numbers would."""
        left, right = self.left.whole_numbers, self.right.whole_numbers
        if left is None or right is None:
            return False
        span = max(left[1], right[1]) - min(left[0], right[0]) + 1
        expected = self.left.distinct * self.right.distinct / span
        return self.shared <= _TIMES_CHANCE * expected + _BEYOND_CHANCE


def overlaps(columns: Sequence[ColumnFacts]) -> list[Overlap]:
    """Every two columns of different tables that share a value, in the order of the columns."""
    together: Counter[int] = Counter()
    for mask in _holders(columns).values():
        together[mask] += 1
    shared: Counter[tuple[int, int]] = Counter()
    for mask, count in together.items():
        places = [place for place in range(len(columns)) if mask >> place & 1]
        for pair in combinations(places, 2):
            shared[pair] += count
    return [
        Overlap(columns[left], columns[right], count)
        for (left, right), count in sorted(shared.items())
        if columns[left].table != columns[right].table
    ]


def _holders(columns: Sequence[ColumnFacts]) -> Mapping[str, int]:
    """Each value, with a bit set for every column that holds it."""
    holders: defaultdict[str, int] = defaultdict(int)
    for place, column in enumerate(columns):
        bit = 1 << place
        for value in column.values:
            holders[value] |= bit
    return holders
