"""Composite identifiers: several identifiers in one key, all of which must be there and agree, part by part.

A composite is written with `+` between its parts, `birth-date+name`; their order means nothing, so it is kept sorted
and two that say the same are equal texts. Source: design 11.2. Knows no table.
"""

from __future__ import annotations

from collections.abc import Iterable

JOINED_BY = "+"

DISTRICT = 65_536
"""How many residents a district has: no match leads out of one."""

MOST_PAIRS = 20
"""How many accounts of a district a key may find for one account, on average."""


def parts_of(key: str) -> tuple[str, ...]:
    """The identifiers of a key, sorted; one, where it is no composite.

    >>> parts_of("name+birth-date"), parts_of("phone")
    (('birth-date', 'name'), ('phone',))
    """
    return tuple(sorted(key.split(JOINED_BY))) if JOINED_BY in key else (key,)


def composite_of(parts: Iterable[str]) -> str:
    """The key of some identifiers, as two that say the same are written alike.

    >>> composite_of(["name", "birth-date"])
    'birth-date+name'
    """
    return JOINED_BY.join(sorted(parts))


def in_order(key: str) -> str:
    """A key with its parts in the order in which keys are compared.

    >>> in_order("name+birth-date"), in_order("phone")
    ('birth-date+name', 'phone')
    """
    return composite_of(parts_of(key)) if JOINED_BY in key else key
