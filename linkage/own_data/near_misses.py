"""Columns that would share values but for how those are written: capitals, hyphens and spaces, noughts in front.

Nothing is made alike here: which way of writing is right, only their author knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from linkage.own_data.column_facts import ColumnFacts

_LEAST_SHARE = 0.1
_LEAST_SHARED = 2

_LENIENT: Mapping[str, Callable[[str], str]] = {
    "capitals": str.casefold,
    "noughts in front": lambda text: text.lstrip("0") or text,
    "spaces, hyphens and points": lambda text: re.sub(r"[\s./_()-]+", "", text) or text,
    "capitals, noughts in front, spaces, hyphens and points": lambda text: (
        re.sub(r"[\s./_()-]+", "", text.casefold()).lstrip("0") or text
    ),
}
"""What might not count, with how a value then reads; the least first."""


def near_miss(columns: Sequence[ColumnFacts]) -> str | None:
    """What to write alike in columns that share no value, in words; None where that helps nothing."""
    for what, read in _LENIENT.items():
        read_values = [{read(value) for value in column.values} for column in columns]
        shared = max((_telling(one, other) for one, other in combinations(read_values, 2)), default=0)
        if shared:
            return f"{shared:,} would be the same if {what} didn't count: write them alike"
    return None


def written_otherwise(one: ColumnFacts, other: ColumnFacts) -> tuple[int, str]:
    """How many values of two columns meet none in the other, and would if something didn't count; and what that is."""
    lone = [set(one.values) - set(other.values), set(other.values) - set(one.values)]
    for what, read in _LENIENT.items():
        found = [{read(value) for value in column.values} for column in (other, one)]
        meeting = [sum(read(value) in values for value in rest) for rest, values in zip(lone, found, strict=True)]
        if any(meeting):
            return max(meeting), what
    return 0, ""


def _telling(one: set[str], other: set[str]) -> int:
    """How many values two columns share; none where it may be chance."""
    shared, smaller = len(one & other), min(len(one), len(other))
    return shared if shared >= min(_LEAST_SHARED, smaller) and shared >= _LEAST_SHARE * smaller else 0
