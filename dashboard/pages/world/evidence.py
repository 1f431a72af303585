"""What a world's rows rest on: the chain of sources behind a quote, rows by status, rows whose text nobody here saw.

Counts and names of one world; knows no page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from linkage.answers.about.row_about import source_chain as source_chain
from linkage.vocabulary import STATUSES
from linkage.world.model import TABLES, World, columns


class Named(NamedTuple):
    """A row by its table and its id."""

    table: str
    id: str


def claims(world: World) -> Iterator[tuple[str, Any]]:
    """Every row that claims something, with its table: those that have a status."""
    for table, row_type in TABLES.items():
        if "status" in columns(row_type):
            yield from ((table, row) for row in getattr(world.everything, table).values())


def by_status(world: World, column: str = "status") -> dict[str, dict[str, int]]:
    """For each table that has the column, how many rows have each status; tables without rows too.

    Args:
        column: `status`, or `number_status` (how a row's figures are known; rows without figures aren't counted).
    """
    tables = [table for table, row_type in TABLES.items() if column in columns(row_type)]
    found = {}
    for table in tables:
        counted = Counter(getattr(row, column) for row in getattr(world.everything, table).values())
        found[table] = {status: counted[status] for status in STATUSES}
    return found


def by_check(world: World) -> dict[str, int]:
    """How many quotes were read in a file, at an address, or only told by another source.

    >>> from linkage.world.storage.folders import load
    >>> by_check(load("tiny"))["file"] > 0
    True
    """
    counted = Counter(quote.checked for quote in world.everything.quotes.values())
    return {checked: counted[checked] for checked in ("file", "read", "told")}


def is_told(quotes: Mapping[str, Any], evidence: tuple[str, ...]) -> bool:
    """Whether there is evidence, and the text of none of it was seen."""
    return bool(evidence) and all(quotes[each].checked == "told" for each in evidence if each in quotes)


def told_only(world: World) -> list[Named]:
    """The rows that claim something and whose evidence is all known through others."""
    quotes = world.everything.quotes
    return [Named(table, row.id) for table, row in claims(world) if is_told(quotes, row.evidence)]
