"""The numbers 0, 1, 2 … as positions: kept once, and taken at without a copy where they are all positions there are.

Most joins of a city find for each account the one account of the same person, so that the positions
they give are all positions in order. Such arrays are read-only parts of one array.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
_SHORT = 16  # binary digits: shorter ranges are parts of this one


def first_numbers(count: int) -> Numbers:
    """The numbers from 0, `int64[count]`, read-only.

    >>> first_numbers(3).tolist()
    [0, 1, 2]
    """
    return _all_numbers(_digits(count))[:count]


def flagged(flags: NDArray[np.bool_]) -> Numbers:
    """The positions of the flags that are set.

    >>> flagged(np.array([True, False, True])).tolist(), flagged(np.array([True, True])).tolist()
    ([0, 2], [0, 1])
    """
    return first_numbers(len(flags)) if flags.all() else np.flatnonzero(flags)


def taken(values: NDArray[Any], positions: Numbers) -> NDArray[Any]:
    """The values at some positions; the array itself where these are all its positions in order.

    >>> values, positions = np.array([7, 8]), np.array([1])
    >>> taken(values, first_numbers(2)) is values, taken(values, positions).tolist()
    (True, [8])
    >>> taken(first_numbers(2), positions) is positions
    True
    """
    if len(positions) == len(values) and _are_first(positions):
        return values
    if _are_first(values):
        return positions
    return values[positions]


def _are_first(positions: NDArray[Any]) -> bool:
    is_part = positions.base is _all_numbers(_digits(len(positions)))
    return is_part and positions.strides == (8,) and (not len(positions) or int(positions[0]) == 0)


def _digits(count: int) -> int:
    return max(_SHORT, count.bit_length())


@lru_cache(maxsize=32)
def _all_numbers(digits: int) -> Numbers:
    """All numbers of so many binary digits."""
    numbers = np.arange(1 << digits, dtype=np.int64)
    numbers.setflags(write=False)
    return numbers
