"""Natural order: names with numbers in them as people sort them, 9 before 10."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")

NaturalKey = tuple[tuple[int, int, str], ...]


def natural_key(text: str) -> NaturalKey:
    """What to sort a name by, so that the numbers in it count as numbers.

    >>> sorted(["door 10", "door 9", "door"], key=natural_key)
    ['door', 'door 9', 'door 10']
    """
    parts = _DIGITS.split(text)
    return tuple((0, int(part), "") if index % 2 else (1, 0, part) for index, part in enumerate(parts))
