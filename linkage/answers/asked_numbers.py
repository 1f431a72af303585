"""The whole numbers that questions take, each with its least and its most: one check for Python and the command line.

A number may come from anywhere that has whole numbers (numpy, a table's cell); it goes on as Python's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import NamedTuple

from linkage.errors import UsageError
from linkage.tokens import MOST_RESIDENTS

USUAL_SEED = 1
"""The seed of invented people where none is asked for."""
MOST_POPULATIONS = 1_000
"""The most draws or seeds that are counted at once."""


class AskedNumber(NamedTuple):
    """From where to where a number may go (None: without an end), and what it counts, where its name doesn't say it."""

    least: int | None = 1
    most: int | None = None
    of: str = ""

    @property
    def expected(self) -> str:
        """What is expected, in words.

        >>> AskedNumber(1, 1_000).expected, AskedNumber(0, of="days count from the record, day 0").expected
        ('a whole number from 1 to 1,000', 'a whole number from 0 (days count from the record, day 0)')
        """
        low = "" if self.least is None else f" from {self.least:,}"
        high = "" if self.most is None else f" to {self.most:,}"
        return f"a whole number{low}{high}{f' ({self.of})' if self.of else ''}"

    def has(self, number: int) -> bool:
        """Whether a number lies between the ends."""
        return (self.least is None or self.least <= number) and (self.most is None or number <= self.most)


ASKED_NUMBERS: Mapping[str, AskedNumber] = {
    "residents": AskedNumber(1, MOST_RESIDENTS),
    "seed": AskedNumber(None),
    "on_day": AskedNumber(0, of="days count from the record, day 0"),
    "workers": AskedNumber(1),
    "draws": AskedNumber(1, MOST_POPULATIONS),
    "draw": AskedNumber(1, MOST_POPULATIONS),
    "populations": AskedNumber(1, MOST_POPULATIONS),
    "most": AskedNumber(1),
    "port": AskedNumber(None),
}
"""The numbers by the argument that takes them, as Python names it."""


def asked_number(name: str, given: object) -> int:
    """What was given for an argument, as a whole number that it takes.

    Args:
        name: the argument, one of `ASKED_NUMBERS`.

    Raises:
        UsageError: it is no whole number, or lies beyond the ends.

    >>> asked_number("draws", 24)
    24
    """
    return whole_number(name, given, ASKED_NUMBERS[name])


def whole_number(name: str, given: object, asked: AskedNumber) -> int:
    """What was given for something that takes whole numbers.

    Raises:
        UsageError: it is no whole number, or lies beyond the ends.
    """
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise UsageError(f"{name}: found {given!r:.60}, expected {asked.expected}.")
    number = given.__index__()
    if not asked.has(number):
        raise UsageError(f"{name}: found {number:,}, expected {asked.expected}.")
    return number
