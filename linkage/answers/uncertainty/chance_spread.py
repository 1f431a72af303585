"""How far a count may move by chance alone, where the same city had other invented people.

A count n of people reached independently is nearly Poisson, with a standard deviation of √n: about 95 of 100 other
cities lie within ± 2√n. It is said of small counts only (below `SMALL`), of which it is more than a tenth or near it.
Households and companies are reached together, so it may be more: `--seeds` counts other people, and measures it.
"""

from __future__ import annotations

from math import isqrt

SMALL = 500
"""The count from which on chance moves it by less than a tenth."""

CHANCE_NOTE = "± is twice the square root of a count below 500: how far chance alone may move it; --seeds measures it"


def chance_spread(count: int) -> int | None:
    """Twice the square root of a count above 0 and below 500, rounded up; None of others.

    >>> chance_spread(100), chance_spread(3), chance_spread(0), chance_spread(500)
    (20, 4, None, None)
    """
    if not 0 < count < SMALL:
        return None
    root = isqrt(4 * count)
    return root if root * root == 4 * count else root + 1


def with_chance(count: int) -> str:
    """A count in words, with its chance spread where it is small.

    >>> with_chance(100), with_chance(1234)
    ('100 ± 20', '1,234')
    """
    spread = chance_spread(count)
    return f"{count:,}" if spread is None else f"{count:,} ± {spread}"
